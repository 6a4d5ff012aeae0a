import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Types } from 'mongoose';
import { RequestRewardForDocument, RewardFeedDocument, UpsertUsersDocument } from '../generated/documents';
import { attend, lastDays } from '../support/attendance';
import { Client } from '../support/client';
import { createEvent } from '../support/events';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { backendOf, type Backend } from '../support/service-keys';
import { until } from '../support/until';

const USERS = 400;
const CALLERS = 20;
/** Claims after the relay that stood still goes on. */
const LATER = 100;

/** Makes accounts and reads rows; it relays nothing. */
let home: TestServer;
let key: Backend;
let healthy: ServerProcess[];
/** Stops itself between its read of the tail and its insert. */
let stopped: ServerProcess;
/** Kills itself between its insert and the removal of what the rows owed. */
let killed: ServerProcess;

beforeAll(async () => {
  const mongodbUri = freshDatabaseUri();
  home = await startTestServer({ mongodbUri, now: new Date().toISOString() });
  await home.services.feedRelay.stop();
  key = await backendOf(home, ['USERS_WRITE', 'CLAIMS_WRITE', 'GRANTS_READ']);
  const start = (env: Record<string, string> = {}) => startServerProcess({ MONGODB_URI: mongodbUri, ...env });
  [stopped, killed, ...healthy] = await Promise.all([
    start({ TEST_FAULT_POINT: 'feed.tailRead:SIGSTOP' }),
    start({ TEST_FAULT_POINT: 'feed.appended:SIGKILL' }),
    start(),
    start(),
  ]);
});
afterAll(async () => {
  stopped.child.kill('SIGCONT');
  const codes = await Promise.all([stopped, ...healthy].map((server) => server.end()));
  await killed.end('SIGKILL');
  await home.close();
  expect(codes).toEqual([0, 0, 0]);
});

/** Stopped by a signal. Only of a process that has not ended. */
const stands = ({ child }: ServerProcess) =>
  /\) T /.test(readFileSync(`/proc/${String(child.pid)}/stat`, 'utf8'));
const isDead = ({ child }: ServerProcess) => child.signalCode === 'SIGKILL';

async function newPlayers(): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < USERS; from += 200) {
    const users = Array.from({ length: 200 }, (_, place) => ({
      identity: { issuer: 'game', subject: `p-${from + place}` },
    }));
    const { upsertUsers } = await key.run(UpsertUsersDocument, { input: { users } });
    ids.push(...upsertUsers!.outcomes.map(({ user }) => user!.id));
  }
  for (const id of ids) await attend(home.database, id, lastDays(new Date(), 1));
  return ids;
}

/** Pages through the feed until `isOver`, as a consumer does, and returns everything that it saw. */
async function readFeed(isOver: () => boolean) {
  const seen: Array<[sequence: number, requestId: string]> = [];
  const readers = healthy.map(({ url }) => new Client(() => url, key.key));
  for (let after = 0, page = 0; ; page += 1) {
    const last = isOver();
    const { data } = await readers[page % readers.length]!.ask(RewardFeedDocument, { after, first: 20 });
    const feed = data?.rewardFeed;
    if (!feed) continue;
    seen.push(...feed.entries.map(({ sequence, request }): [number, string] => [sequence, request!.id]));
    after = feed.lastSequence;
    if (last && !feed.hasMore) return seen;
    if (!feed.hasMore) await sleep(20);
  }
}

test('while one relay stands still and another is killed, the feed gets no gap, each payment once, and a reader misses none', async () => {
  const { id: eventId } = await createEvent(await home.actor('OPERATOR'), {
    conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
  });
  const players = await newPlayers();
  let turn = 0;
  const nextServer = () => {
    const serving = [stopped, killed, ...healthy].filter((server) => !isDead(server) && !stands(server));
    return serving[turn++ % serving.length]!;
  };
  /** Goes on to the next server until one answers. */
  const claim = async (id: string, first = nextServer()) => {
    for (let { url } = first; ; { url } = nextServer()) {
      const client = new Client(() => url, key.key);
      client.timeoutMs = 2_000;
      const input = { user: { id }, eventId, idempotencyKey: `claim-${id}` };
      const answer = await client.ask(RequestRewardForDocument, { input }).catch(() => null);
      if (answer?.data?.requestRewardFor?.request?.status === 'SUCCESS') return;
    }
  };
  const claimAll = (ids: string[]) =>
    Promise.all(
      Array.from({ length: CALLERS }, async () => {
        for (let id = ids.pop(); id !== undefined; id = ids.pop()) await claim(id);
      }),
    );

  let isOver = false;
  const reading = readFeed(() => isOver);
  const later = players.splice(0, LATER);
  // Its own claims wake a relay at once, so no other relay has read these rows yet.
  while (!stands(stopped)) await claim(players.pop()!, stopped);
  while (!isDead(killed)) await claim(players.pop()!, killed);
  await claimAll(players);
  expect(stands(stopped)).toBe(true);
  stopped.child.kill('SIGCONT');
  await claimAll(later);

  const { requests, rewardFeed } = home.database;
  await until(async () => (await requests.countDocuments({ due: 'feed:REWARD_GRANTED' })) === 0);
  isOver = true;
  const seen = await reading;

  const entries = await rewardFeed.find({}, { sort: { _id: 1 } }).toArray();
  const paid = await requests.find({ eventId: new Types.ObjectId(eventId), status: 1 }).toArray();
  expect(paid).toHaveLength(USERS);
  expect(entries.map(({ _id }) => _id)).toEqual(paid.map((_row, place) => place + 1));
  expect(entries.map(({ rowId }) => rowId.toHexString()).sort()).toEqual(
    paid.map(({ _id }) => _id.toHexString()).sort(),
  );
  expect(seen).toEqual(entries.map(({ _id, rowId }) => [_id, rowId.toHexString()]));
  for (const { log } of [stopped, killed, ...healthy])
    expect(log.filter((line) => line.includes('"level":50'))).toEqual([]);
});
