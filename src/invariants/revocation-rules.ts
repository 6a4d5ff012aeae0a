import type { mongo } from 'mongoose';
import { RequestStatus } from '../domain/request-status';
import { RETURN_ACTION } from '../reward-requests/stock-returns';
import { STOCK_RETURN } from '../reward-requests/obligations';
import { unlessErased } from './erased-accounts';
import { withRecordedActs } from './recorded-acts';
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

/** The rules about payments that were taken back. */
export const revocationRules: readonly Check[] = [
  byPipeline({
    name: 'revocationsAreRecorded',
    description:
      "A revoked request is SUCCESS and has one audit entry with the revocation's account, instant and reason. A request that is not revoked has none of them. The reasons of erased accounts are not compared.",
    over: 'requests',
    violations: [
      {
        $match: {
          $or: ['revokedAt', 'revokedById', 'revokeReason', 'stockReturnId'].map((field) => ({
            [field]: { $exists: true },
          })),
        },
      },
      ...withRecordedActs([REVOKE_ACTION]),
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
                        action: REVOKE_ACTION,
                        actorId: '$revokedById',
                        at: '$revokedAt',
                        reason: { $ifNull: ['$revokeReason', null] },
                      },
                    ],
                  ],
                },
              ],
            },
          },
        },
      },
      ...unlessErased({
        $and: [
          { $eq: ['$status', RequestStatus.SUCCESS] },
          { $eq: [{ $size: '$entries' }, 1] },
          { $eq: [{ $first: '$entries.actorId' }, '$revokedById'] },
          { $eq: [{ $first: '$entries.at' }, '$revokedAt'] },
        ],
      }),
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
