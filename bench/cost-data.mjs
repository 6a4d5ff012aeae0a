import { fileURLToPath } from 'node:url';
import { activityRow } from './activity-data.mjs';
import { built } from './environment.mjs';
import { openKept } from './kept-data.mjs';
import {
  attendanceRows,
  eventIdOf,
  eventRow,
  loadRows,
  numbered,
  paidRow,
  sessionIdOf,
  userIdOf,
  userRow,
} from './rows.mjs';
import { openDatabase, serviceDay, tokens } from './seed.mjs';

const DAY_MS = 86_400_000;
/** The first accounts have these roles. */
const STAFF = ['OPERATOR', 'AUDITOR', 'ADMIN'];
/** Everybody checked in on so many of the last days: a week's window then holds everybody seven times. */
const DAYS_ATTENDED = 8;
const REQUESTS_A_USER = 5;
/** The account that has most of everything: five years of check-ins, a request for every event, daily failures. */
const REGULAR = STAFF.length;
const REGULAR_DAYS = 1_826;
/** What the server lets one user fail in one event on one service day, for a year. */
const FAILURES_A_DAY = 20;
const FAILURE_DAYS = 365;
/** Activities of everybody, and of the account that has most: one of two hundred is voided. */
const ACTIVITIES_A_USER = 2;
const ACTIVITIES_OF_REGULAR = 50_000;
/** One account of so many is disabled. */
const DISABLED_EVERY = 500;
/** Conditions and rewards of every tenth event: as many as one may have. */
const PARTS_MAX = 20;

/**
 * The full size by default: 200,000 users, a million requests, 2,000 events, a fifth of the requests for one of them.
 * A part of it, say 0.01, loads in seconds. It stays in .data/ between runs.
 *
 * @param {number} scale of 1
 */
export async function openCostData(scale) {
  const users = Math.max(500, Math.round(200_000 * scale));
  const events = Math.max(120, Math.round(2_000 * scale));
  const database = await openKept(`bench-cost-${users}`, (into) => fill(into, users, events));
  const { client, db } = await openDatabase(database.uri);
  const { at } = await db.collection('benchgrowth').findOne();
  return { database, client, db, begun: at.getTime(), users, events };
}

/** A bearer token of each role. The USER's is that of the account with most of everything. */
export function callersOf() {
  const tokenOf = (n, role) =>
    tokens.sign(userIdOf(n).toHexString(), sessionIdOf(n).toHexString(), tokens.issue(role, new Date()))
      .accessToken;
  return {
    anonymous: undefined,
    USER: tokenOf(REGULAR, 'USER'),
    ...Object.fromEntries(STAFF.map((role, n) => [role, tokenOf(n, role)])),
  };
}

/** Ids and instants that make the database look at most. */
export function worstValuesOf({ begun, events }) {
  return {
    userId: userIdOf(REGULAR).toHexString(),
    /** The one with a fifth of the requests, then those with the most conditions and rewards. */
    eventIds: Array.from({ length: events / 10 }, (_, n) => eventIdOf(n * 10).toHexString()),
    unknownId: numbered(9, 0).toHexString(),
    conditionId: numbered(4, 0).toHexString(),
    rewardId: numbered(5, 0).toHexString(),
    requestId: requestIdOf(REGULAR, 0).toHexString(),
    actorId: userIdOf(0).toHexString(),
    from: new Date(begun - 400 * DAY_MS),
    to: new Date(begun + DAY_MS),
    firstDay: serviceDay(begun - REGULAR_DAYS * DAY_MS),
    lastDay: serviceDay(begun),
  };
}

const requestIdOf = (n, m) => numbered(6, n * 65_536 + m);

async function fill({ db, begun, say }, users, events) {
  await loadRows(db, 'users', users, (n) => [
    {
      ...userRow(n, { role: STAFF[n] ?? 'USER', createdAt: new Date(begun - 60 * DAY_MS + n) }),
      ...(n % DISABLED_EVERY === DISABLED_EVERY - 1 && { disabledAt: new Date(begun) }),
      identities: [{ issuer: 'game', subject: `p-${n}`, linkedAt: new Date(begun) }],
    },
  ]);
  await loadRows(db, 'userattendances', users, (n) =>
    attendanceRows(n, n === REGULAR ? REGULAR_DAYS : DAYS_ATTENDED, begun),
  );
  await loadRows(db, 'activities', users, (n) => activitiesOf(n, users, begun));
  say(`${users} users with check-ins and activities`);
  const rows = Array.from({ length: events }, (_, n) => eventOf(n, begun));
  await loadRows(db, 'events', events, (n) => [rows[n]]);
  await loadRows(db, 'rewardrequests', users, (n) => requestsOf(n, rows, begun));
  say(`${events} events, ${users * REQUESTS_A_USER} requests`);
  await loadAudit(db, users / 2, begun);
}

/** Windows of every length, events in every state; the first one is open and has begun a year ago. */
function eventOf(n, begun) {
  const startAt = new Date(begun - (n === 0 ? 364 : 1 + (n % 365)) * DAY_MS);
  const days = (n % 4 === 1 ? -1 : 1) * (1 + (n % 90));
  const endAt = n % 4 === 0 ? null : new Date(Math.max(begun + days * DAY_MS, startAt.getTime() + DAY_MS));
  const parts = n % 10 === 0 ? PARTS_MAX : 2;
  const event = eventRow(n, {
    ...{ startAt, endAt },
    rewards: Array.from({ length: parts }, (_, m) => ({
      ...{ id: numbered(5, n * PARTS_MAX + m), type: 'POINT', name: `Points ${m}`, quantity: 1 + m },
      ...(m % 2 === 1 && { stock: 1_000, remaining: m }),
    })),
  });
  const [condition] = event.conditions;
  return {
    ...event,
    description: 'An event of the cost table. '.repeat(n % 10 === 0 ? 350 : 10),
    ...{ active: n % 7 !== 6, archivedAt: n % 11 === 10 ? startAt : null },
    conditions: Array.from({ length: parts }, (_, m) => ({
      ...{ ...condition, id: numbered(4, n * PARTS_MAX + m) },
      kind: m % 2 === 1 ? 'TOTAL_ATTENDANCE' : 'CONSECUTIVE_ATTENDANCE',
    })),
  };
}

function activitiesOf(n, users, begun) {
  const count = n === REGULAR ? Math.min(ACTIVITIES_OF_REGULAR, users) : ACTIVITIES_A_USER;
  return Array.from({ length: count }, (_, m) => {
    const row = activityRow(userIdOf(n), `cost-${m}`, new Date(begun - (n % 1_440) * 60_000 - m * 1_000));
    const isVoided = (n + m) % 200 === 199;
    return isVoided ? { ...row, voided: true, voidedAt: new Date(begun), voidReason: 'Refunded' } : row;
  });
}

/** Everybody has a request for the first event and four others. */
function requestsOf(n, events, begun) {
  if (n === REGULAR) return requestsOfRegular(events, begun);
  return Array.from({ length: REQUESTS_A_USER }, (_, m) => {
    const event = events[m === 0 ? 0 : 1 + ((n * 7 + m * 331) % (events.length - 1))];
    const requestedAt = new Date(begun - ((n * 7_919 + m * 104_729) % (60 * 86_400)) * 1_000);
    return requestOf(n, m, event, requestedAt, (n + m) % 10);
  });
}

function requestsOfRegular(events, begun) {
  const own = events.map((event, m) => requestOf(REGULAR, m, event, new Date(begun - m * 60_000), 0));
  const failures = Array.from({ length: FAILURES_A_DAY * FAILURE_DAYS }, (_, m) => {
    const requestedAt = new Date(begun - DAY_MS - Math.floor((m * DAY_MS) / FAILURES_A_DAY));
    return requestOf(REGULAR, events.length + m, events[0], requestedAt, 6);
  });
  return [...own, ...failures];
}

/** @param kind 0 to 5: paid, 6 and 7: refused by the rules, 8: rejected, 9: waiting */
function requestOf(n, m, event, requestedAt, kind) {
  const paid = paidRow({
    ...{ userId: userIdOf(n), event, requestedAt, idempotencyKey: `cost-${m}`, current: DAYS_ATTENDED },
    days: Array.from({ length: 3 }, (_, ago) => serviceDay(requestedAt.getTime() - (3 - ago) * DAY_MS)),
  });
  const row = { ...paid, _id: requestIdOf(n, m) };
  if (kind < 6) {
    const type = kind < 5 ? 'POINT' : 'COUPON';
    return { ...row, grants: row.grants.map((grant) => ({ ...grant, type, externalId: 'coupon-of-cost' })) };
  }
  if (kind === 9) return { ...row, status: 0, grants: [], decidedAt: null, rewards: event.rewards };
  return {
    ...{ ...row, status: 2, grants: [] },
    ...(kind === 8
      ? { failureCode: 'REJECTED', decidedById: userIdOf(0) }
      : { failureCode: 'CONDITIONS_NOT_MET' }),
  };
}

async function loadAudit(db, count, begun) {
  const { link, CHAIN_START } = built('audit/chain');
  const { outboxEntry } = built('audit/entries');
  let end = CHAIN_START;
  await loadRows(db, 'auditentries', count, (n) => {
    const [entry] = link(end, [
      outboxEntry({
        at: new Date(begun - (count - n) * 1_000),
        actor: { id: userIdOf(n % STAFF.length).toHexString(), role: STAFF[n % STAFF.length] },
        ...{ action: n % 2 === 1 ? 'updateEvent' : 'approveRewardRequest', targetType: 'Event' },
        ...{ targetId: eventIdOf(n % 7), after: { title: `Grown ${n}` } },
      }),
    ]);
    end = { sequence: entry.sequence, hash: entry.hash };
    return [entry];
  });
  await db.collection('settings').insertOne({ _id: 'auditHead', head: end });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { database, client } = await openCostData(Number(process.argv[2] ?? 1));
  await client.close();
  await database.stop();
  process.exit(0);
}
