import mongoose from 'mongoose';
import { attendanceRows, eventRow, loadRows, numbered, paidRow, userIdOf, userRow } from './rows.mjs';
import { serviceDay } from './seed.mjs';

const { Types } = mongoose;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const EVENTS = 71;
export const USERS = 3_000;
export const REQUESTS = 8_400;
/** Requests of the last days: the newest hours have most of them. */
const REQUEST_DAYS = 30;
const NAMES = [
  'Daily check-in bonus',
  '신규 회원 환영 이벤트',
  'Weekend double points',
  '겨울맞이 출석 챌린지 7일',
  'Launch anniversary: a hooded jacket for everyone who was there every day',
  '쿠폰 대방출',
  'Invite a friend',
  '연말 감사 이벤트',
];
const PEOPLE = ['minji', 'seojun', 'hana', 'doyun', 'alex', 'yuna', 'sam', 'jiho', 'mia', 'eunwoo'];

/**
 * Adds the data of an operator after some months to what the database holds: events in every state, users with
 * check-ins, and requests of the last thirty days of which some wait.
 */
export async function loadConsoleData(db, begun = Date.now()) {
  const operator = await db.collection('users').findOne({ role: 'OPERATOR' });
  await loadRows(db, 'users', USERS, (n) => {
    const username = `${PEOPLE[n % PEOPLE.length]}.${n}`;
    const createdAt = new Date(begun - 90 * DAY_MS + n * 60_000);
    return [{ ...userRow(n, { createdAt }), username, usernameKey: username, logins: [] }];
  });
  await loadRows(db, 'userattendances', USERS, (n) => attendanceRows(n, 1 + ((n * 13) % 40), begun));
  const events = Array.from({ length: EVENTS }, (_, n) => eventOf(n, begun, operator._id));
  await loadRows(db, 'events', EVENTS, (n) => [events[n]]);
  const open = events.filter((event) => event.active && event.startAt.getTime() < begun);
  await loadRows(db, 'rewardrequests', REQUESTS, (n) => [requestOf(n, open, begun, operator._id)]);
}

/** Every seventh event is a draft, every ninth archived; the others have ended, run or begin. */
function eventOf(n, begun, createdById) {
  const startAt = new Date(begun - (n - 8) * 2 * DAY_MS);
  const endAt =
    n % 10 === 5 ? null : new Date(startAt.getTime() + (n % 4 === 0 ? 60 : 17) * DAY_MS + n * HOUR_MS);
  const stock = n % 3 === 0 ? null : 200 * (1 + (n % 5));
  const remaining = stock && Math.round(stock * [0.9, 0.04, 0.4, 0, 0.7, 0.02, 0.25][n % 7]);
  const event = eventRow(n, {
    startAt,
    endAt,
    rewards: [
      { type: 'ITEM', name: n % 2 === 0 ? 'Hooded jacket' : '후드 재킷', quantity: 1, stock, remaining },
      { type: 'POINT', name: 'Points', quantity: 500 },
    ],
  });
  return {
    ...{ ...event, title: `${NAMES[n % NAMES.length]} ${1 + Math.floor(n / NAMES.length)}`, createdById },
    ...{ payout: n % 2 === 0 ? 'MANUAL' : 'AUTO', active: n % 7 !== 6 },
    archivedAt: n % 9 === 8 ? new Date(begun - DAY_MS) : null,
  };
}

/** Of ten requests six are paid, two are refused, one is rejected and one waits. */
function requestOf(n, events, begun, decidedById) {
  // One request per user and event may wait or be paid.
  const userId = userIdOf(n % USERS);
  const event = events[(Math.floor(n / USERS) * 7 + n) % events.length];
  const ago = Math.pow(((n * 7_919) % REQUESTS) / REQUESTS, 2) * REQUEST_DAYS * DAY_MS;
  const requestedAt = new Date(begun - ago);
  const days = Array.from({ length: 3 }, (_, past) =>
    serviceDay(requestedAt.getTime() - (3 - past) * DAY_MS),
  );
  const paid = {
    ...paidRow({ userId, event, requestedAt, idempotencyKey: `console-${n}`, current: 3, days }),
    _id: numbered(6, n),
  };
  const kind = n % 10;
  if (kind < 6) return paid;
  if (kind === 9) return { ...paid, status: 0, grants: [], decidedAt: null, rewards: event.rewards };
  const refused = { ...paid, status: 2, grants: [], _id: new Types.ObjectId() };
  if (kind === 8) return { ...refused, failureCode: 'REJECTED', decidedById };
  return { ...refused, failureCode: kind === 7 ? 'OUT_OF_STOCK' : 'CONDITIONS_NOT_MET' };
}
