import type { mongo, Types } from 'mongoose';

/** The updates of stock, as pipelines: they read what they write in the same step, rewards by id. */

/** Ids whose rows are known; they leave their event's holds with the next take, or when idle. */
export interface Settled {
  readonly paid: Types.ObjectId[];
  readonly pending: Types.ObjectId[];
}

/** As a hold names a claim. */
export interface HeldClaim {
  readonly id: Types.ObjectId;
  readonly userId: Types.ObjectId;
}

/**
 * Units for a whole batch: the first n claims become holds, n being what every limited reward has left for;
 * with it the event is frozen. None left: nothing but settled holds changes.
 */
export function takePipeline(claims: readonly HeldClaim[], settled: Settled, now: Date): mongo.Document[] {
  const affordable = {
    $map: {
      input: '$rewards',
      as: 'reward',
      in: {
        $cond: [
          { $eq: ['$$reward.remaining', null] },
          claims.length,
          { $floor: { $divide: ['$$reward.remaining', '$$reward.quantity'] } },
        ],
      },
    },
  };
  const newHolds = {
    $map: {
      // $slice refuses 0, so an empty take is cut off by the condition below.
      input: { $slice: [{ $literal: claims }, { $max: [1, '$taken'] }] },
      as: 'claim',
      in: { $mergeObjects: ['$$claim', { at: '$$NOW' }] },
    },
  };
  const someTaken = { $gt: ['$taken', 0] };
  return [
    { $set: { taken: { $toInt: { $min: [claims.length, { $min: affordable }] } } } },
    {
      $set: {
        rewards: withRemaining({
          $subtract: ['$$reward.remaining', { $multiply: ['$taken', '$$reward.quantity'] }],
        }),
        holds: { $concatArrays: [openHolds(settled), { $cond: [someTaken, newHolds, []] }] },
        frozenAt: { $cond: [someTaken, { $ifNull: ['$frozenAt', now] }, '$frozenAt'] },
      },
    },
    { $unset: 'taken' },
  ];
}

/** The units of one hold, back with it. */
export function giveBackPipeline(claimId: Types.ObjectId): mongo.Document[] {
  return [
    {
      $set: {
        rewards: withRemaining({ $add: ['$$reward.remaining', '$$reward.quantity'] }),
        holds: { $filter: { input: '$holds', as: 'hold', cond: { $ne: ['$$hold.id', claimId] } } },
      },
    },
  ];
}

/** The event's rewards with `remaining` of each limited one replaced. */
function withRemaining(remaining: object): object {
  return {
    $map: {
      input: '$rewards',
      as: 'reward',
      in: {
        $cond: [
          { $eq: ['$$reward.remaining', null] },
          '$$reward',
          { $mergeObjects: ['$$reward', { remaining }] },
        ],
      },
    },
  };
}

/** The event's holds without those that were paid, and with pending ones no longer open. */
export function openHolds({ paid, pending }: Settled): object {
  const left = {
    $filter: { input: '$holds', as: 'hold', cond: { $not: { $in: ['$$hold.id', { $literal: paid }] } } },
  };
  if (pending.length === 0) return left;
  return {
    $map: {
      input: left,
      as: 'hold',
      in: {
        $cond: [
          { $in: ['$$hold.id', { $literal: pending }] },
          { $unsetField: { field: 'at', input: '$$hold' } },
          '$$hold',
        ],
      },
    },
  };
}
