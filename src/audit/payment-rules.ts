import type { mongo } from 'mongoose';
import { RequestStatus } from '../domain/request-status';

/** Rows that an answer names per rule. */
export const EXAMPLES_MAX = 10;
const { SUCCESS } = RequestStatus;

export interface Rule {
  readonly name: string;
  readonly description: string;
  readonly over: 'events' | 'requests' | 'attendances';
  /**
   * Gives one document per violation, its `_id` the row to look at; or one for several, with `count` and
   * `examples`.
   */
  readonly violations: mongo.Document[];
}

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
export const grantsMatchRewards: Rule = {
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
};

/** A hold counts as units until it has left the event; what a SUCCESS row was granted counts by its grants. */
export const stockConserved: Rule = {
  name: 'stockConserved',
  description: 'Of every limited reward, stock = remaining + held + granted, and remaining is not below 0.',
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
};
