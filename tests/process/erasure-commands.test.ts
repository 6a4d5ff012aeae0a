import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Types } from 'mongoose';
import { EraseUserDocument } from '../generated/documents';
import { makeErasable, placesOf } from '../support/erasable';
import { TEST_SECRETS_KEY } from '../support/child-environment';
import { fencesOf, readDocument } from '../support/markdown';
import { TEST_FOLDER_PREFIX } from '../support/mongod';
import { runCommandHere } from '../support/run-command-here';
import { sealNow } from '../support/seals';
import { startTestServer, type TestServer } from '../support/server';
import type { Actor } from '../support/actors';

const VERIFIER = join(__dirname, '..', '..', 'scripts', 'verify-proof.mjs');

let server: TestServer;
let admin: Actor;
let operator: Actor;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
  server = await startTestServer({ now: 'system' });
  [admin, operator] = [await server.actor('ADMIN'), await server.actor('OPERATOR')];
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const path = (name: string) => join(folder, name);
const run = (...args: string[]) =>
  runCommandHere(args, {
    env: {
      MONGODB_URI: server.mongodbUri,
      JWT_SECRET: 'a secret of the tests that is long enough',
      SECRETS_KEY: TEST_SECRETS_KEY,
    },
  });
/** The commands of the page for restores, with this file. */
const shown = fencesOf(readDocument('docs/deploy.md'), /^sh erasures$/);
const runShown = (place: number, file: string, ...more: string[]) =>
  run(
    ...shown[place]!.text.trim().replace('node dist/cli.js ', '').replace('erasures.txt', file).split(' '),
    ...more,
  );
const rowOf = (id: string) => server.database.users.findOne({ _id: new Types.ObjectId(id) });
const epoch = async () => (await server.database.settings.findOne({ _id: 'rewardFeed' }))!;

test('the proofs of an erased account are valid without the server', async () => {
  const { user, secrets, requestIds } = await makeErasable(server, operator, admin);
  // Rejected with a note, and revoked with a reason.
  const withTexts = [requestIds[1]!, requestIds[3]!];
  await sealNow(server);
  await admin.run(EraseUserDocument, { input: { userId: user.id, reason: 'erase me please' } });
  for (const [n, id] of withTexts.entries()) {
    expect(await run('export-proof', id, '--out', path(`proof-${n}.json`))).toMatchObject({ code: 0 });
    const proof = readFileSync(path(`proof-${n}.json`), 'utf8');
    expect(secrets.filter((secret) => proof.includes(secret))).toEqual([]);
  }
  const files = withTexts.map((_, n) => path(`proof-${n}.json`));
  for (const file of files) {
    const { status, stdout } = spawnSync(process.execPath, [VERIFIER, file], { env: {}, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^valid: /)]);
  }
});

test('export-erasures lists the erased accounts, and reapply-erasures erases those that are there again', async () => {
  const [known, staff] = [await server.actor('USER'), await server.actor('USER')];
  for (const { id } of [known, staff])
    await admin.run(EraseUserDocument, { input: { userId: id, reason: 'a ticket' } });
  const list = path('erasures.txt');
  const exported = await runShown(0, list, '--json');
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  const lines = readFileSync(list, 'utf8').trimEnd().split('\n');
  expect(JSON.parse(exported.stdout)).toEqual({ file: list, erasures: lines.length });
  const erasedAt = (await rowOf(known.id))!.erasedAt!.toISOString();
  expect(lines).toContain(`${known.id} ${erasedAt}`);
  expect(lines.filter((line) => !/^[0-9a-f]{24} \S+Z$/.test(line))).toEqual([]);

  // As a backup from before the erasures has the accounts.
  const [restored, demoted] = [await server.actor('USER'), await server.actor('AUDITOR')];
  const unknown = new Types.ObjectId().toHexString();
  writeFileSync(list, [known, restored, demoted].map(({ id }) => `${id} ${erasedAt}\n`).join(''));
  writeFileSync(list, `${readFileSync(list, 'utf8')}${unknown} ${erasedAt}\n`);
  const before = await epoch();
  const first = await runShown(1, list, '--json');
  const counts = { erased: 1, there: 1, unknown: 1, staff: 1 };
  expect({ ...first, stdout: JSON.parse(first.stdout) as unknown }).toMatchObject({
    code: 1,
    stdout: counts,
  });
  expect((await rowOf(restored.id))!.username).toMatch(/^erased-/);
  expect(await placesOf(server.database, [restored.username])).toEqual([]);
  expect((await rowOf(demoted.id))!.erasedAt).toBeUndefined();
  expect(await epoch()).not.toEqual(before);

  await server.services.admins.change({
    ...{ userId: demoted.id, set: { role: 'USER' }, actor: null, reason: null, now: server.clock.now() },
  });
  const second = await run('reapply-erasures', list);
  expect(second.code).toBe(0);
  expect(second.stdout).toMatch(/^1 accounts erased, 2 were erased already, 1 unknown, 0 refused as staff/);
});

test('a file that is not such a list erases nobody', async () => {
  const { id } = await server.actor('USER');
  writeFileSync(path('other.txt'), `${id} 2026-06-01T00:00:00.000Z\nnot an id\n`);
  expect(await run('reapply-erasures', path('other.txt'))).toMatchObject({
    code: 1,
    stderr: 'Line 2 of FILE does not begin with the id of an account.\n',
  });
  expect((await rowOf(id))!.erasedAt).toBeUndefined();
  expect(await run('reapply-erasures', path('none.txt'))).toMatchObject({
    code: 1,
    stderr: 'Cannot read the file (ENOENT).\n',
  });
});
