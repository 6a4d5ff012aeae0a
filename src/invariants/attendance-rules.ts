import { serviceDayOf } from '../domain/service-calendar';
import { existing } from './request-rules';
import { byPipeline, findCalendar, isSound, PROGRESS_ROWS, type Check, type Rule } from './rule';
import { checkSummaries } from './summaries';

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
  checkSummaries,
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
