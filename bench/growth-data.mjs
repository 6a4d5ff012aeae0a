import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { URL, fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { startDatabase, startServer } from './environment.mjs';
import { openDatabase, serviceDay } from './seed.mjs';

const { Types } = mongoose;
const DAY_MS = 86_400_000;
const BATCH = 10_000;
/** The data of a million users, unpacked, with their indexes: a database of that size has memory for them. */
const CACHE_GIGABYTES = 8;
/** What everybody has done: check-ins on so many days, and a paid request on each of so many events. */
export const DAYS_ATTENDED = 10;
export const EVENTS = 5;

/** Ids that are known without asking: the kind in the time, the number in the rest. */
const numbered = (kind, n) => new Types.ObjectId(`65000${kind}00${n.toString(16).padStart(16, '0')}`);
export const userIdOf = (n) => numbered(1, n);
export const sessionIdOf = (n) => numbered(2, n);
const eventIdOf = (n) => numbered(3, n);

/**
 * A database with so many users, ten check-ins and five paid requests of each, and the built server's
 * indexes. It is kept in .data/ between runs and filled only once.
 */
export async function openGrown(users) {
  const folder = fileURLToPath(new URL(`../.data/bench-growth-${users}`, import.meta.url));
  if (!existsSync(`${folder}/whole`)) await fill(folder, users);
  return startGrown(folder);
}

const startGrown = (folder) => startDatabase({ kept: `${folder}/data`, cacheGigabytes: CACHE_GIGABYTES });

async function fill(folder, users) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(`${folder}/data`, { recursive: true });
  const database = await startGrown(folder);
  const { client, db } = await openDatabase(database.uri);
  const begun = Date.now();
  // The day that all of it hangs on: what is kept is measured on other days too.
  await db.collection('benchgrowth').insertOne({ at: new Date(begun) });
  const say = (what) =>
    process.stdout.write(
      `growth, ${users} users: ${what} after ${Math.round((Date.now() - begun) / 1_000)} s\n`,
    );

  await load(db, 'users', users, (n) => [userRow(n, begun)]);
  say('users');
  await load(db, 'userattendances', users, (n) =>
    Array.from({ length: DAYS_ATTENDED }, (_, ago) => attendanceRow(n, begun - (ago + 1) * DAY_MS)),
  );
  say('check-ins');
  const events = Array.from({ length: EVENTS }, (_, n) => eventRow(n, begun));
  await db.collection('events').insertMany(events);
  await load(db, 'rewardrequests', users, (n) => events.map((event, m) => requestRow(n, event, begun, m)));
  say('requests');
  // On what is there an index is built in one go: much faster than row by row.
  await client.close();
  const server = await startServer(database.uri);
  await server.stop();
  say('indexes');
  await database.stop();
  mkdirSync(`${folder}/whole`);
}

async function load(db, name, users, rowsOf) {
  const collection = db.collection(name, { writeConcern: { w: 1, journal: false } });
  let rows = [];
  for (let n = 0; n < users; n += 1) {
    rows.push(...rowsOf(n));
    if (rows.length < BATCH && n < users - 1) continue;
    await collection.insertMany(rows, { ordered: false });
    rows = [];
  }
}

function userRow(n, begun) {
  const createdAt = new Date(begun - 60 * DAY_MS + n);
  const login = {
    id: sessionIdOf(n),
    current: {
      ...{ jti: `jti-${n}`, role: 'USER', issuedAt: createdAt },
      ...{ accessExpiresAt: createdAt, refreshExpiresAt: createdAt },
    },
  };
  const username = `grown-${n}`;
  return {
    // The first of them reads the lists.
    ...{ _id: userIdOf(n), username, usernameKey: username, role: n === 0 ? 'OPERATOR' : 'USER' },
    ...{ passwordHash: 'none', createdAt, disabledAt: null, logins: [login], adminN: 0 },
  };
}

function attendanceRow(n, time) {
  return {
    ...{ _id: new Types.ObjectId(), userId: userIdOf(n), day: serviceDay(time), checkedAt: new Date(time) },
  };
}

function eventRow(n, begun) {
  const startAt = new Date(begun - (40 + n) * DAY_MS);
  return {
    ...{ _id: eventIdOf(n), title: `Grown ${n}`, description: '', startAt, endAt: new Date(begun) },
    ...{ firstDay: serviceDay(startAt.getTime()), lastDay: serviceDay(begun - 1), active: true },
    ...{ archivedAt: null, payout: 'AUTO', version: 1, deltaN: 0, frozenAt: startAt, holds: [] },
    ...{ createdAt: startAt, createdById: userIdOf(0) },
    conditions: [{ id: numbered(4, n), kind: 'CONSECUTIVE_ATTENDANCE', target: 3, requiredEventId: null }],
    rewards: [
      {
        ...{ id: numbered(5, n), type: 'POINT', name: 'Points', quantity: 100 },
        ...{ externalId: null, stock: null, remaining: null },
      },
    ],
  };
}

function requestRow(n, event, begun, m) {
  // Spread over ten days, and never two at one instant of one user.
  const requestedAt = new Date(begun - ((n * 7_919) % (10 * 86_400)) * 1_000 - m);
  const [condition] = event.conditions;
  const [reward] = event.rewards;
  const days = Array.from({ length: 3 }, (_, ago) => serviceDay(begun - (10 - ago) * DAY_MS));
  return {
    ...{ _id: new Types.ObjectId(), userId: userIdOf(n), eventId: event._id, status: 1, attempt: 1 },
    ...{ requestedAt, decidedAt: requestedAt, decidedById: null, failureCode: null, note: null },
    ...{ eventVersion: 1, idempotencyKey: `grown-${m}` },
    evidence: [
      {
        ...{ conditionId: condition.id.toHexString(), kind: condition.kind, target: condition.target },
        ...{ description: 'Be there on consecutive days.', current: DAYS_ATTENDED, met: true, days },
      },
    ],
    grants: [
      {
        ...{ id: new Types.ObjectId(), rewardId: reward.id, type: reward.type, name: reward.name },
        ...{ quantity: reward.quantity, externalId: null, grantedAt: requestedAt, revokedAt: null },
      },
    ],
  };
}
