import type { mongo } from 'mongoose';
import { LIVE_STATUSES, RequestStatus } from '../domain/request-status';
import { unlessErased } from './erased-accounts';
import { withRecordedActs } from './recorded-acts';
import { byPipeline, EXAMPLES_MAX, type Check } from './rule';

const { PENDING, SUCCESS, FAILED } = RequestStatus;

/** Tombstones have no status and are no requests. */
const requests = { status: { $exists: true } };
const DECISIONS = ['approveRewardRequest', 'rejectRewardRequest'];

/** The rules about each request by itself, its decision and what it refers to. */
export const requestRules: readonly Check[] = [
  byPipeline({
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
  }),
  byPipeline({
    name: 'noSelfDecision',
    description: 'Nobody decided or revoked a request of their own account.',
    over: 'requests',
    violations: [
      { $match: { $or: [{ decidedById: { $type: 'objectId' } }, { revokedById: { $type: 'objectId' } }] } },
      { $match: { $expr: { $in: ['$userId', ['$decidedById', '$revokedById']] } } },
    ],
  }),
  byPipeline({
    name: 'decisionMatchesStatus',
    description:
      'A PENDING request has neither a decision nor a failureCode. A SUCCESS request has a decision and no failureCode. A FAILED request has both, and the failureCode is REJECTED exactly if a person decided; ACCOUNT_ERASED rejects requests of erased accounts. The rules decide at requestedAt and without a note; imported requests may have been decided later.',
    over: 'requests',
    violations: [
      { $match: requests },
      {
        $match: {
          $nor: [
            { status: PENDING, decidedAt: null, decidedById: null, failureCode: null, note: null },
            { status: SUCCESS, decidedById: null, failureCode: null, note: null, ...decidedByRules() },
            { status: SUCCESS, decidedById: { $ne: null }, failureCode: null, decidedAt: { $type: 'date' } },
            {
              status: FAILED,
              decidedById: null,
              note: null,
              ...decidedByRules(),
              failureCode: { $in: ['CONDITIONS_NOT_MET', 'OUT_OF_STOCK'] },
            },
            {
              status: FAILED,
              decidedById: { $ne: null },
              decidedAt: { $type: 'date' },
              failureCode: 'REJECTED',
            },
            {
              status: FAILED,
              decidedById: null,
              note: null,
              decidedAt: { $type: 'date' },
              failureCode: 'ACCOUNT_ERASED',
            },
          ],
        },
      },
    ],
  }),
  byPipeline({
    name: 'decisionsAreRecorded',
    description:
      "Each decision by a person has one audit entry with the request's decider, instant, result and note. The notes of erased accounts are not compared.",
    over: 'requests',
    violations: [
      { $match: { decidedById: { $type: 'objectId' } } },
      ...withRecordedActs(DECISIONS),
      {
        $set: {
          action: { $cond: [{ $eq: ['$status', SUCCESS] }, DECISIONS[0], DECISIONS[1]] },
        },
      },
      {
        $match: {
          $expr: {
            $not: {
              $and: [
                { $eq: [{ $size: '$entries' }, 1] },
                {
                  $eq: [
                    { $first: '$entries' },
                    {
                      id: { $first: '$entries.id' },
                      action: '$action',
                      actorId: '$decidedById',
                      at: '$decidedAt',
                      reason: { $ifNull: ['$note', null] },
                    },
                  ],
                },
              ],
            },
          },
        },
      },
      ...unlessErased({
        $and: [
          { $eq: [{ $size: '$entries' }, 1] },
          { $eq: [{ $first: '$entries.action' }, '$action'] },
          { $eq: [{ $first: '$entries.actorId' }, '$decidedById'] },
          { $eq: [{ $first: '$entries.at' }, '$decidedAt'] },
        ],
      }),
    ],
  }),
  byPipeline({
    name: 'recordedDecisionsExist',
    description: 'Each decision in the audit chain has its decided request.',
    over: 'auditEntries',
    violations: [
      { $match: { action: { $in: DECISIONS } } },
      {
        $lookup: {
          from: 'rewardrequests',
          localField: 'targetId',
          foreignField: '_id',
          pipeline: [{ $match: { decidedById: { $type: 'objectId' } } }, { $project: { _id: 1 } }],
          as: 'request',
        },
      },
      { $match: { request: [] } },
      { $project: { _id: '$targetId' } },
    ],
  }),
  byPipeline({
    name: 'rowsAreRequestsOrTombstones',
    description: 'Every row is either a request or a tombstone.',
    over: 'requests',
    violations: [{ $match: { $expr: { $eq: [present('$status'), present('$tombstone')] } } }],
  }),
  byPipeline(
    existing('requestUsersExist', 'Every request belongs to an account.', 'requests', 'userId', 'users'),
  ),
  byPipeline(
    existing('requestEventsExist', 'Every request belongs to an event.', 'requests', 'eventId', 'events'),
  ),
];

/** As the rules decide: at the instant of the request. */
function decidedByRules(): mongo.Document {
  return {
    decidedAt: { $type: 'date' },
    $expr: { $or: [{ $eq: ['$decidedAt', '$requestedAt'] }, { $eq: ['$imported', true] }] },
  };
}

function present(field: string): mongo.Document {
  return { $ne: [{ $type: field }, 'missing'] };
}

/** Rows that name the same lost record are looked up once. */
export function existing(
  name: string,
  description: string,
  over: 'requests' | 'attendances' | 'activities' | 'audienceMembers',
  field: 'userId' | 'eventId',
  from: 'users' | 'events',
) {
  const violations = [
    // The other collection with tombstones.
    { $match: over === 'requests' ? requests : over === 'audienceMembers' ? { tombstone: null } : {} },
    {
      $group: {
        _id: `$${field}`,
        count: { $sum: 1 },
        examples: { $firstN: { input: '$_id', n: EXAMPLES_MAX } },
      },
    },
    {
      $lookup: {
        from,
        localField: '_id',
        foreignField: '_id',
        pipeline: [{ $project: { _id: 1 } }],
        as: 'found',
      },
    },
    { $match: { found: [] } },
  ];
  return { name, description, over, violations };
}
