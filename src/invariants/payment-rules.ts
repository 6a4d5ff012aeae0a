import type { mongo } from 'mongoose';
import { RequestStatus } from '../domain/request-status';
import { CHAINED_RETURN } from './revocation-rules';
import { byPipeline, EXAMPLES_MAX, type PipelineRule } from './rule';

const { PENDING, SUCCESS } = RequestStatus;

/** What two lists of rewards are compared by, in an order of their own. */
const inOrder = (list: string, id: string): mongo.Document => ({
  $sortArray: {
    input: {
      $map: {
        input: { $ifNull: [list, []] },
        as: 'item',
        in: {
          id: `$$item.${id}`,
          type: '$$item.type',
          name: '$$item.name',
          quantity: '$$item.quantity',
          externalId: { $ifNull: ['$$item.externalId', null] },
          codePool: { $ifNull: ['$$item.codePool', false] },
        },
      },
    },
    sortBy: { id: 1, quantity: 1 },
  },
});

/** A join's own stages over an event's requests. */
export const requestsOfEvent = (...stages: mongo.Document[]): mongo.Document => ({
  from: 'rewardrequests',
  localField: '_id',
  foreignField: 'eventId',
  pipeline: stages,
});

const sumWhere = (list: string, condition: mongo.Document, value: string): mongo.Document => ({
  $sum: {
    $map: { input: { $filter: { input: list, as: 'item', cond: condition } }, as: 'item', in: value },
  },
});

/** Rewards are frozen before the first payment, so the event's own are what each row must have been paid. */
const grantsMatchRewards: PipelineRule = {
  name: 'grantsMatchRewards',
  description:
    "The grants of a SUCCESS request are its event's rewards, each once, paid at the decision and revoked exactly when the request was. Other requests have no grants. A request that was PENDING keeps these rewards, and its grants have their ids.",
  over: 'requests',
  violations: [
    {
      $match: {
        $or: [
          { status: { $in: [PENDING, SUCCESS] } },
          { 'grants.0': { $exists: true } },
          { 'rewards.0': { $exists: true } },
        ],
      },
    },
    {
      $set: {
        paid: inOrder('$grants', 'rewardId'),
        promised: inOrder('$rewards', 'rewardId'),
        inTime: {
          $allElementsTrue: {
            $map: {
              input: { $ifNull: ['$grants', []] },
              in: {
                $and: [
                  { $eq: ['$$this.grantedAt', '$decidedAt'] },
                  { $eq: [{ $ifNull: ['$$this.revokedAt', null] }, { $ifNull: ['$revokedAt', null] }] },
                ],
              },
            },
          },
        },
        sameIds: {
          $or: [
            { $ne: ['$status', SUCCESS] },
            { $eq: [{ $type: '$rewards' }, 'missing'] },
            { $setEquals: [{ $ifNull: ['$grants.id', []] }, { $ifNull: ['$rewards.id', []] }] },
          ],
        },
      },
    },
    // Rows that were paid alike are compared with the event once.
    {
      $group: {
        _id: {
          eventId: '$eventId',
          status: '$status',
          paid: '$paid',
          promised: '$promised',
          inTime: '$inTime',
          sameIds: '$sameIds',
        },
        count: { $sum: 1 },
        examples: { $firstN: { input: '$_id', n: EXAMPLES_MAX } },
      },
    },
    {
      $lookup: {
        from: 'events',
        localField: '_id.eventId',
        foreignField: '_id',
        as: 'event',
        pipeline: [{ $project: { rewards: 1 } }],
      },
    },
    { $set: { rewards: { $first: '$event.rewards' } } },
    { $set: { due: inOrder('$rewards', 'id') } },
    {
      $match: {
        $expr: {
          $not: {
            $and: [
              { $ne: ['$event', []] },
              '$_id.inTime',
              '$_id.sameIds',
              { $eq: ['$_id.paid', { $cond: [{ $eq: ['$_id.status', SUCCESS] }, '$due', []] }] },
              {
                $or: [
                  { $eq: ['$_id.promised', '$due'] },
                  { $and: [{ $eq: ['$_id.promised', []] }, { $ne: ['$_id.status', PENDING] }] },
                ],
              },
            ],
          },
        },
      },
    },
  ],
};

/** The sum of what requests were granted, by the event's rewards. */
const unitsOfGrants = (grants: mongo.Document = {}): mongo.Document[] => [
  { $unwind: '$grants' },
  { $match: grants },
  { $group: { _id: '$grants.rewardId', quantity: { $sum: '$grants.quantity' } } },
];

/**
 * A hold counts as units until it has left the event; what a SUCCESS row was granted counts by its grants, unless the
 * event records that these units were returned.
 */
const stockConserved: PipelineRule = {
  name: 'stockConserved',
  description:
    'Of every limited reward, stock = remaining + held + granted, and remaining is not below 0. Revoked units that were returned to stock count as not granted.',
  over: 'events',
  violations: [
    // Not 'rewards.stock': that would leave out an event with one unlimited reward.
    { $match: { rewards: { $elemMatch: { stock: { $ne: null } } } } },
    {
      $lookup: {
        from: 'rewardrequests',
        localField: 'holds.id',
        foreignField: '_id',
        // A SUCCESS row's units are granted, though its hold may not have left yet.
        pipeline: [{ $match: { status: SUCCESS } }, { $count: 'n' }],
        as: 'settledHolds',
      },
    },
    { $lookup: { ...requestsOfEvent({ $match: { status: SUCCESS } }, ...unitsOfGrants()), as: 'granted' } },
    {
      $lookup: {
        ...requestsOfEvent(
          { $match: { status: SUCCESS, stockReturnId: { $type: 'objectId' } } },
          CHAINED_RETURN,
          {
            $match: { $expr: { $or: [{ $ne: ['$chained', []] }, { $in: ['$stockReturnId', '$$waiting'] }] } },
          },
          // A code is used up.
          ...unitsOfGrants({ 'grants.codePool': { $ne: true } }),
        ),
        let: { waiting: { $ifNull: ['$outbox.id', []] } },
        as: 'returned',
      },
    },
    {
      $set: {
        openHolds: {
          $subtract: [
            { $size: { $ifNull: ['$holds', []] } },
            { $ifNull: [{ $first: '$settledHolds.n' }, 0] },
          ],
        },
      },
    },
    { $unwind: '$rewards' },
    { $match: { 'rewards.stock': { $ne: null } } },
    {
      $set: {
        accounted: {
          $add: [
            '$rewards.remaining',
            { $multiply: ['$openHolds', '$rewards.quantity'] },
            sumWhere('$granted', { $eq: ['$$item._id', '$rewards.id'] }, '$$item.quantity'),
            {
              $multiply: [
                -1,
                sumWhere('$returned', { $eq: ['$$item._id', '$rewards.id'] }, '$$item.quantity'),
              ],
            },
          ],
        },
      },
    },
    {
      $match: {
        $or: [
          { $expr: { $ne: ['$rewards.stock', '$accounted'] } },
          { 'rewards.remaining': { $not: { $gte: 0 } } },
        ],
      },
    },
    { $project: { _id: '$rewards.id' } },
  ],
};

export const paymentRules = [byPipeline(grantsMatchRewards), byPipeline(stockConserved)];
