import { serviceDayOf } from '../domain/service-calendar';
import { existing } from './request-rules';
import { byPipeline, findCalendar, isSound, PROGRESS_ROWS, type Check, type Rule } from './rule';

const attendanceDays: Rule = {
  name: 'attendanceDays',
  description: "A check-in counts for the service day of its instant in the deployment's stored calendar.",
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
  byPipeline({
    name: 'streaksMatchCheckIns',
    description: 'The summary of old check-ins that is stored with an account matches its check-ins.',
    over: 'users',
    violations: [
      { $match: { 'streak.before': { $type: 'string' } } },
      { $project: { streak: 1 } },
      {
        $lookup: {
          from: 'userattendances',
          localField: '_id',
          foreignField: 'userId',
          let: { before: '$streak.before' },
          pipeline: [
            { $match: { $expr: { $lt: ['$day', '$$before'] } } },
            { $group: { _id: { $dateFromString: { dateString: '$day' } } } },
            { $setWindowFields: { sortBy: { _id: 1 }, output: { place: { $documentNumber: {} } } } },
            // The days of one run are as many days after their places as each other.
            {
              $group: {
                _id: { $dateSubtract: { startDate: '$_id', unit: 'day', amount: '$place' } },
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
                { $eq: ['$streak.longest', { $max: '$runs.length' }] },
                { $eq: ['$streak.lastRun', '$last.length'] },
                { $eq: ['$streak.lastDay', { $dateToString: { date: '$last.last', format: '%Y-%m-%d' } }] },
              ],
            },
          },
        },
      },
      { $project: { _id: 1 } },
    ],
  }),
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
