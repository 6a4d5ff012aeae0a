import { startDatabase, startServer } from './environment.mjs';
import { attendanceRows, eventRow, loadRows, paidRow, sessionIdOf, userIdOf, userRow } from './rows.mjs';
import { openDatabase, serviceDay, tokens } from './seed.mjs';

const DAY_MS = 86_400_000;
const CACHE_GIGABYTES = 2;
const DAYS_ATTENDED = 365;
export const OPEN_EVENTS = 40;
const PAID_EVENTS = 20;
const GUARD = { key: { userId: 1, eventId: 1 }, partialFilterExpression: { status: { $in: [0, 1] } } };

/**
 * A year of use: each user has checked in on 365 days and was paid by 20 events that are over; 40 events are
 * open, begun between 9 and 360 days ago. The requests exist three times: the server's own collection, one
 * that has the guard index alone and one with all of the server's indexes.
 */
export async function openMixed(users) {
  const database = await startDatabase({ cacheGigabytes: CACHE_GIGABYTES });
  const { client, db } = await openDatabase(database.uri);
  const begun = Date.now();
  const rewards = [
    { type: 'POINT', name: 'Points', quantity: 100 },
    { type: 'COUPON', name: 'Coupon', quantity: 1, externalId: 'coupon-3-days' },
  ];
  const daysAgo = (days) => new Date(begun - days * DAY_MS);
  const open = Array.from({ length: OPEN_EVENTS }, (_, n) =>
    eventRow(n, { startAt: daysAgo((n + 1) * 9), endAt: daysAgo(-30), rewards }),
  );
  const over = Array.from({ length: PAID_EVENTS }, (_, n) =>
    eventRow(OPEN_EVENTS + n, { startAt: daysAgo(360 - n), endAt: daysAgo(300 - n), rewards }),
  );
  await db.collection('events').insertMany([...open, ...over]);
  await loadRows(db, 'users', users, (n) => [userRow(n, { createdAt: daysAgo(400) })]);
  await loadRows(db, 'userattendances', users, (n) => attendanceRows(n, DAYS_ATTENDED, begun));
  await loadRows(db, 'rewardrequests', users, (n) => over.map((event, m) => earlierRow(n, event, m)));
  for (const copy of ['requestsguarded', 'requestsindexed']) {
    await db
      .collection('rewardrequests')
      .aggregate([{ $out: copy }])
      .toArray();
  }
  // Started only now: on rows that exist, an index is built in one go.
  const server = await startServer(database.uri);
  await db.collection('requestsguarded').createIndexes([{ ...GUARD, name: 'guard', unique: true }]);
  const all = await db.collection('rewardrequests').listIndexes().toArray();
  await db.collection('requestsindexed').createIndexes(all.filter(({ name }) => name !== '_id_'));

  return {
    ...{ database, db, server },
    users: Array.from({ length: users }, (_, n) => ({ id: userIdOf(n).toHexString(), ...tokenOf(n) })),
    eventIds: open.map(({ _id }) => _id),
    close: async () => {
      await server.stop();
      await client.close();
      await database.stop();
    },
  };
}

function tokenOf(n) {
  const issued = tokens.issue('USER', new Date());
  return {
    accessToken: tokens.sign(userIdOf(n).toHexString(), sessionIdOf(n).toHexString(), issued).accessToken,
  };
}

/** Paid a day before its event ended, never two at one instant of one user. */
function earlierRow(n, event, m) {
  const { _id, startAt, endAt } = event;
  return paidRow({
    ...{ userId: userIdOf(n), event, current: 60, idempotencyKey: `bench-${_id.toHexString()}` },
    requestedAt: new Date(endAt.getTime() - DAY_MS - m),
    days: Array.from({ length: 3 }, (_, day) => serviceDay(startAt.getTime() + day * DAY_MS)),
  });
}
