import type { mongo } from 'mongoose';
import { RequestStatus } from '../domain/request-status';
import { RETURN_ACTION } from '../reward-requests/stock-returns';
import { STOCK_RETURN } from '../reward-requests/obligations';
import { byPipeline, type Check } from './rule';

const REVOKE_ACTION = 'revokeRewardRequest';

/** A request's audit entry of the return of its stock, if the chain has it. */
export const CHAINED_RETURN: mongo.Document = {
  $lookup: {
    from: 'auditentries',
    localField: 'stockReturnId',
    foreignField: '_id',
    pipeline: [{ $match: { action: RETURN_ACTION } }, { $project: { _id: 1 } }],
    as: 'chained',
  },
};

/** What both an entry in the chain and one in an outbox have of a revocation. */
const fingerprint = (entry: string, id: string): mongo.Document => ({
  id,
  actorId: `${entry}.actorId`,
  at: `${entry}.at`,
  reason: `${entry}.reason`,
});

/** The rules about payments that were taken back. */
export const revocationRules: readonly Check[] = [
  byPipeline({
    name: 'revocationsAreRecorded',
    description:
      "A revoked request is SUCCESS and has one audit entry with the revocation's account, instant and reason. A request that is not revoked has none of them.",
    over: 'requests',
    violations: [
      {
        $match: {
          $or: ['revokedAt', 'revokedById', 'revokeReason', 'stockReturnId'].map((field) => ({
            [field]: { $exists: true },
          })),
        },
      },
      {
        $lookup: {
          from: 'auditentries',
          localField: '_id',
          foreignField: 'targetId',
          pipeline: [{ $match: { action: REVOKE_ACTION } }, { $project: { actorId: 1, at: 1, reason: 1 } }],
          as: 'chained',
        },
      },
      {
        // An entry that is not in the chain yet is still in the request itself; for a moment it is in both.
        $set: {
          entries: {
            $setUnion: [
              { $map: { input: '$chained', in: fingerprint('$$this', '$$this._id') } },
              {
                $map: {
                  input: {
                    $filter: {
                      input: { $ifNull: ['$outbox', []] },
                      cond: { $eq: ['$$this.action', REVOKE_ACTION] },
                    },
                  },
                  in: fingerprint('$$this', '$$this.id'),
                },
              },
            ],
          },
        },
      },
      {
        $match: {
          $expr: {
            $not: {
              $and: [
                { $eq: ['$status', RequestStatus.SUCCESS] },
                {
                  $eq: [
                    '$entries',
                    [
                      {
                        id: { $first: '$entries.id' },
                        actorId: '$revokedById',
                        at: '$revokedAt',
                        reason: '$revokeReason',
                      },
                    ],
                  ],
                },
              ],
            },
          },
        },
      },
    ],
  }),
  byPipeline({
    name: 'recordedRevocationsExist',
    description: 'Each revocation in the audit chain has its revoked request, which is still SUCCESS.',
    over: 'auditEntries',
    violations: [
      { $match: { action: REVOKE_ACTION } },
      {
        $lookup: {
          from: 'rewardrequests',
          localField: 'targetId',
          foreignField: '_id',
          pipeline: [
            { $match: { status: RequestStatus.SUCCESS, revokedAt: { $type: 'date' } } },
            { $project: { _id: 1 } },
          ],
          as: 'request',
        },
      },
      { $match: { request: [] } },
      { $project: { _id: '$targetId' } },
    ],
  }),
  byPipeline({
    name: 'stockReturnsAreRecorded',
    description:
      "A revoked request whose units were to be returned to stock still owes them, or its event's audit entry records the return.",
    over: 'requests',
    violations: [
      { $match: { stockReturnId: { $type: 'objectId' }, due: { $ne: STOCK_RETURN } } },
      CHAINED_RETURN,
      { $match: { chained: [] } },
      {
        $lookup: {
          from: 'events',
          localField: 'stockReturnId',
          foreignField: 'outbox.id',
          pipeline: [{ $project: { _id: 1 } }],
          as: 'waiting',
        },
      },
      { $match: { waiting: [] } },
    ],
  }),
];
