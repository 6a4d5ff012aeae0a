import { randomBytes } from 'node:crypto';
import type { Collections } from '../database/client-collections';
import { upserting } from '../database/duplicate-key';
import type { RewardFeedSetting } from './reward-feed-setting';

const ID = 'rewardFeed';
const EPOCH_BYTES = 12;

/**
 * The feed's epoch: random, stored by the first start, and renewed by every restore. A consumer that sees another one
 * knows that entries which it has read may be gone, and their sequences given again.
 */
export async function openEpoch({ settings }: Pick<Collections, 'settings'>): Promise<void> {
  const first = { epoch: newEpoch(), passedAt: null };
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
  const renewed = { epoch, passedAt: null };
  await upserting(() => settings.updateOne({ _id: ID }, { $set: renewed }, { upsert: true }));
  return epoch;
}

/**
 * Takes the daily pass for this server, by the database's clock.
 *
 * @returns false when the last one began less than so many hours ago
 */
export async function takePass(
  { settings }: Pick<Collections, 'settings'>,
  intervalHours: number,
): Promise<boolean> {
  const startDate = { $ifNull: ['$passedAt', new Date(0)] };
  const due = {
    $lt: [startDate, { $dateSubtract: { startDate: '$$NOW', unit: 'hour', amount: intervalHours } }],
  };
  const { matchedCount } = await settings.updateOne({ _id: ID, $expr: due }, [
    { $set: { passedAt: '$$NOW' } },
  ]);
  return matchedCount === 1;
}

function newEpoch(): string {
  return randomBytes(EPOCH_BYTES).toString('hex');
}
