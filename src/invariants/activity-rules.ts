import { serviceDayOf } from '../domain/service-calendar';
import { REASON, WITH_TEXTS } from './recorded-acts';
import { existing } from './request-rules';
import { byPipeline, findCalendar, isSound, PROGRESS_ROWS, type Check, type Rule } from './rule';

const activityDays: Rule = {
  name: 'activityDays',
  description: "An activity counts for the service day of `occurredAt` in the deployment's stored calendar.",
};

export const activityRules: readonly Check[] = [
  byPipeline({
    name: 'activitiesUniquePerExternalId',
    description: 'A user has at most one activity per source and external id.',
    over: 'activities',
    violations: [
      {
        $group: {
          _id: { userId: '$userId', source: '$source', externalId: '$externalId' },
          rows: { $sum: 1 },
          last: { $max: '$_id' },
        },
      },
      { $match: { rows: { $gt: 1 } } },
      { $project: { _id: '$last' } },
    ],
  }),
  byPipeline(
    existing('activityUsersExist', 'Every activity belongs to an account.', 'activities', 'userId', 'users'),
  ),
  byPipeline({
    name: 'voidedActivitiesAreRecorded',
    description: 'Each voided activity has an audit entry with its instant and reason; no other one has any.',
    over: 'activities',
    violations: [
      // Nearly all rows were never voided, and are answered by the index.
      { $match: { $or: [{ voided: true }, { voidedAt: { $ne: null } }, { voidReason: { $ne: null } }] } },
      {
        $lookup: {
          from: 'auditentries',
          localField: '_id',
          foreignField: 'targetId',
          pipeline: [
            { $match: { action: 'voidActivities' } },
            WITH_TEXTS,
            { $project: { _id: 0, at: 1, reason: REASON } },
          ],
          as: 'chained',
        },
      },
      {
        $set: {
          entries: {
            $setUnion: [
              '$chained',
              {
                $map: {
                  input: {
                    $filter: {
                      input: { $ifNull: ['$outbox', []] },
                      cond: { $eq: ['$$this.action', 'voidActivities'] },
                    },
                  },
                  in: { at: '$$this.at', reason: '$$this.reason' },
                },
              },
            ],
          },
        },
      },
      {
        $match: {
          $expr: {
            $or: [
              { $ne: ['$voided', true] },
              { $ne: ['$entries', [{ at: '$voidedAt', reason: '$voidReason' }]] },
            ],
          },
        },
      },
      { $project: { _id: 1 } },
    ],
  }),
  {
    rules: [activityDays],
    run: async (snapshot, report) => {
      const { database, options, onRead } = snapshot;
      const calendar = await findCalendar(snapshot);
      const projection = { day: 1, occurredAt: 1 } as const;
      let rows = 0;
      for await (const { _id, day, occurredAt } of database.activities.find(
        {},
        { ...options, projection, batchSize: PROGRESS_ROWS },
      )) {
        rows += 1;
        if (rows % PROGRESS_ROWS === 0) onRead('activities', rows);
        // Without the calendar no day can be judged.
        const isOfDay = () => calendar !== null && serviceDayOf(calendar, occurredAt) === day;
        if (!isSound(isOfDay)) report(activityDays, [_id]);
      }
    },
  },
];
