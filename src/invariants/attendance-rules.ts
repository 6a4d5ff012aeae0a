import type { mongo } from 'mongoose';
import { serviceDayOf, type ServiceDay } from '../domain/service-calendar';
import { findExcusals } from './excused-days';
import { existing } from './request-rules';
import {
  byPipeline,
  findCalendar,
  isSound,
  PROGRESS_ROWS,
  reportAll,
  type Check,
  type Report,
  type Rule,
  type Snapshot,
} from './rule';

const attendanceDays: Rule = {
  name: 'attendanceDays',
  description: "A check-in counts for the service day of its instant in the deployment's stored calendar.",
};

const streaksMatchCheckIns: Rule = {
  name: 'streaksMatchCheckIns',
  description: 'The summary of old check-ins that is stored with an account matches its check-ins.',
};

export const attendanceRules: readonly Check[] = [
  byPipeline({
    name: 'attendanceUniquePerDay',
    description: 'A user has at most one check-in per service day.',
    over: 'attendances',
    violations: [
      { $group: { _id: { userId: '$userId', day: '$day' }, rows: { $sum: 1 }, last: { $max: '$_id' } } },
      { $match: { rows: { $gt: 1 } } },
      { $project: { _id: '$last' } },
    ],
  }),
  byPipeline(
    existing(
      'attendanceUsersExist',
      'Every check-in belongs to an account.',
      'attendances',
      'userId',
      'users',
    ),
  ),
  { rules: [streaksMatchCheckIns], run: checkStreaks },
  {
    rules: [attendanceDays],
    run: async (snapshot, report) => {
      const { database, options, onRead } = snapshot;
      const calendar = await findCalendar(snapshot);
      const projection = { day: 1, checkedAt: 1 } as const;
      let rows = 0;
      for await (const { _id, day, checkedAt } of database.attendances.find(
        {},
        { ...options, projection, batchSize: PROGRESS_ROWS },
      )) {
        rows += 1;
        if (rows % PROGRESS_ROWS === 0) onRead('check-ins', rows);
        // Without the calendar no day can be judged.
        const isOfDay = () => calendar !== null && serviceDayOf(calendar, checkedAt) === day;
        if (!isSound(isOfDay)) report(attendanceDays, [_id]);
      }
    },
  },
];

async function checkStreaks(snapshot: Snapshot, report: Report): Promise<void> {
  const excusals = await findExcusals(snapshot);
  const excused = excusals.flatMap(({ day, removedAt }) => (removedAt === null ? [day] : []));
  const users = snapshot.database.users as unknown as mongo.Collection;
  await reportAll(streaksMatchCheckIns, users, streakViolations(excused), snapshot, report);
}

function streakViolations(excused: readonly ServiceDay[]): mongo.Document[] {
  const excusedDates = excused.map((day) => new Date(`${day}T00:00:00Z`));
  const before = (list: readonly unknown[], end: string) => ({
    $size: { $filter: { input: { $literal: list }, cond: { $lt: ['$$this', end] } } },
  });
  return [
    { $match: { 'streak.before': { $type: 'string' } } },
    { $project: { streak: 1 } },
    // Servers ignore a summary that other excused days were left out of.
    { $match: { $expr: { $eq: [{ $ifNull: ['$streak.excused', 0] }, before(excused, '$streak.before')] } } },
    {
      $lookup: {
        from: 'userattendances',
        localField: '_id',
        foreignField: 'userId',
        let: { before: '$streak.before' },
        pipeline: [
          { $match: { $expr: { $lt: ['$day', '$$before'] }, day: { $nin: excused } } },
          { $group: { _id: { $dateFromString: { dateString: '$day' } } } },
          { $setWindowFields: { sortBy: { _id: 1 }, output: { place: { $documentNumber: {} } } } },
          // The days of one run are as many days after their places as each other, excused days left out.
          {
            $group: {
              _id: {
                $dateSubtract: {
                  startDate: '$_id',
                  unit: 'day',
                  amount: { $add: ['$place', before(excusedDates, '$_id')] },
                },
              },
              length: { $sum: 1 },
              last: { $max: '$_id' },
            },
          },
        ],
        as: 'runs',
      },
    },
    { $set: { last: { $first: { $sortArray: { input: '$runs', sortBy: { last: -1 } } } } } },
    {
      $match: {
        $expr: {
          $not: {
            $and: [
              { $eq: ['$streak.longest', { $ifNull: [{ $max: '$runs.length' }, 0] }] },
              { $eq: ['$streak.lastRun', { $ifNull: ['$last.length', 0] }] },
              { $eq: ['$streak.lastDay', { $dateToString: { date: '$last.last', format: '%Y-%m-%d' } }] },
            ],
          },
        },
      },
    },
    { $project: { _id: 1 } },
  ];
}
