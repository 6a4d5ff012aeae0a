import { randomBytes } from 'node:crypto';
import type { Collections } from '../database/client-collections';
import { upserting } from '../database/duplicate-key';
import type { RewardFeedSetting } from './reward-feed-setting';

const ID = 'rewardFeed';
const EPOCH_BYTES = 12;
const NEVER = new Date(0);
/** A server that runs the pass renews it with each batch; after its death another one begins it again. */
const PASS_END = { $dateAdd: { startDate: '$$NOW', unit: 'minute', amount: 5 } };

/**
 * The feed's epoch: random, stored by the first start, and renewed by every restore. A consumer that sees another one
 * knows that entries which it has read may be gone, and their sequences given again.
 */
export async function openEpoch({ settings }: Pick<Collections, 'settings'>): Promise<void> {
  const first = { epoch: newEpoch(), passedAt: null, passUntil: NEVER };
  await upserting(() => settings.updateOne({ _id: ID }, { $setOnInsert: first }, { upsert: true }));
}

/** @returns null before the first start */
export async function findFeedSetting({
  settings,
}: Pick<Collections, 'settings'>): Promise<RewardFeedSetting | null> {
  return (await settings.findOne({ _id: ID })) as RewardFeedSetting | null;
}

/** @returns the new epoch */
export async function renewEpoch({ settings }: Pick<Collections, 'settings'>): Promise<string> {
  const epoch = newEpoch();
  // The rows of a copy may owe entries that the feed of the copy lacks: the next start passes over them at once.
  const renewed = { epoch, passedAt: null, passUntil: NEVER };
  await upserting(() => settings.updateOne({ _id: ID }, { $set: renewed }, { upsert: true }));
  return epoch;
}

/**
 * Takes the daily pass for this server for some minutes, by the database's clock.
 *
 * @returns false when the last one ended less than so many hours ago, or another server runs it
 */
export async function takePass(
  { settings }: Pick<Collections, 'settings'>,
  intervalHours: number,
): Promise<boolean> {
  const startDate = { $ifNull: ['$passedAt', NEVER] };
  const due = {
    $and: [
      { $lt: [startDate, { $dateSubtract: { startDate: '$$NOW', unit: 'hour', amount: intervalHours } }] },
      { $lt: [{ $ifNull: ['$passUntil', NEVER] }, '$$NOW'] },
    ],
  };
  const { matchedCount } = await settings.updateOne({ _id: ID, $expr: due }, [
    { $set: { passUntil: PASS_END } },
  ]);
  return matchedCount === 1;
}

/** The pass of this server goes on. */
export async function renewPass({ settings }: Pick<Collections, 'settings'>): Promise<void> {
  await settings.updateOne({ _id: ID }, [{ $set: { passUntil: PASS_END } }]);
}

/** @param complete false: any server may begin it again */
export async function endPass({ settings }: Pick<Collections, 'settings'>, complete: boolean): Promise<void> {
  await settings.updateOne({ _id: ID }, [
    { $set: { passUntil: NEVER, ...(complete && { passedAt: '$$NOW' }) } },
  ]);
}

function newEpoch(): string {
  return randomBytes(EPOCH_BYTES).toString('hex');
}
