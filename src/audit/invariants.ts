import type { mongo } from 'mongoose';
import type { Database } from '../database/connection';
import { LIVE_STATUSES, RequestStatus } from '../domain/request-status';
import {
  EXAMPLES_MAX,
  grantsMatchRewards,
  requestsOfEvent,
  stockConserved,
  type Rule,
} from './payment-rules';

const { PENDING, SUCCESS, FAILED } = RequestStatus;

export interface InvariantResult {
  readonly name: string;
  readonly description: string;
  readonly ok: boolean;
  readonly violations: number;
  /** Up to 10 ids of rows that break the rule. */
  readonly examples: readonly string[];
}

/** Tombstones have no status and are no requests. */
const requests = { status: { $exists: true } };

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
  grantsMatchRewards,
  stockConserved,
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
 *
 * @param onResult told of each rule as soon as it is known
 */
export async function checkInvariants(
  database: Database,
  onResult: (result: InvariantResult) => void = () => undefined,
): Promise<InvariantResult[]> {
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
          { session: session, readConcern: { level: 'snapshot' }, allowDiskUse: true },
        )
        .toArray();
      const { violations, examples } = found ?? { violations: 0, examples: [] };
      const result: InvariantResult = {
        name,
        description,
        ok: violations === 0,
        violations,
        examples: examples.flat().slice(0, EXAMPLES_MAX).map(String),
      };
      results.push(result);
      onResult(result);
    }
    return results;
  } finally {
    await session.endSession();
  }
}
