import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import { checkInvariants } from '../../../src/invariants/invariants';
import type { Actor } from '../../support/actors';
import { codeFile, createPoolEvent, importCodes, readCodes } from '../../support/codes';
import { keptLog } from '../../support/log-lines';
import { startTestServer, type TestServer } from '../../support/server';
import { backendOf } from '../../support/service-keys';

let server: TestServer;
let operator: Actor;
const { log, lines } = keptLog();
beforeAll(async () => {
  server = await startTestServer({ log });
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());
afterEach(async () => {
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});

const rowsOf = (codes: readonly string[], from = 0) =>
  codes.map((text, place) => ({ line: from + place + 1, text }));

async function upload(token: string | null, body: unknown) {
  const response = await fetch(`${server.url}/codes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { errors, ...answer } = (await response.json()) as Record<string, unknown> & {
    errors?: ReadonlyArray<{
      readonly extensions: {
        readonly code: string;
        readonly fields?: ReadonlyArray<{ readonly path: string }>;
      };
    }>;
  };
  const [error] = errors ?? [];
  return {
    status: response.status,
    answer,
    code: error?.extensions.code,
    path: error?.extensions.fields?.[0]?.path,
  };
}

/** A part of a file, as the console sends it. */
function partOf(rewardId: string, codes: readonly string[], changes: object = {}) {
  const { sha256, reading } = codeFile(codes);
  return { rewardId, sha256, reading, number: 0, rows: rowsOf(codes), ...changes };
}

test('rows are imported once, reported by their lines, and audited by the account that sent them', async () => {
  const { id, poolId } = await createPoolEvent(operator);
  const codes = ['up-007', 'up-7', '', 'up-007'];
  const part = partOf(poolId, codes);
  const refusedRows = [
    { line: 3, reason: 'has no code' },
    { line: 4, reason: 'repeats a code of an earlier row' },
  ];
  expect(await upload(operator.accessToken, part)).toMatchObject({
    status: 200,
    answer: { rows: 4, added: 2, there: 0, refused: 2, refusedRows },
  });
  expect((await upload(operator.accessToken, part)).answer).toMatchObject({ added: 0, there: 2, refused: 2 });
  expect((await readCodes(server.app, poolId)).free.sort()).toEqual(['up-007', 'up-7']);
  const entries = await server.database.auditEntries
    .find({ action: 'importCodes', targetId: new Types.ObjectId(id) })
    .toArray();
  expect(entries.map(({ actorId }) => String(actorId))).toEqual([operator.id]);
});

test('the command completes what an upload of the same file began', async () => {
  const { poolId } = await createPoolEvent(operator);
  const codes = Array.from({ length: 1_500 }, (_, n) => `both-${n}`);
  const part = partOf(poolId, codes, { rows: rowsOf(codes.slice(0, 1_000)) });
  expect((await upload(operator.accessToken, part)).answer).toMatchObject({ added: 1_000 });
  expect(await importCodes(server, poolId, codes)).toMatchObject({ added: 500, there: 1_000 });
});

test.each([
  ['nobody', async () => null, 401, 'UNAUTHENTICATED'],
  ['a USER', async () => (await server.actor('USER')).accessToken, 403, 'FORBIDDEN'],
  ['an AUDITOR', async () => (await server.actor('AUDITOR')).accessToken, 403, 'FORBIDDEN'],
  ['a service key', async () => (await backendOf(server, ['GRANTS_READ'])).accessToken, 403, 'FORBIDDEN'],
])('%s imports nothing', async (_who, tokenOf, status, code) => {
  const { poolId } = await createPoolEvent(operator);
  const part = partOf(poolId, [`refused-${poolId}`]);
  expect(await upload(await tokenOf(), part)).toMatchObject({ status, code });
  expect(await server.database.rewardCodes.countDocuments({ rewardId: new Types.ObjectId(poolId) })).toBe(0);
});

const CANARY = 'canary-upload-code';
test.each([
  ['another body', [], 'rewardId'],
  ['no reward', { rewardId: 7 }, 'rewardId'],
  ['another hash', { sha256: 'F'.repeat(64) }, 'sha256'],
  ['another reading', { reading: 'xlsx' }, 'reading'],
  ['a part that is none', { number: -1 }, 'number'],
  ['a part beyond the end', { number: 1_000 }, 'number'],
  ['no rows', { rows: [] }, 'rows'],
  ['too many rows', { rows: rowsOf(Array.from({ length: 1_001 }, () => CANARY)) }, 'rows'],
  ['a row without a line', { rows: [{ text: CANARY }] }, 'rows.0'],
  ['a row that is no text', { rows: [{ line: 1, text: { $gt: CANARY } }] }, 'rows.0'],
  ['a reward that is not there', { rewardId: '0'.repeat(24) }, 'reward'],
])('%s is refused by its path, and no code is repeated', async (_what, changes, path) => {
  const { poolId } = await createPoolEvent(operator);
  const body = Array.isArray(changes) ? changes : partOf(poolId, [CANARY], changes);
  const refused = await upload(operator.accessToken, body);
  expect(refused).toMatchObject({ status: 400, code: 'BAD_USER_INPUT', path });
  expect(JSON.stringify([refused, lines])).not.toContain(CANARY);
  expect(await server.database.rewardCodes.countDocuments({ rewardId: new Types.ObjectId(poolId) })).toBe(0);
});

test('a part of the greatest size is taken, and a larger body is not', async () => {
  const { poolId } = await createPoolEvent(operator);
  const codes = Array.from({ length: 1_000 }, (_, n) => String(n).padEnd(200, '\u{1f600}').slice(0, 398));
  const sha256 = createHash('sha256').update(codes.join()).digest('hex');
  const { answer } = await upload(operator.accessToken, partOf(poolId, codes, { sha256 }));
  expect(answer).toMatchObject({ rows: 1_000 });
  expect(await upload(operator.accessToken, 'x'.repeat(4 * 1024 * 1024))).toMatchObject({ status: 413 });
});
