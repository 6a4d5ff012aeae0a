import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Types } from 'mongoose';
import { checkInvariants } from '../../src/invariants/invariants';
import { CreateAudienceDocument, SealAudienceDocument } from '../generated/documents';
import type { Actor } from '../support/actors';
import { insertUsers } from '../support/audiences';
import { runCommandHere } from '../support/run-command-here';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let operator: Actor;
let folder: string;
beforeAll(async () => {
  server = await startTestServer({ now: new Date().toISOString() });
  operator = await server.actor('OPERATOR');
  folder = await mkdtemp(join(tmpdir(), 'event-reward-audience-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await server.close();
});
afterEach(async () => {
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});

const env = () => ({
  MONGODB_URI: server.mongodbUri,
  JWT_SECRET: 'a secret of the tests that is long enough',
});
const run = (audience: string, args: readonly string[], input = '') =>
  runCommandHere(['import-audience', '--audience', audience, ...args, '--json'], { env: env(), input });
const summaryOf = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout) as object;
async function createAudience(): Promise<string> {
  const { createAudience: made } = await operator.run(CreateAudienceDocument, { input: { name: 'Players' } });
  return made!.audience!.id;
}
const sizeOf = async (id: string) =>
  (await server.database.audiences.findOne({ _id: new Types.ObjectId(id) }))!.size;

test('ids and identities of a file are added, bad rows are named by their lines, and a second run adds nothing', async () => {
  const id = await createAudience();
  const users = await insertUsers(server.app, 450, server.clock.now());
  const identity = { issuer: 'game', subject: 'p-1' };
  await server.services.identities.ensure([{ identity, username: null }], {
    actor: null,
    action: null,
    now: server.clock.now(),
  });
  const file = join(folder, 'players.csv');
  const lines = [
    'userId,issuer,subject',
    ...users.map((user) => `${user},,`),
    ',game,p-1',
    `${String(new Types.ObjectId())},,`,
    ',game,',
    `${users[0]},game,p-1`,
    `${users[0]},,`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const counts = { rows: 455, there: 1, refused: 3, complete: true, dryRun: false };
  const first = await run(id, [file]);
  expect({ code: first.code, ...summaryOf(first) }).toEqual({ code: 1, ...counts, added: 451 });
  expect(
    first.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toEqual([
    { line: 453, reason: 'names no account' },
    { line: 454, reason: 'needs a userId, or an issuer and a subject' },
    { line: 455, reason: 'has both a userId and an identity' },
  ]);
  expect(await sizeOf(id)).toBe(451);
  expect(summaryOf(await run(id, [file]))).toMatchObject({ added: 0, there: 452, refused: 3 });
  const entries = await server.database.auditEntries
    .find({ action: 'importAudience' })
    .sort({ sequence: 1 })
    .toArray();
  expect(entries.map(({ after }) => JSON.parse(after!) as object)).toMatchObject([
    { state: 'BEGUN', audienceId: id },
    { state: 'ENDED', audienceId: id, added: 451 },
  ]);
});

test('a dry run adds nobody, and a sealed or unknown audience takes no file', async () => {
  const id = await createAudience();
  const [user] = await insertUsers(server.app, 1, server.clock.now());
  const input = `${JSON.stringify({ userId: user })}\n`;
  const args = ['--format', 'ndjson'];
  expect(summaryOf(await run(id, [...args, '--dry-run'], input))).toMatchObject({ added: 1 });
  expect(await sizeOf(id)).toBe(0);
  expect((await run(id, args, input)).code).toBe(0);
  await operator.run(SealAudienceDocument, { input: { id } });
  expect(await run(id, args, input)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is sealed') as string,
  });
  const unknown = await run(String(new Types.ObjectId()), args, input);
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('no audience') as string });
});
