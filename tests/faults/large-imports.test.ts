import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Types } from 'mongoose';
import { CreateAudienceDocument } from '../generated/documents';
import type { Actor } from '../support/actors';
import { childEnvironment } from '../support/child-environment';
import { createPoolEvent } from '../support/codes';
import { TEST_FOLDER_PREFIX } from '../support/mongod';
import { startTestServer, type TestServer } from '../support/server';
import { MAIN } from '../support/server-process';
import { report } from './support/report';

const ROWS = Number(process.env.LARGE_IMPORT_ROWS ?? 1_000_000);
/** The first run is killed when it reports so many. */
const KILLED_AT = ROWS * 0.3;
/** An import that kept its file in memory would need more than this. */
const MEMORY_MAX_MB = 400;

let server: TestServer;
let operator: Actor;
let folder: string;
const rows: Array<Record<string, string | number>> = [];

beforeAll(async () => {
  server = await startTestServer({ now: 'system', env: { ACCESS_TOKEN_TTL_SECONDS: '86400' } });
  operator = await server.actor('OPERATOR');
  folder = mkdtempSync(join(tmpdir(), TEST_FOLDER_PREFIX));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.close();
  report('Imports of a million rows', rows);
});

async function writeLines(name: string, lineOf: (row: number) => string): Promise<string> {
  const path = join(folder, name);
  const file = createWriteStream(path);
  for (let row = 0; row < ROWS; row += 1) {
    if (!file.write(`${lineOf(row)}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  return path;
}

interface Run {
  readonly code: number | null;
  /** Lines of progress. */
  readonly progress: readonly number[];
  readonly last: string;
  readonly peakMb: number;
}

/** @param killedAt after so many rows; by default it runs to its end */
async function run(args: readonly string[], killedAt = Infinity): Promise<Run> {
  const child = spawn(process.execPath, [join(dirname(MAIN), 'cli.js'), ...args], {
    env: childEnvironment({
      ...{ NODE_ENV: 'test', MONGODB_URI: server.mongodbUri },
      JWT_SECRET: 'a secret of the tests that is long enough',
    }),
  });
  const [progress, lines]: [number[], string[]] = [[], []];
  let peakMb = 0;
  const look = () => {
    try {
      // A process that has ended has no line of its memory any more.
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      if (peak !== undefined) peakMb = Math.max(peakMb, Math.round(Number(peak) / 1_024));
    } catch {
      // Nor has it a file of its own.
    }
  };
  const looking = setInterval(look, 200);
  createInterface(child.stderr).on('line', (line) => {
    const done = /^([\d,]+) \w+, [\d,]+ per second$/.exec(line)?.[1];
    if (done === undefined) return lines.push(line);
    progress.push(Number(done.replaceAll(',', '')));
    if (progress.at(-1)! >= killedAt) child.kill('SIGKILL');
  });
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(looking);
  return { code, progress, last: lines.at(-1) ?? '', peakMb };
}

/** Imports a file over a kill, and a third time. */
async function trial(name: string, args: readonly string[], count: () => Promise<number>): Promise<void> {
  const startedAt = performance.now();
  const killed = await run(args, KILLED_AT);
  expect(killed.code).toBeNull();
  const stored = await count();
  expect(stored).toBeGreaterThanOrEqual(KILLED_AT);
  const completed = await run(args);
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  expect(completed).toMatchObject({ code: 0, last: expect.stringContaining(`${ROWS} rows: `) });
  expect(completed.progress).toHaveLength(ROWS / 100_000);
  expect(await count()).toBe(ROWS);
  const again = await run(args);
  expect(again).toMatchObject({ code: 0, last: `${ROWS} rows: 0 added, ${ROWS} there already, 0 refused` });
  const peakMb = Math.max(killed.peakMb, completed.peakMb, again.peakMb);
  expect(peakMb).toBeLessThan(MEMORY_MAX_MB);
  rows.push({
    ...{ import: name, rows: ROWS, 'killed after': stored },
    ...{ 'seconds in all': seconds, 'peak memory, MB': peakMb },
  });
}

test('a million codes are imported in bounded memory, over a kill', async () => {
  const { poolId } = await createPoolEvent(operator);
  const file = await writeLines('codes.txt', (row) => `CODE-${String(row).padStart(9, '0')}`);
  const { rewardCodes } = server.database;
  const rewardId = new Types.ObjectId(poolId);
  await trial('import-codes', ['import-codes', file, '--reward', poolId], () =>
    rewardCodes.countDocuments({ rewardId }),
  );
  const event = await server.database.events.findOne({ 'rewards.codePool': true });
  expect(event!.rewards[0]).toMatchObject({ stock: ROWS, remaining: ROWS });
}, 3_600_000);

test('a million members are added to an audience in bounded memory, over a kill', async () => {
  const ids: string[] = [];
  const createdAt = new Date();
  while (ids.length < ROWS) {
    const users = Array.from({ length: Math.min(10_000, ROWS - ids.length) }, () => {
      const _id = new Types.ObjectId();
      const username = `member-${_id.toHexString()}`;
      return {
        ...{ _id, username, usernameKey: username, passwordHash: '', role: 'USER' as const, createdAt },
        ...{ disabledAt: null, adminN: 0, logins: [] },
      };
    });
    await server.database.users.insertMany(users);
    for (const { _id } of users) ids.push(_id.toHexString());
  }
  const { createAudience } = await operator.run(CreateAudienceDocument, { input: { name: 'All' } });
  const { id } = createAudience!.audience!;
  const file = await writeLines('members.csv', (row) => (row === 0 ? `userId\n${ids[0]!}` : ids[row]!));
  const { audienceMembers, audiences } = server.database;
  const audienceId = new Types.ObjectId(id);
  await trial('import-audience', ['import-audience', file, '--audience', id], () =>
    audienceMembers.countDocuments({ audienceId }),
  );
  expect((await audiences.findOne({ _id: audienceId }))!.size).toBe(ROWS);
}, 3_600_000);
