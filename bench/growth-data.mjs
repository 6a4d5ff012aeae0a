import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { URL, fileURLToPath } from 'node:url';
import { startDatabase, startServer } from './environment.mjs';
import { attendanceRows, eventRow, loadRows, paidRow, userIdOf, userRow } from './rows.mjs';
import { openDatabase, serviceDay } from './seed.mjs';

const DAY_MS = 86_400_000;
/** The data of a million users, unpacked, with their indexes: a database of that size has memory for them. */
const CACHE_GIGABYTES = 8;
/** What everybody has done: check-ins on so many days, and a paid request on each of so many events. */
export const DAYS_ATTENDED = 10;
export const EVENTS = 5;

/**
 * A database with so many users, ten check-ins and five paid requests of each, and the built server's
 * indexes. It is kept in .data/ between runs and filled only once.
 */
export async function openGrown(users) {
  const folder = fileURLToPath(new URL(`../.data/bench-growth-${users}`, import.meta.url));
  if (!existsSync(`${folder}/whole`)) await fill(folder, users);
  return startKept(folder);
}

export const startKept = (folder) =>
  startDatabase({ kept: `${folder}/data`, cacheGigabytes: CACHE_GIGABYTES });

async function fill(folder, users) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(`${folder}/data`, { recursive: true });
  const database = await startKept(folder);
  const { client, db } = await openDatabase(database.uri);
  const begun = Date.now();
  // The day that all of it hangs on: what is kept is measured on other days too.
  await db.collection('benchgrowth').insertOne({ at: new Date(begun) });
  const say = (what) =>
    process.stdout.write(
      `growth, ${users} users: ${what} after ${Math.round((Date.now() - begun) / 1_000)} s\n`,
    );

  await loadRows(db, 'users', users, (n) => [
    // The first of them reads the lists.
    userRow(n, { role: n === 0 ? 'OPERATOR' : 'USER', createdAt: new Date(begun - 60 * DAY_MS + n) }),
  ]);
  say('users');
  await loadRows(db, 'userattendances', users, (n) => attendanceRows(n, DAYS_ATTENDED, begun));
  say('check-ins');
  const rewards = [{ type: 'POINT', name: 'Points', quantity: 100 }];
  const events = Array.from({ length: EVENTS }, (_, n) =>
    eventRow(n, { startAt: new Date(begun - (40 + n) * DAY_MS), endAt: new Date(begun), rewards }),
  );
  await db.collection('events').insertMany(events);
  await loadRows(db, 'rewardrequests', users, (n) =>
    events.map((event, m) => requestRow(n, event, begun, m)),
  );
  say('requests');
  // On what is there an index is built in one go: much faster than row by row.
  await client.close();
  const server = await startServer(database.uri);
  await server.stop();
  say('indexes');
  await database.stop();
  mkdirSync(`${folder}/whole`);
}

function requestRow(n, event, begun, m) {
  return paidRow({
    ...{ userId: userIdOf(n), event, current: DAYS_ATTENDED, idempotencyKey: `grown-${m}` },
    // Spread over ten days, and never two at one instant of one user.
    requestedAt: new Date(begun - ((n * 7_919) % (10 * 86_400)) * 1_000 - m),
    days: Array.from({ length: 3 }, (_, ago) => serviceDay(begun - (10 - ago) * DAY_MS)),
  });
}
