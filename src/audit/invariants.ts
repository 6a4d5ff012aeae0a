import type { mongo } from 'mongoose';
import type { Database } from '../database/connection';
import { LIVE_STATUSES, RequestStatus } from '../domain/request-status';

const EXAMPLES_MAX = 10;
const { PENDING, SUCCESS, FAILED } = RequestStatus;

export interface InvariantResult {
  readonly name: string;
  readonly description: string;
  readonly ok: boolean;
  readonly violations: number;
  /** Up to 10 ids of rows that break the rule. */
  readonly examples: readonly string[];
}

interface Rule {
  readonly name: string;
  readonly description: string;
  readonly over: 'events' | 'requests' | 'attendances';
  /**
   * Gives one document per violation, its `_id` the row to look at; or one for several, with `count` and
   * `examples`.
   */
  readonly violations: mongo.Document[];
}

/** Tombstones have no status and are no requests. */
const requests = { status: { $exists: true } };

/** What two lists of rewards are compared by, in an order of their own. */
const inOrder = (list: mongo.Document, id: string): mongo.Document => ({
  $sortArray: {
    input: {
      $map: {
        input: list,
        as: 'item',
        in: { id: `$$item.${id}`, type: '$$item.type', quantity: '$$item.quantity' },
      },
    },
    sortBy: { id: 1, quantity: 1 },
  },
});

const requestsOfEvent = (...stages: mongo.Document[]): mongo.Document => ({
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

/** The ledger's rules, each recomputed from the stored rows alone. */
export const RULES: readonly Rule[] = [
  {
    name: 'oneLiveRequestPerUserAndEvent',
    description: 'A user has at most one PENDING or SUCCESS request per event.',
    over: 'requests',
    violations: [
      { $match: { status: { $in: [...LIVE_STATUSES] } } },
      {
        $group: {
          _id: { userId: '$userId', eventId: '$eventId' },
          rows: { $sum: 1 },
          last: { $max: '$_id' },
        },
      },
      { $match: { rows: { $gt: 1 } } },
      { $project: { _id: '$last' } },
    ],
  },
  {
    name: 'grantsMatchRewards',
    description:
      "The grants of a SUCCESS request are its event's rewards, each once, paid at the decision; no other request has any.",
    over: 'requests',
    violations: [
      { $match: { $or: [{ status: SUCCESS }, { 'grants.0': { $exists: true } }] } },
      {
        $set: {
          paid: inOrder({ $ifNull: ['$grants', []] }, 'rewardId'),
          inTime: {
            $allElementsTrue: {
              $map: { input: { $ifNull: ['$grants', []] }, in: { $eq: ['$$this.grantedAt', '$decidedAt'] } },
            },
          },
        },
      },
      // Rows that were paid alike are compared with the event once.
      {
        $group: {
          _id: { eventId: '$eventId', status: '$status', paid: '$paid', inTime: '$inTime' },
          count: { $sum: 1 },
          examples: { $firstN: { input: '$_id', n: EXAMPLES_MAX } },
        },
      },
      { $lookup: { from: 'events', localField: '_id.eventId', foreignField: '_id', as: 'event' } },
      { $set: { due: inOrder({ $first: '$event.rewards' }, 'id') } },
      {
        $match: {
          $or: [
            { '_id.status': { $ne: SUCCESS } },
            { '_id.inTime': false },
            { event: [] },
            { $expr: { $ne: ['$_id.paid', '$due'] } },
          ],
        },
      },
    ],
  },
  {
    name: 'stockConserved',
    description: 'Of every limited reward, stock = remaining + held + granted, and remaining is not below 0.',
    over: 'events',
    violations: [
      { $match: { 'rewards.stock': { $ne: null } } },
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
      {
        $lookup: {
          ...requestsOfEvent(
            { $match: { status: SUCCESS } },
            { $unwind: '$grants' },
            { $group: { _id: '$grants.rewardId', quantity: { $sum: '$grants.quantity' } } },
          ),
          as: 'granted',
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
  },
  {
    name: 'noSelfDecision',
    description: 'Nobody decided a request of the own account.',
    over: 'requests',
    violations: [
      { $match: { decidedById: { $type: 'objectId' }, $expr: { $eq: ['$decidedById', '$userId'] } } },
    ],
  },
  {
    name: 'attendanceUniquePerDay',
    description: 'A user has at most one check-in per service day.',
    over: 'attendances',
    violations: [
      { $group: { _id: { userId: '$userId', day: '$day' }, rows: { $sum: 1 }, last: { $max: '$_id' } } },
      { $match: { rows: { $gt: 1 } } },
      { $project: { _id: '$last' } },
    ],
  },
  {
    name: 'decisionMatchesStatus',
    description:
      'PENDING: neither decided nor failed. SUCCESS: decided without a failureCode. FAILED: decided with one; REJECTED exactly by a person.',
    over: 'requests',
    violations: [
      { $match: requests },
      {
        $match: {
          $nor: [
            { status: PENDING, decidedAt: null, decidedById: null, failureCode: null },
            { status: SUCCESS, decidedAt: { $type: 'date' }, failureCode: null },
            {
              status: FAILED,
              decidedAt: { $type: 'date' },
              decidedById: null,
              failureCode: { $in: ['CONDITIONS_NOT_MET', 'OUT_OF_STOCK'] },
            },
            {
              status: FAILED,
              decidedAt: { $type: 'date' },
              decidedById: { $ne: null },
              failureCode: 'REJECTED',
            },
          ],
        },
      },
    ],
  },
  {
    name: 'liveRequestsFreezeTheirEvent',
    description: 'An event with a PENDING or SUCCESS request is frozen.',
    over: 'events',
    violations: [
      { $match: { frozenAt: null } },
      {
        $lookup: {
          ...requestsOfEvent(
            { $match: { status: { $in: [...LIVE_STATUSES] } } },
            { $limit: 1 },
            { $project: { _id: 1 } },
          ),
          as: 'live',
        },
      },
      { $match: { live: { $ne: [] } } },
    ],
  },
];

/**
 * Recomputes every rule on one snapshot, so that a claim on its way is seen in whole or not at all. Reads
 * all requests and check-ins: for a person or a nightly job, not for a health check.
 */
export async function checkInvariants(database: Database): Promise<InvariantResult[]> {
  const session = database.connection.getClient().startSession({ snapshot: true });
  try {
    const results: InvariantResult[] = [];
    // One after another: the first read fixes the snapshot's instant for the others.
    for (const { name, description, over, violations: stages } of RULES) {
      const collection = database[over] as unknown as mongo.Collection;
      const [found] = await collection
        .aggregate<{ violations: number; examples: mongo.ObjectId[][] }>(
          [
            ...stages,
            {
              $group: {
                _id: null,
                violations: { $sum: { $ifNull: ['$count', 1] } },
                examples: { $firstN: { input: { $ifNull: ['$examples', ['$_id']] }, n: EXAMPLES_MAX } },
              },
            },
          ],
          { session: session as never, readConcern: { level: 'snapshot' }, allowDiskUse: true },
        )
        .toArray();
      const { violations, examples } = found ?? { violations: 0, examples: [] };
      results.push({
        name,
        description,
        ok: violations === 0,
        violations,
        examples: examples.flat().slice(0, EXAMPLES_MAX).map(String),
      });
    }
    return results;
  } finally {
    await session.endSession();
  }
}
