import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { mongo } from 'mongoose';
import { READ_LIMIT_MS } from '../../src/database/read-limits';
import { RATE_LIMITS } from '../../src/rate-limits/rate-limits';
import type { Viewer } from '../../src/domain/viewer';
import { readArguments } from '../../src/exports/export-arguments';
import { ExportService } from '../../src/exports/export.service';
import { attendanceExport } from '../../src/attendance/attendance.export';
import { RUNNING_MAX } from '../../src/exports/format/limits';
import type { Actor } from '../support/actors';
import { ask, expectCoded } from '../support/http';
import { runCommand } from '../support/run-command';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { until } from '../support/until';

const ROWS = 200_000;
/** Enough for the server, and for a part of the rows. */
const HEAP_MEGABYTES = 100;

const mongodbUri = freshDatabaseUri();
let server: TestServer;
let process_: ServerProcess;
let auditor: Actor;
let userId: string;
beforeAll(async () => {
  server = await startTestServer({ mongodbUri, now: new Date().toISOString() });
  process_ = await startServerProcess({
    MONGODB_URI: mongodbUri,
    NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}`,
  });
  auditor = await server.actor('AUDITOR');
  userId = (await server.actor('USER')).id;
  await seedAttendance();
});
afterAll(async () => {
  await process_.end('SIGKILL');
  await server.close();
});

/** One user's check-ins of some centuries, made by the database itself. */
async function seedAttendance(): Promise<void> {
  const { database } = server;
  const pipeline = [
    { $match: { username: { $exists: true } } },
    { $limit: 1 },
    { $project: { n: { $range: [0, ROWS] } } },
    { $unwind: '$n' },
    {
      $set: { checkedAt: { $add: [new Date('1400-01-01T03:00:00Z'), { $multiply: ['$n', 86_400_000] }] } },
    },
    {
      $project: {
        _id: { $toObjectId: { $concat: ['b'.repeat(16), { $toString: { $add: ['$n', 10_000_000] } }] } },
        userId: { $toObjectId: userId },
        day: { $dateToString: { date: '$checkedAt', format: '%Y-%m-%d' } },
        checkedAt: 1,
      },
    },
    { $merge: { into: 'userattendances' } },
  ];
  // On a busy machine it takes longer than a caller's read may.
  await database.users.aggregate(pipeline, { maxTimeMS: READ_LIMIT_MS.whole }).toArray();
  expect(await database.attendances.estimatedDocumentCount()).toBe(ROWS);
}

/** The answer, of which nothing is read yet. */
async function open(url: string, who = auditor): Promise<IncomingMessage> {
  const filter = encodeURIComponent(JSON.stringify({ userId }));
  const request = get(`${url}/export/attendance.csv?reason=test&filter=${filter}`, {
    headers: { authorization: `Bearer ${who.accessToken}` },
    agent: false,
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

async function countLines(response: IncomingMessage): Promise<number> {
  let lines = 0;
  for await (const chunk of response) for (const byte of chunk as Buffer) if (byte === 10) lines += 1;
  return lines;
}

test(`${ROWS} rows arrive whole from a server that could not hold them`, async () => {
  expect(await countLines(await open(process_.url))).toBe(ROWS + 1);
});

test(`the command writes ${ROWS} rows that it could not hold, and tells each 100,000 on standard error`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'event-reward-export-'));
  const out = join(folder, 'attendance.csv');
  const filter = JSON.stringify({ userId });
  const ended = await runCommand('cli.js', ['export', 'attendance', '--filter', filter, '--out', out], {
    env: {
      MONGODB_URI: mongodbUri,
      JWT_SECRET: 'a secret of the tests that is long enough',
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}`,
    },
  });
  expect(ended).toEqual({
    code: 0,
    stdout: `${out}: ${(await stat(out)).size} bytes\n`,
    stderr: expect.stringMatching(
      /^100,000 rows, [\d,]+ per second\n200,000 rows, [\d,]+ per second\n$/,
    ) as string,
  });
  expect((await readFile(out, 'utf8')).split('\n')).toHaveLength(ROWS + 2);
  await rm(folder, { recursive: true });
});

test('whoever reads slowly is waited for, and whoever goes away ends the cursor', async () => {
  let batches = 0;
  let killed = 0;
  const note = ({ commandName, command }: mongo.CommandStartedEvent) => {
    if (commandName === 'getMore' && command.collection === 'userattendances') batches += 1;
    if (commandName === 'killCursors' && command.killCursors === 'userattendances') killed += 1;
  };
  const client = server.database.reads.client;
  client.on('commandStarted', note);
  const response = await open(server.url);
  await once(response, 'readable');
  // It is not read on, so nothing but the buffers between is filled: a part of the file's 20 MB.
  const settled = await until(async () => {
    const seen = batches;
    await server.anonymous.send('{ serverInfo { now } }');
    await server.anonymous.send('{ serverInfo { now } }');
    return batches === seen && seen > 0 ? seen : null;
  });
  expect(settled).toBeLessThan(ROWS / 500 / 2);
  response.destroy();
  await until(() => killed > 0);
  client.off('commandStarted', note);
  expect(batches).toBeLessThan(ROWS / 500 / 2);
});

test('a server writes so many exports at once, and says when to come again for more', async () => {
  const running = await Promise.all(Array.from({ length: RUNNING_MAX }, () => open(server.url)));
  expect(running.map(({ statusCode }) => statusCode)).toEqual(running.map(() => 200));
  const url = `${server.url}/export/requests.csv?reason=test`;
  const headers = { authorization: `Bearer ${auditor.accessToken}` };
  const refused = await ask(url, { headers });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(refused.errors[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 5 });
  expectCoded(refused);
  for (const response of running) response.destroy();
  await until(async () => (await ask(url, { headers })).status === 200);
});

test('a file that nobody reads on breaks off, and its place is free again', async () => {
  const { database, services, clock } = server;
  const { calendar, chainer, limits } = services;
  const exports = new ExportService({ database, calendar, chainer, limits, patienceMs: 50 });
  const args = readArguments(attendanceExport, { filter: JSON.stringify({ userId }), reason: 'test' });
  const viewer: Viewer = { id: auditor.id, role: 'AUDITOR', sessionId: '' };
  const begin = () => exports.begin(viewer, clock.now(), attendanceExport, args);
  for (let round = 0; round <= RUNNING_MAX; round += 1) {
    const file = await begin();
    const broken = once(file, 'error');
    // Every other one is begun.
    if (round % 2 === 0) file.read(1);
    expect(await broken).toMatchObject([{ message: 'nobody reads on' }]);
  }
});

test('a file that breaks off is noticed by its reader', async () => {
  const response = await open(server.url);
  await once(response, 'readable');
  const db = server.database.connection.db as unknown as mongo.Db;
  const inProgress = [
    { $currentOp: { idleCursors: true } },
    { $match: { type: 'idleCursor', ns: `${db.databaseName}.userattendances` } },
  ];
  // Between two batches it is not idle.
  const idle = await until(async () => {
    const [found] = await server.database.claims
      .db('admin')
      .aggregate<{ cursor: { cursorId: mongo.Long } }>(inProgress, {
        readConcern: { level: 'local' },
        promoteLongs: false,
      })
      .toArray();
    return found;
  });
  await db.command({ killCursors: 'userattendances', cursors: [idle.cursor.cursorId] });
  await expect(countLines(response)).rejects.toThrow(/aborted|terminated/);
});

test('exports are counted per account', async () => {
  const limited = await startTestServer({ env: { RATE_LIMIT: 'on' } });
  const operator = await limited.actor('OPERATOR');
  const headers = { authorization: `Bearer ${operator.accessToken}` };
  const statuses = new Map<number, number>();
  let last = await ask(`${limited.url}/export/grants.csv?reason=test`, { headers });
  for (let n = 1; n <= RATE_LIMITS.export.points; n++) {
    statuses.set(last.status, (statuses.get(last.status) ?? 0) + 1);
    last = await ask(`${limited.url}/export/grants.csv?reason=test`, { headers });
  }
  expect([...statuses]).toEqual([[200, RATE_LIMITS.export.points]]);
  expect([last.status, last.errors[0]?.extensions.code]).toEqual([429, 'RATE_LIMITED']);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  const other = await limited.actor('OPERATOR');
  const answer = await ask(`${limited.url}/export/grants.csv?reason=test`, {
    headers: { authorization: `Bearer ${other.accessToken}` },
  });
  expect(answer.status).toBe(200);
  await limited.close();
});
