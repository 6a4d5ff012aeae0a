import { performance } from 'node:perf_hooks';
import { startWorker } from '../environment.mjs';
import { openMixed, OPEN_EVENTS } from '../mixed-data.mjs';
import { paidId } from './claim-servers.mjs';

const CLIENTS = 64;
const USERS = 3_000;
const WARM = 5_000;
const MEASURED = 30_000;

/**
 * The main figure: claims of users with a year behind them, on 40 open events at once and on one event after
 * another, against a driver that makes four calls for each claim, and one that shares its calls: the limit.
 */
export async function claims(stage) {
  const mixed = await openMixed(stage.sized(USERS, 100));
  const driver = startWorker('./peers/driver.mjs', mixed.database.uri);
  try {
    const results = {};
    for (const [name, pairs] of Object.entries(orders(stage, mixed))) {
      results[name] = await stage.compare([
        byServer(stage, mixed, pairs),
        byDriver(stage, mixed, driver, 'bare driver, the guard index alone', 'requestsguarded', pairs),
        byDriver(stage, mixed, driver, 'bare driver, our indexes', 'requestsindexed', pairs),
        byDriver(stage, mixed, driver, 'bare driver, batched', 'requestsindexed', pairs, { batched: true }),
      ]);
    }
    return results;
  } finally {
    await driver.stop();
    await mixed.close();
  }
}

/** The same pairs of user and event in two orders, those that warm first. */
function orders(stage, { users, eventIds }) {
  const count = stage.sized(WARM + MEASURED, 350);
  const byEvent = eventIds.flatMap((eventId) => users.map((user) => ({ user, eventId })));
  // 7,919 is a prime and no divisor of the number of pairs: a walk that meets each pair once, in no order.
  const shuffled = byEvent.map((_, place) => byEvent[(place * 7_919) % byEvent.length]);
  return { [`${OPEN_EVENTS} events`]: shuffled.slice(0, count), 'one event': byEvent.slice(0, count) };
}

function byServer(stage, mixed, pairs) {
  const { port, pid } = mixed.server;
  return rival(stage, mixed, {
    ...{ name: 'ours', pid, collection: 'rewardrequests' },
    jobs: pairs.map(({ user, eventId }) => stage.claimOf(user, eventId.toHexString())),
    load: async (jobs) => {
      const { latencies, answers } = await stage.load(port, CLIENTS, jobs);
      return { latencies, ids: answers.map(paidId) };
    },
  });
}

function byDriver(stage, mixed, driver, name, collection, pairs, { batched = false } = {}) {
  return rival(stage, mixed, {
    ...{ name, pid: driver.pid, collection },
    jobs: pairs.map(({ user, eventId }) => [user.id, eventId.toHexString()]),
    load: (jobs) => driver.run({ kind: 'claims', clients: CLIENTS, pairs: jobs, collection, batched }),
  });
}

/** @param load sends claims; the latencies, and the ids of the requests that were paid */
function rival(stage, mixed, { name, pid, collection, jobs, load }) {
  const warm = stage.sized(WARM, 50);
  const measured = jobs.slice(warm);
  return {
    ...{ name, pid, operations: measured.length, db: mixed.db, databasePid: mixed.database.pid },
    prepare: async () => {
      await mixed.db.collection(collection).deleteMany({ eventId: { $in: mixed.eventIds } });
      await load(jobs.slice(0, warm));
    },
    run: () => inThirds(measured, load),
    prove: (_, { ids }) => prove(mixed, collection, jobs.length, ids),
  };
}

/** Runs a third after the other, so that one can see whether claims get slower as rows are added. */
async function inThirds(jobs, load) {
  const size = Math.ceil(jobs.length / 3);
  const thirds = [];
  for (let from = 0; from < jobs.length; from += size) {
    const some = jobs.slice(from, from + size);
    const begun = performance.now();
    const result = await load(some);
    thirds.push({ ...result, rate: some.length / (performance.now() - begun) });
  }
  return {
    latencies: thirds.flatMap(({ latencies }) => latencies),
    ids: thirds.flatMap(({ ids }) => ids),
    figures: { lastToFirst: thirds.at(-1).rate / thirds[0].rate },
  };
}

/** Every acknowledged claim is a row, and there is one row for each claim, those that warmed included. */
async function prove({ db, eventIds }, collection, count, ids) {
  const filter = { eventId: { $in: eventIds }, status: 1 };
  const rows = await db
    .collection(collection)
    .find(filter, { projection: { _id: 1 } })
    .toArray();
  const stored = new Set(rows.map(({ _id }) => _id.toHexString()));
  const acknowledged = new Set(ids);
  if (rows.length !== count || ![...acknowledged].every((id) => stored.has(id))) {
    throw new Error(`${rows.length} rows, ${acknowledged.size} acknowledged, ${count} claims`);
  }
}
