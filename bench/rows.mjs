/** Documents in the stored form of the built server, for data that are loaded by the driver. */
import mongoose from 'mongoose';
import { serviceDay } from './seed.mjs';

const { Types } = mongoose;
const BATCH = 10_000;
const DAY_MS = 86_400_000;

/** Ids that are known without asking: the kind in the time, the number in the rest. */
export const numbered = (kind, n) => new Types.ObjectId(`65000${kind}00${n.toString(16).padStart(16, '0')}`);
export const userIdOf = (n) => numbered(1, n);
export const sessionIdOf = (n) => numbered(2, n);
export const eventIdOf = (n) => numbered(3, n);

export function userRow(n, { role = 'USER', createdAt }) {
  const login = {
    id: sessionIdOf(n),
    current: {
      ...{ jti: `jti-${n}`, role, issuedAt: createdAt },
      ...{ accessExpiresAt: createdAt, refreshExpiresAt: createdAt },
    },
  };
  const username = `grown-${n}`;
  return {
    ...{ _id: userIdOf(n), username, usernameKey: username, role, passwordHash: 'none', createdAt },
    ...{ disabledAt: null, logins: [login], adminN: 0 },
  };
}

/** Check-ins on so many days in a row, the last of them the day before `until`. */
export const attendanceRows = (n, days, until) =>
  Array.from({ length: days }, (_, ago) => {
    const checkedAt = new Date(until - (ago + 1) * DAY_MS);
    return {
      ...{ _id: new Types.ObjectId(), userId: userIdOf(n), day: serviceDay(checkedAt.getTime()), checkedAt },
    };
  });

/** An active event with one condition. @param endAt null: open */
export function eventRow(n, { startAt, endAt, rewards }) {
  return {
    ...{ _id: eventIdOf(n), title: `Grown ${n}`, description: '', startAt, endAt },
    firstDay: serviceDay(startAt.getTime()),
    lastDay: endAt && serviceDay(endAt.getTime() - 1),
    ...{ active: true, archivedAt: null, payout: 'AUTO', version: 1, deltaN: 0, frozenAt: startAt },
    ...{ holds: [], createdAt: startAt, createdById: userIdOf(0) },
    conditions: [{ id: numbered(4, n), kind: 'CONSECUTIVE_ATTENDANCE', target: 3, requiredEventId: null }],
    rewards: rewards.map((reward, place) => ({
      ...{ id: numbered(5, n * 16 + place), externalId: null, stock: null, remaining: null, ...reward },
    })),
  };
}

/** What `requestReward` stores when it pays. @param current the length of the run, its first days in `days` */
export function paidRow({ userId, event, requestedAt, idempotencyKey, current, days }) {
  return {
    ...{ _id: new Types.ObjectId(), userId, eventId: event._id, status: 1, attempt: 1, requestedAt },
    ...{ decidedAt: requestedAt, decidedById: null, failureCode: null, note: null },
    ...{ eventVersion: event.version, idempotencyKey },
    evidence: event.conditions.map(({ id, kind, target }) => ({
      ...{ conditionId: id.toHexString(), kind, target, description: 'Be there on consecutive days.' },
      ...{ current, met: true, days: days.slice(0, target) },
    })),
    grants: event.rewards.map(({ id, type, name, quantity, externalId }) => ({
      ...{ id: new Types.ObjectId(), rewardId: id, type, name, quantity, externalId },
      ...{ grantedAt: requestedAt, revokedAt: null },
    })),
  };
}

/** Inserts the rows of each of `count` numbers, without waiting for the journal. */
export async function loadRows(db, name, count, rowsOf) {
  const collection = db.collection(name, { writeConcern: { w: 1, journal: false } });
  let rows = [];
  for (let n = 0; n < count; n += 1) {
    rows.push(...rowsOf(n));
    if (rows.length < BATCH && n < count - 1) continue;
    await collection.insertMany(rows, { ordered: false });
    rows = [];
  }
}
