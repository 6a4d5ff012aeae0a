import type { mongo } from 'mongoose';
import { RequestStatus } from '../domain/request-status';
import { OWES_CODES } from '../domain/reward-feed';
import { byPipeline, type Check } from './rule';

/** The codes of a pool that a request has. */
const codesOf = (requestId: string, rewardId: string): mongo.Document => ({
  from: 'rewardcodes',
  let: { requestId, rewardId },
  pipeline: [
    {
      $match: {
        $expr: { $and: [{ $eq: ['$rewardId', '$$rewardId'] }, { $eq: ['$requestId', '$$requestId'] }] },
      },
    },
    { $project: { _id: 1 } },
  ],
  as: 'codes',
});

/** The rules about codes of pools. */
export const codeRules: readonly Check[] = [
  byPipeline({
    name: 'oneCodePerGrant',
    description:
      'Every paid grant of a code pool has exactly one code, unless its request still owes codes or was revoked before the code was bound.',
    over: 'requests',
    violations: [
      { $match: { status: RequestStatus.SUCCESS, 'grants.codePool': true, due: { $ne: OWES_CODES } } },
      { $project: { revokedAt: 1, 'grants.rewardId': 1, 'grants.codePool': 1 } },
      { $unwind: '$grants' },
      { $match: { 'grants.codePool': true } },
      { $lookup: codesOf('$_id', '$grants.rewardId') },
      {
        $match: {
          $expr: {
            $not: {
              $or: [
                { $eq: [{ $size: '$codes' }, 1] },
                { $and: [{ $eq: ['$codes', []] }, { $ne: [{ $ifNull: ['$revokedAt', null] }, null] }] },
              ],
            },
          },
        },
      },
      { $project: { _id: 1 } },
    ],
  }),
  byPipeline({
    name: 'boundCodesBelongToGrants',
    description: "Every code that is bound belongs to a paid request with a grant of the code's pool.",
    over: 'rewardCodes',
    violations: [
      { $match: { requestId: { $ne: null } } },
      {
        $lookup: {
          from: 'rewardrequests',
          localField: 'requestId',
          foreignField: '_id',
          let: { rewardId: '$rewardId' },
          pipeline: [
            {
              $match: {
                status: RequestStatus.SUCCESS,
                $expr: {
                  $in: [
                    '$$rewardId',
                    {
                      $map: {
                        input: { $filter: { input: '$grants', cond: { $eq: ['$$this.codePool', true] } } },
                        in: '$$this.rewardId',
                      },
                    },
                  ],
                },
              },
            },
            { $project: { _id: 1 } },
          ],
          as: 'requests',
        },
      },
      { $match: { requests: [] } },
      { $project: { _id: 1 } },
    ],
  }),
  byPipeline({
    name: 'codesAreUnique',
    description: 'No code is stored twice, in one pool or in two.',
    over: 'rewardCodes',
    violations: [
      { $group: { _id: '$lookup', rows: { $sum: 1 }, last: { $max: '$_id' } } },
      { $match: { rows: { $gt: 1 } } },
      { $project: { _id: '$last' } },
    ],
  }),
  byPipeline({
    name: 'enoughFreeCodes',
    description:
      'Every code pool has at least as many free codes as units that remain, are held or are owed to paid requests.',
    over: 'events',
    violations: [
      { $match: { 'rewards.codePool': true } },
      { $project: { holds: { $size: { $ifNull: ['$holds', []] } }, holdIds: '$holds.id', rewards: 1 } },
      {
        $lookup: {
          from: 'rewardrequests',
          localField: 'holdIds',
          foreignField: '_id',
          // The units of a paid request are owed or bound, though its hold may not have left yet.
          pipeline: [{ $match: { status: RequestStatus.SUCCESS } }, { $count: 'n' }],
          as: 'settledHolds',
        },
      },
      {
        $lookup: {
          from: 'rewardrequests',
          localField: '_id',
          foreignField: 'eventId',
          pipeline: [
            { $match: { due: OWES_CODES, status: RequestStatus.SUCCESS } },
            { $unwind: '$grants' },
            { $match: { 'grants.codePool': true } },
            { $lookup: codesOf('$_id', '$grants.rewardId') },
            { $match: { codes: [] } },
            { $group: { _id: '$grants.rewardId', n: { $sum: 1 } } },
          ],
          as: 'owed',
        },
      },
      { $unwind: '$rewards' },
      { $match: { 'rewards.codePool': true } },
      {
        $lookup: {
          from: 'rewardcodes',
          let: { rewardId: '$rewards.id' },
          pipeline: [
            {
              $match: {
                $expr: { $and: [{ $eq: ['$rewardId', '$$rewardId'] }, { $eq: ['$requestId', null] }] },
              },
            },
            { $count: 'n' },
          ],
          as: 'free',
        },
      },
      {
        $match: {
          $expr: {
            $lt: [
              { $ifNull: [{ $first: '$free.n' }, 0] },
              {
                $add: [
                  '$rewards.remaining',
                  '$holds',
                  { $multiply: [-1, { $ifNull: [{ $first: '$settledHolds.n' }, 0] }] },
                  {
                    $sum: {
                      $map: {
                        input: { $filter: { input: '$owed', cond: { $eq: ['$$this._id', '$rewards.id'] } } },
                        in: '$$this.n',
                      },
                    },
                  },
                ],
              },
            ],
          },
        },
      },
      { $project: { _id: '$rewards.id' } },
    ],
  }),
];
