import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer, type TestServer } from '../support/server';
import { createPoolEvent, readCodes } from '../support/codes';
import { runCommandHere } from '../support/run-command-here';

const CANARY = 'canary-code';

let server: TestServer;
let folder: string;
let poolId: string;
let eventId: string;

beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'event-reward-import-'));
});
beforeEach(async () => {
  ({ poolId, id: eventId } = await createPoolEvent(await server.actor('OPERATOR')));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function importCodes(...args: string[]) {
  return runCommandHere(['import-codes', ...args], {
    env: { MONGODB_URI: server.mongodbUri, JWT_SECRET: 'a secret of the tests that is long enough' },
  });
}

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const stored = async () => (await readCodes(server.app, poolId)).free.sort();

test('a file of lines is imported, and imported again adds nothing', async () => {
  const file = await fileOf('codes.txt', `007\r\n7\nAb\nAB\n\n ${eventId}\n${'x'.repeat(201)}\n7\n`);
  const first = await importCodes(file, '--reward', poolId);
  expect(first).toMatchObject({ code: 1 });
  expect(first.stdout).toContain('7 rows: 5 added, 0 there already, 2 refused');
  expect(first.stderr.trim().split('\n').sort()).toEqual([
    'line 7: has a code of more than 200 characters',
    'line 8: repeats a code of an earlier row',
  ]);
  expect(await stored()).toEqual(['007', '7', 'Ab', 'AB', ` ${eventId}`].sort());
  const again = await importCodes(file, '--reward', poolId, '--json');
  expect(JSON.parse(again.stdout)).toEqual({
    ...{ dryRun: false, complete: true, rows: 7, added: 0, there: 5, refused: 2 },
  });
});

test('a column of a CSV file is imported, and another column of it is another import', async () => {
  const file = await fileOf('codes.csv', `voucher,code\n${eventId}-1,${eventId}-a\n"${eventId}-2",,\n`);
  const one = await importCodes(file, '--reward', poolId, '--column', 'voucher');
  expect(one.stdout).toContain('2 rows: 1 added, 0 there already, 1 refused');
  expect((await importCodes(file, '--reward', poolId)).stdout).toContain('2 rows: 1 added');
  expect(await stored()).toEqual([`${eventId}-1`, `${eventId}-a`]);
});

test('a dry run checks every row and writes nothing', async () => {
  const file = await fileOf('dry.txt', `${eventId}-dry\n`);
  const { code, stdout } = await importCodes(file, '--reward', poolId, '--dry-run');
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('1 to add') as string });
  expect(await stored()).toEqual([]);
});

test.each([
  [
    'a file that is not there',
    () => ['nowhere.txt', '--reward', poolId],
    1,
    'Cannot read the file (ENOENT).',
  ],
  [
    'a reward that is not there',
    (file: string) => [file, '--reward', '0'.repeat(24)],
    1,
    'reward is not the id of a reward',
  ],
  ['no reward', (file: string) => [file], 2, '--reward is missing.'],
  [
    'another format',
    (file: string) => [file, '--reward', poolId, '--format', 'xlsx'],
    2,
    '--format is lines or csv.',
  ],
  [
    'a column of lines',
    (file: string) => [file, '--reward', poolId, '--column', 'code'],
    2,
    '--column names',
  ],
  [
    'a column that is not there',
    (file: string) => [file, '--reward', poolId, '--format', 'csv'],
    1,
    'Columns: code.',
  ],
] as const)('%s is refused with a sentence, which quotes no code', async (_what, argsOf, code, message) => {
  const file = await fileOf('canary.txt', `${CANARY}\n`);
  const ended = await importCodes(...argsOf(file));
  expect(ended.code).toBe(code);
  expect(ended.stderr).toContain(message);
  expect(ended.stdout + ended.stderr).not.toContain(CANARY);
});
