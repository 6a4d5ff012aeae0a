import { createHash, randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { serviceDay } from './seed.mjs';

const { Types } = mongoose;
const BATCH = 5_000;

export const SOURCE = 'bench';
export const KIND = 'purchase';

/** A service key that may record activities, in the stored form; the text that its holder sends. */
export async function seedServiceKey(db) {
  const _id = new Types.ObjectId();
  const secret = randomBytes(32).toString('base64url');
  const unset = { expiresAt: null, revokedAt: null, lastUsedAt: null };
  await db.collection('servicekeys').insertOne({
    ...{ _id, name: 'Bench', source: SOURCE, scopes: ['ACTIVITIES_WRITE'], ...unset },
    ...{ secretHash: createHash('sha256').update(secret).digest('hex') },
    ...{ createdAt: new Date(), createdById: new Types.ObjectId() },
  });
  return `erk_${_id.toHexString()}_${secret}`;
}

/** An activity in the stored form. */
export function activityRow(userId, externalId, occurredAt, kind = KIND) {
  return {
    ...{ _id: new Types.ObjectId(), userId, source: SOURCE, externalId, kind, quantity: 1 },
    ...{ occurredAt, receivedAt: occurredAt, day: serviceDay(occurredAt.getTime()) },
    ...{ voided: false, voidedAt: null, voidReason: null },
  };
}

/** Some activities of a user, a minute apart, the latest a minute ago. */
export async function seedActivities(db, userIds, count) {
  const now = Date.now();
  let rows = [];
  const flush = async () => {
    if (rows.length > 0) await db.collection('activities').insertMany(rows, { ordered: false });
    rows = [];
  };
  for (const userId of userIds) {
    for (let n = 1; n <= count; n += 1) {
      rows.push(activityRow(new Types.ObjectId(userId), `seeded-${n}`, new Date(now - n * 60_000)));
      if (rows.length === BATCH) await flush();
    }
  }
  await flush();
}
