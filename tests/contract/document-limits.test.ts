import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getIntrospectionQuery, Kind, parse, validate, type OperationDefinitionNode } from 'graphql';
import { documentLimitsRule, parseOptions, validationOptions } from '../../src/graphql/document-limits';
import { DOCUMENT_LIMITS } from '../../src/graphql/document-budget';
import { DocumentSize } from '../../src/graphql/document-size';
import { ROLES } from '../../src/domain/viewer';
import { schema } from '../../src/graphql/schema';

const OPERATIONS = join(__dirname, '..', '..', 'schema', 'operations');
const REFUSED_WITHIN_MS = 5;
/** What a document of 2,000 fields takes to parse where the limit was set. */
const YARDSTICK_MS = 0.3;
const limitMs = limitOfThisMachine();
const files = readdirSync(OPERATIONS);
const fragments = readFileSync(join(OPERATIONS, 'fragments.graphql'), 'utf8');

/** The operation with those of the shared fragments that it uses, as a client sends it. */
function documentOf(file: string): string {
  const known = new Map(
    parse(fragments).definitions.map((node) => [
      node.kind === Kind.FRAGMENT_DEFINITION ? node.name.value : '',
      fragments.slice(node.loc!.start, node.loc!.end),
    ]),
  );
  let text = readFileSync(join(OPERATIONS, file), 'utf8');
  for (;;) {
    const missing = [...text.matchAll(/\.\.\.(\w+)/g)]
      .map(([, name]) => name!)
      .find((name) => known.has(name) && !text.includes(`fragment ${name} `));
    if (missing === undefined) return text;
    text += `\n${known.get(missing)}`;
  }
}

function sizeOf(text: string, variables?: Record<string, unknown>) {
  const document = parse(text, parseOptions);
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  )!;
  return new DocumentSize(schema().schema, document, variables).ofOperation(operation);
}

test.each(files.filter((file) => file !== 'fragments.graphql'))(
  '%s is within the limits, its pages as large as they can be',
  (file) => {
    const text = documentOf(file);
    expect(
      validate(schema().schema, parse(text, parseOptions), [documentLimitsRule], validationOptions),
    ).toEqual([]);
    const { cost } = sizeOf(text, { first: 200 });
    expect(cost).toBeLessThanOrEqual(DOCUMENT_LIMITS.cost);
  },
);

test("explorers' introspection is within the limits, with all that it can ask", () => {
  const text = getIntrospectionQuery({
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  });
  expect(
    validate(schema().schema, parse(text, parseOptions), [documentLimitsRule], validationOptions),
  ).toEqual([]);
});

test.each([
  ['a page of the feed', '{ rewardFeed(first: 200) { entries { sequence at } } }', 1 + 1 + 200 * 2],
  [
    'outcomes of acknowledgements',
    'mutation { acknowledgeGrants(input: { grants: [] }) { outcomes { grant { id } } } }',
    1 + 1 + 200 * 2,
  ],
  [
    'requests that voided activities had paid',
    'mutation { voidActivities(input: { activities: [] }) { affected { id } } }',
    1 + 1 + 1_000,
  ],
  ['rewards that run out', '{ overview { lowStock(first: 50) { id name } } }', 1 + 100 + 50 * 2],
  [
    'rows of a page that is a list',
    '{ events(first: 7) { nodes { conditions { id } } } }',
    1 + 1 + 7 * (1 + 10),
  ],
])('%s count as many rows as they may have', (_title, text, cost) => {
  expect(sizeOf(text).cost).toBe(cost);
});

const PAGE = `{ rewardRequests(first: 100) { edges { cursor node { id status attempt requestedAt
  user { id username } event { id title startAt } grants { id name quantity } } } pageInfo { endCursor } } }`;
const fragmentChain = (links: number, last: string) =>
  `query { me { ...F0 } }` +
  Array.from(
    { length: links },
    (_, n) => ` fragment F${n} on User { ...F${n + 1} a${n}: role ...F${n + 1} }`,
  ).join('') +
  ` fragment F${links} on User { ${last} }`;
const nested = (levels: number) =>
  `{ events { nodes { conditions { ${'requiredEvent { conditions { '.repeat(levels)} id ${'} } '.repeat(levels)} } } } }`;

test('a page of 100 requests with user, event and grants is within the limits', () => {
  expect(refusalOf(PAGE)).toEqual([]);
});

test.each([
  ['nested deeper than allowed', nested(4), 'depth'],
  [
    'nested deeper by fragments',
    `{ ...A } fragment A on Query { events { nodes { conditions { ...B } } } }
    fragment B on Condition { requiredEvent { conditions { ...C } } }
    fragment C on Condition { requiredEvent { conditions { requiredEvent { conditions { requiredEvent { conditions { id } } } } } } }`,
    'depth',
  ],
  ['21 aliases', `{ me { ${list(21, (n) => `a${n}: id`)} } }`, 'aliases'],
  ['21 aliases of __typename', `{ me { ${list(21, (n) => `a${n}: __typename`)} } }`, 'aliases'],
  ['the same field four times', '{ me { id id id id } }', 'repeats'],
  ['the same field in inline fragments', '{ me { id ... { id } ... { id } ... on User { id } } }', 'repeats'],
  ['the same fragment four times', '{ me { ...A ...A ...A ...A } } fragment A on User { id }', 'repeats'],
  [
    '11 root queries',
    `{ serverInfo { version } ${list(10, (n) => `a${n}: serverInfo { version }`)} }`,
    'rootFields',
  ],
  ['6 root mutations', `mutation { ${list(6, (n) => `a${n}: checkAttendance { created }`)} }`, 'rootFields'],
  [
    'root mutations in a fragment',
    `mutation { ...A ${list(3, (n) => `a${n}: checkAttendance { created }`)} }
    fragment A on Mutation { ${list(3, (n) => `b${n}: checkAttendance { created }`)} }`,
    'rootFields',
  ],
  ['21 directives', `{ me { id ${'@include(if: true) '.repeat(21)} } }`, 'directives'],
  ['fragments that double at every link', fragmentChain(20, 'id'), 'aliases'],
  ['fragments that double their fields at every link', doubling(12), 'fields'],
  ['a type in 41 brackets', `query ($a: ${'['.repeat(41)}Int${']'.repeat(41)}) { me { id } }`, 'brackets'],
  ['a value in 41 brackets', `{ user(id: ${'['.repeat(40)}${']'.repeat(40)}) { id } }`, 'brackets'],
  ['inline fragments in 41 brackets', `{ me ${'{ ... '.repeat(40)} { id } ${'}'.repeat(40)} }`, 'brackets'],
  ['31 fragments', `{ me { id } } ${list(31, (n) => `fragment F${n} on User { id }`)}`, 'fragments'],
  ['11 operations', list(11, (n) => `query Q${n} { me { id } }`), 'operations'],
  [
    'an excess in a fragment that nothing uses',
    '{ me { id } } fragment A on User { id id id id }',
    'repeats',
  ],
  ['pages in aliases', `{ ${list(8, (n) => `a${n}: ${PAGE.slice(1, -1)}`)} }`, 'cost'],
  [
    'lists inside lists',
    '{ events(first: 100) { nodes { conditions { requiredEvent { conditions { id kind target } } } } } }',
    'cost',
  ],
  [
    'the descriptions of many events',
    '{ events(first: 100) { nodes { conditions { event { description } } } } }',
    'cost',
  ],
  [
    'a page in each of the rewards that were paid most',
    '{ rewardGrantSums { rewards { event { createdBy { grants(first: 100) { nodes { id name } } } } } } }',
    'cost',
  ],
  [
    'a page in each reward of a list with its own size',
    '{ overview { lowStock(first: 50) { event { createdBy { grants(first: 100) { nodes { id name type quantity externalId } } } } } } }',
    'cost',
  ],
  [
    'a large page by the default of a variable',
    `query ($n: Int! = 100) { events(first: $n) { nodes { conditions { requiredEvent { conditions { id kind target } } } } } }`,
    'cost',
  ],
])('%s is refused, in under 5 ms of CPU', (_name, text, limit) => {
  expect(refusalOf(text)).toEqual([limit]);
  expect(cpuMsOf(() => refusalOf(text))).toBeLessThan(limitMs);
});

test.each([
  ['aliases', `{ me { ${'a:id '.repeat(20_000)} } }`],
  ['brackets', `{ user(id: ${'['.repeat(60_000)}) { id } }`],
  ['selections in selections', '{a'.repeat(30_000)],
  ['fragments', list(1_500, (n) => `fragment F${n} on User { ...F${n + 1} }`)],
  ['directives', `{ me { id ${'@include(if: true) '.repeat(3_000)} } }`],
  ['one name', `{ ${'x'.repeat(65_000)} }`],
  ['one text', `{ user(id: "${'\\u0041'.repeat(10_000)}") { id } }`],
  ['comments', `#${'x\n#'.repeat(16_000)}\n{ me { nothing } }`],
])('64 KB of %s cost no more', (_name, text) => {
  expect(Buffer.byteLength(text)).toBeGreaterThan(32 * 1024);
  const refuse = () => {
    try {
      return validate(schema().schema, parse(text, parseOptions), undefined, validationOptions);
    } catch (error) {
      return [error];
    }
  };
  expect(cpuMsOf(refuse)).toBeLessThan(limitMs);
});

test('a circle of fragments is left to the rule that names it', () => {
  expect(refusalOf('{ me { ...A } } fragment A on User { id ...B } fragment B on User { ...A }')).toEqual([]);
});

test("variables' values are judged where they are known, and count as a page at most and at least", () => {
  const text =
    'query ($n: Int! = 10) { events(first: $n) { nodes { conditions { requiredEvent { conditions { id kind target } } } } } }';
  expect(refusalOf(text)).toEqual([]);
  expect(() => sizeOf(text, { n: 100 })).toThrow('cost');
  expect(sizeOf(text, { n: -5 }).cost).toBe(sizeOf(text, { n: 1 }).cost);
  expect(sizeOf('query ($n: Int! = 10) { users(first: $n) { nodes { id } } }', { n: 2 ** 31 - 1 }).cost).toBe(
    102,
  );
});

test.each(['limits.md', 'limits.ko.md'])(
  'docs/%s lists the worst operations of each role, none beyond 2 s of the database',
  (file) => {
    const text = readFileSync(join(OPERATIONS, '..', '..', 'docs', file), 'utf8');
    const [, table = ''] = text.split(/<!-- worst operations: \w+ -->/);
    const rows = table.split('\n').filter((line) => line.includes('`'));
    const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));
    expect(cells.map(([, role]) => role)).toEqual(
      ['anonymous', ...ROLES].flatMap((role) => [role, role, role]),
    );
    for (const [, , , , cost, cpu] of cells) {
      expect(Number(cost!.replaceAll(',', ''))).toBeLessThanOrEqual(DOCUMENT_LIMITS.cost);
      expect(Number.parseFloat(cpu!)).toBeLessThanOrEqual(2);
    }
  },
);

/** A slower machine is given as much longer as it takes for something that is none of ours. */
function limitOfThisMachine(): number {
  const text = `{ ${list(2_000, (n) => `f${n}`)} }`;
  const taken = Array.from({ length: 5 }, () => cpuMsOf(() => parse(text)));
  return REFUSED_WITHIN_MS * Math.max(1, Math.min(...taken) / YARDSTICK_MS);
}

/** The least of several runs: the garbage and the compiling of others are none of its cost. */
function cpuMsOf(work: () => unknown): number {
  const runs = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...runs);
}

/** The limits that are named; the errors that only end the validation are left out. */
function refusalOf(text: string): string[] {
  const errors = validate(
    schema().schema,
    parse(text, parseOptions),
    [documentLimitsRule],
    validationOptions,
  );
  return errors.flatMap(({ originalError }) => {
    const { detail } = (originalError ?? {}) as { detail?: string };
    return detail === undefined ? [] : [detail.replace('limit: ', '')];
  });
}

function list(count: number, of: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => of(n)).join(' ');
}

function doubling(links: number): string {
  const link = (n: number) => `fragment F${n} on User { ...F${n + 1} ... on User { ...F${n + 1} } }`;
  return `{ me { ...F0 } } ${list(links, link)} fragment F${links} on User { id }`;
}
