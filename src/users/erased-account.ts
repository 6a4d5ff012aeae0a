import type { Types } from 'mongoose';
import type { Collections } from '../database/client-collections';

/** How long an erased account is swept for writes that came late. */
const ERASURE_SWEEP_DAYS = 30;
const DAY_MS = 86_400_000;
/** Longer than any write may take. */
const SOON_MS = 60_000;

/** What the username of an erased account begins with. */
export const ERASED_NAME_PREFIX = 'erased-';

/** Matches an erased account whose steps were completed once; until then `nextAt` is the instant of the erasure. */
export const ERASED_ONCE = {
  erasedAt: { $type: 'date' },
  $expr: { $ne: ['$erasure.nextAt', '$erasedAt'] },
} as const;

/** The same before that. */
export const ERASURE_BEGUN = {
  'erasure.nextAt': { $exists: true },
  $expr: { $eq: ['$erasure.nextAt', '$erasedAt'] },
} as const;

export function sweptUntil(now: Date): Date {
  return new Date(now.getTime() + ERASURE_SWEEP_DAYS * DAY_MS);
}

/** When an erased account is swept after a write that may come late. */
export function sweptSoon(now: Date): Date {
  return new Date(now.getTime() + SOON_MS);
}

export function sweptNextDay(now: Date): Date {
  return new Date(now.getTime() + DAY_MS);
}

/** For a text about an account that may be erased, before it is written: a sweep removes it. */
export async function sweepErasedAgain(
  { users }: Pick<Collections, 'users'>,
  userId: Types.ObjectId,
  now: Date,
): Promise<void> {
  await users.updateOne(
    // One that is not completed yet is swept anyway.
    { _id: userId, ...ERASED_ONCE },
    { $set: { erasure: { nextAt: sweptSoon(now), until: sweptUntil(now) } } },
  );
}
