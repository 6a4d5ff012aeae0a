import { isLeafType, type GraphQLLeafType } from 'graphql';
import { schema } from '../../src/graphql/schema';
import { ask, expectCoded, post } from '../support/http';
import { startTestServer, type TestServer } from '../support/server';

/** What one refused operation may make, whatever it sends: errors are the dearest thing in it. */
const ERRORS_MADE_MAX = 60;
const ANSWER_BYTES_MAX = 4_096;
const BODY_BYTES = 60 * 1024;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { INTROSPECTION: 'off' } });
});
afterAll(() => server.close());

interface Work {
  errors: number;
  coercions: number;
  /** Long texts that a regular expression with repetitions searched: each of these may be quadratic. */
  longReplacements: number;
}

let work: Work;
let restore: () => void;
beforeEach(() => {
  work = { errors: 0, coercions: 0, longReplacements: 0 };
  restore = countWork(work);
});
afterEach(() => restore());

/** Counts what is made in this process; everything works as without it. */
function countWork(counted: Work): () => void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
  const { captureStackTrace } = Error;
  Error.captureStackTrace = (...args) => {
    counted.errors += 1;
    captureStackTrace(...args);
  };
  const replace = RegExp.prototype[Symbol.replace];
  RegExp.prototype[Symbol.replace] = function (this: RegExp, text: string, by: never) {
    if (text.length > 1_000 && /[+*]/.test(this.source)) counted.longReplacements += 1;
    return replace.call(this, text, by);
  };
  const leaves = Object.values(schema().schema.getTypeMap()).filter(isLeafType);
  const undo = leaves.map((type: GraphQLLeafType) => {
    const own = Object.getOwnPropertyDescriptor(type, 'parseValue');
    const parse = type.parseValue.bind(type) as (...args: unknown[]) => unknown;
    type.parseValue = (...args: unknown[]) => {
      counted.coercions += 1;
      return parse(...args) as never;
    };
    return () => {
      if (own) Object.defineProperty(type, 'parseValue', own);
      else delete (type as { parseValue?: unknown }).parseValue;
    };
  });
  return () => {
    Error.captureStackTrace = captureStackTrace;
    RegExp.prototype[Symbol.replace] = replace;
    for (const each of undo) each();
  };
}

/** As many of an item as a body holds. */
function fill(item: unknown): unknown[] {
  return Array.from({ length: Math.floor(BODY_BYTES / (JSON.stringify(item).length + 1)) }, () => item);
}

function keys(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, 1]));
}

const EVENTS = 'query ($a: EventFilter) { events(filter: $a) { nodes { id } } }';
const PAGE = 'query ($a: Int!) { events(first: $a) { nodes { id } } }';
const CREATE = 'mutation ($a: CreateEventInput!) { createEvent(input: $a) { event { id } } }';
const ATTENDANCE = 'query ($a: LocalDate) { myAttendance(from: $a) { nodes { id } } }';
const LONG = 'x'.repeat(BODY_BYTES);
const GUESSES = 'Did you mean '.repeat(BODY_BYTES / 13);
const BASE = { title: 'x', startAt: '2026-06-01T00:00:00Z' };

const VARIABLES: ReadonlyArray<readonly [name: string, query: string, variables: Record<string, unknown>]> = [
  ['numbers for words of an enum', EVENTS, { a: { states: fill(1) } }],
  ['words that are none of the enum', EVENTS, { a: { states: fill('NO_SUCH') } }],
  ['lists for words of an enum', EVENTS, { a: { states: fill([[]]) } }],
  ['a long word for one of an enum', EVENTS, { a: { states: [LONG] } }],
  ['guesses for a word of an enum', EVENTS, { a: { states: [GUESSES] } }],
  ['unknown keys of an input object', EVENTS, { a: keys(4_000) }],
  ['one long unknown key', EVENTS, { a: { [LONG]: 1 } }],
  ['a text for a number', PAGE, { a: LONG }],
  ['an object for a number', PAGE, { a: keys(4_000) }],
  ['a text for a day', ATTENDANCE, { a: LONG }],
  ['empty input objects', CREATE, { a: { ...BASE, rewards: fill({}) } }],
  ['input objects of unknown keys', CREATE, { a: { ...BASE, conditions: fill({ a: 1, b: 2 }) } }],
  ['texts for input objects', CREATE, { a: { ...BASE, conditions: fill('x') } }],
  [
    'many wrong variables',
    `query (${list(60, (n) => `$v${n}: Boolean!`)}) { serverInfo { ...F } }
    fragment F on ServerInfo { ${list(60, (n) => `... @include(if: $v${n}) { __typename }`)} }`,
    Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`v${n}`, 'x'])),
  ],
];

test.each(VARIABLES)(
  '64 KB of %s are looked at once, and to the 20th error',
  async (_name, query, variables) => {
    const answer = await post(server.url, { query, variables });
    expectCoded(answer);
    expect(answer.errors.map(({ extensions }) => extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
    expect(answer.text.length).toBeLessThan(ANSWER_BYTES_MAX);
    expect(work.errors).toBeLessThan(ERRORS_MADE_MAX);
    // A value that fits is looked at once to judge the variables, and once to execute.
    expect(work.coercions).toBeLessThan(ERRORS_MADE_MAX);
    expect(work.longReplacements).toBe(0);
  },
);

test('64 KB of lists in lists are looked at once', async () => {
  const levels = BODY_BYTES / 2;
  const value = '['.repeat(levels) + ']'.repeat(levels);
  const answer = await post(
    server.url,
    `{"query": ${JSON.stringify(EVENTS)}, "variables": {"a": {"states": ${value}}}}`,
  );
  expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  expect(answer.text.length).toBeLessThan(ANSWER_BYTES_MAX);
  expect(work.errors).toBeLessThan(ERRORS_MADE_MAX);
});

const DOCUMENTS: ReadonlyArray<readonly [name: string, query: string]> = [
  ['a text for a number', `{ events(first: "${LONG}") { nodes { id } } }`],
  ['guesses for a number', `{ events(first: "${GUESSES}") { nodes { id } } }`],
  [
    'guesses for five numbers',
    `{ ${list(5, (n) => `a${n}: events(first: "${GUESSES.slice(0, 12_000)}") { nodes { id } }`)} }`,
  ],
  ['a long field', `{ ${LONG} }`],
  ['a long alias', `{ ${LONG}: serverInfo { version } }`],
  ['a long word of an enum', `{ events(filter: { states: [${LONG}] }) { nodes { id } } }`],
  ['a long type', `query ($a: ${LONG}) { serverInfo { version } }`],
  ['a long variable', `{ events(first: $${LONG}) { nodes { id } } }`],
  ['a long directive', `{ serverInfo @${LONG} { version } }`],
  [
    'words that are none of the enum',
    `{ events(filter: { states: [${list(1_900, () => 'NO_SUCH')}] }) { nodes { id } } }`,
  ],
  ['unknown fields of an input', `{ events(filter: { ${list(600, (n) => `k${n}: 1`)} }) { nodes { id } } }`],
  ['text without its end', `{ event(id: "${LONG}`],
];

test.each(DOCUMENTS)('a document with %s is read once, and its answer is short', async (_name, query) => {
  const answer = await post(server.url, { query });
  expectCoded(answer);
  expect(answer.errors.length).toBeGreaterThan(0);
  expect(answer.errors.map(({ extensions }) => extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
  expect(answer.text.length).toBeLessThan(ANSWER_BYTES_MAX);
  expect(work.errors).toBeLessThan(ERRORS_MADE_MAX);
  expect(work.longReplacements).toBe(0);
});

test('whatever is refused, the server answers others meanwhile', async () => {
  const refused = VARIABLES.map(async ([, query, variables]) => post(server.url, { query, variables }));
  const health = await Promise.all(refused.map(() => ask(`${server.url}/health/live`)));
  expect(health.map(({ status }) => status)).toEqual(refused.map(() => 200));
  for (const { errors } of await Promise.all(refused)) expect(errors.length).toBeGreaterThan(0);
});

function list(count: number, of: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => of(n)).join(' ');
}
