import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fencesOf, readDocument } from '../support/markdown';
import { TEST_FOLDER_PREFIX } from '../support/mongod';

const SCRIPT = join(__dirname, '..', '..', 'scripts', 'schema-changes.mjs');
const CHANGES = `# Changes\n\n<!-- made by npm run schema:check -->\n<!-- end -->\n\n## 0.1.0\n`;

const RELEASED = `
type Query {
  event(id: ID!, locale: String @deprecated(reason: "No texts are translated. Removed after 2027-01-31.")): Event
  events(first: Int! = 20): [Event!]
  legacy: Legacy @deprecated(reason: "Ask for event. Removed after 2027-01-31.")
  old: String @deprecated(reason: "Ask for event.")
}
type Event { id: ID!, state: State!, title: String! }
type Legacy { part: LegacyPart! }
type LegacyPart { id: ID! }
enum State { ENDED OPEN PAUSED @deprecated(reason: "Never answered. Removed after 2027-01-31.") }
enum ErrorCode { NOT_FOUND }
input EventFilter { title: String }
extend type Query { search(filter: EventFilter): [Event!] }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Judged {
  readonly code: number;
  readonly stderr: string;
  /** What CHANGES.md says afterwards. */
  readonly changes: string;
}

/** The released schema with pieces of it replaced. */
function changed(...pieces: ReadonlyArray<readonly [piece: string, replacement: string]>): string {
  return pieces.reduce((text, [piece, replacement]) => {
    if (!text.includes(piece)) throw new Error(`there is no ${piece}`);
    return text.replace(piece, replacement);
  }, RELEASED);
}

async function judge(current: string, today: string, released = RELEASED): Promise<Judged> {
  await writeFile(join(folder, 'released.graphql'), released);
  await writeFile(join(folder, 'schema.graphql'), current);
  await writeFile(join(folder, 'CHANGES.md'), CHANGES);
  const { code, stderr } = await promisify(execFile)(process.execPath, [SCRIPT, folder, today]).then(
    ({ stderr }) => ({ code: 0, stderr }),
    (error: { code: number; stderr: string }) => error,
  );
  return { code, stderr, changes: await readFile(join(folder, 'CHANGES.md'), 'utf8') };
}

const LEGACY = 'legacy: Legacy @deprecated(reason: "Ask for event. Removed after 2027-01-31.")';
const LOCALE = ', locale: String @deprecated(reason: "No texts are translated. Removed after 2027-01-31.")';
const PAUSED = 'PAUSED @deprecated(reason: "Never answered. Removed after 2027-01-31.")';

test.each([
  ['a field that was removed', ', title: String!', '', 'Event.title'],
  ['a field that may be null from now on', 'state: State!', 'state: State', 'Event.state'],
  [
    'an argument that is required from now on',
    'filter: EventFilter)',
    'filter: EventFilter!)',
    'Query.search.filter',
  ],
  ['a required field of an input', 'title: String }', 'title: String, id: ID! }', 'EventFilter.id'],
  ['a value of an enum that was removed', 'ENDED', '', 'State.ENDED'],
  ['a type that no field leads to and that was removed', 'enum ErrorCode { NOT_FOUND }', '', 'ErrorCode'],
  ['a deprecation that names no day', 'old: String @deprecated(reason: "Ask for event.")', '', 'Query.old'],
])('refused: %s', async (_what, piece, replacement, path) => {
  const { code, stderr, changes } = await judge(changed([piece, replacement]), '2027-02-01');
  expect(stderr).toContain(`  ${path}: `);
  expect(code).toBe(1);
  expect(changes).toBe(CHANGES);
});

test.each([
  [
    'a field',
    'title: String!',
    'title: String!, note: String',
    '- Field `note` was added to object type `Event`',
  ],
  ['an optional argument', 'first: Int! = 20', 'first: Int! = 20, after: ID', 'Argument `after: ID` added'],
  ['a value of an enum', 'ENDED', 'ENDED ARCHIVED', '- Enum value `ARCHIVED` was added to enum `State`'],
  [
    'a deprecation',
    'title: String!',
    'title: String! @deprecated(reason: "Removed after 2028-01-01.")',
    'deprecated',
  ],
])('accepted and told: %s that was added', async (_what, piece, replacement, told) => {
  const { code, changes } = await judge(changed([piece, replacement]), '2027-02-01');
  expect(code).toBe(0);
  expect(changes).toContain(told);
});

test.each([
  ['a field', LEGACY, '', 'Query.legacy'],
  ['an argument', LOCALE, '', 'Query.event.locale'],
  ['a value of an enum', PAUSED, '', 'State.PAUSED'],
])('%s that was deprecated goes after its day, and not on it', async (_what, piece, replacement, path) => {
  const onItsDay = await judge(changed([piece, replacement]), '2027-01-31');
  expect(onItsDay.stderr).toContain(`  ${path}: `);
  expect(onItsDay.code).toBe(1);
  expect(await judge(changed([piece, replacement]), '2027-02-01')).toMatchObject({ code: 0, stderr: '' });
});

test('what the page shows as a deprecation goes after the day that it names', async () => {
  const [{ text } = { text: '' }] = fencesOf(readDocument('schema/CHANGES.md'), /^gql$/);
  const released = `${RELEASED}\nextend type Query { ${text} }`;
  const [, day = ''] = /Removed after (\d{4}-\d\d-\d\d)/.exec(text) ?? [];
  expect(await judge(RELEASED, day, released)).toMatchObject({ code: 1 });
  expect(await judge(RELEASED, '2999-01-01', released)).toMatchObject({ code: 0, stderr: '' });
});

test('types that only an overdue field led to go with it, and no earlier', async () => {
  const types = 'type Legacy { part: LegacyPart! }\ntype LegacyPart { id: ID! }\n';
  const current = changed([LEGACY, ''], [types, '']);
  expect(await judge(current, '2027-02-01')).toMatchObject({ code: 0, stderr: '' });
  expect((await judge(current, '2027-01-31')).code).toBe(1);
});

test('the list of changes is written anew each time', async () => {
  const { changes } = await judge(changed(['title: String!', 'title: String!, note: String']), '2027-02-01');
  expect(changes).toContain('-->\n\n- Field `note`');
  await promisify(execFile)(process.execPath, [SCRIPT, folder, '2027-02-01']);
  expect(await readFile(join(folder, 'CHANGES.md'), 'utf8')).toBe(changes);
  expect((await judge(RELEASED, '2027-02-01')).changes).toContain('-->\n\nNothing.\n\n<!-- end');
});
