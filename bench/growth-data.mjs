import { openKept } from './kept-data.mjs';
import { attendanceRows, eventRow, loadRows, paidRow, userIdOf, userRow } from './rows.mjs';
import { serviceDay } from './seed.mjs';

const DAY_MS = 86_400_000;
/** What everybody has done: check-ins on so many days, and a paid request on each of so many events. */
export const DAYS_ATTENDED = 10;
export const EVENTS = 2;

/**
 * A database with so many users, ten check-ins and two paid requests of each, and the built server's
 * indexes, whose cache holds a quarter of it. It is kept in .data/ between runs and filled only once.
 */
export const openGrown = (users) =>
  openKept(`bench-growth-${users}`, (into) => fill(into, users), { cacheShare: 1 / 4 });

async function fill({ db, begun, say }, users) {
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
}

function requestRow(n, event, begun, m) {
  return paidRow({
    ...{ userId: userIdOf(n), event, current: DAYS_ATTENDED, idempotencyKey: `grown-${m}` },
    // Spread over ten days, and never two at one instant of one user.
    requestedAt: new Date(begun - ((n * 7_919) % (10 * 86_400)) * 1_000 - m),
    days: Array.from({ length: 3 }, (_, ago) => serviceDay(begun - (10 - ago) * DAY_MS)),
  });
}
