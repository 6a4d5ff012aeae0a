import { AttendanceArgs } from './attendance.inputs';
import type { Attendance } from './attendance.model';
import { attendanceQuery } from './attendance.service';
import { AppError } from '../errors';
import { requireObjectId } from '../database/object-ids';
import { afterPlace } from '../database/keyset-page';
import { defineExport } from '../exports/format/export';
import { ANSWER_ROWS } from '../exports/format/limits';
import { answersOf, Names } from '../exports/format/names';
import { READ_LIMIT_MS } from '../database/read-limits';

type Row = Attendance & { readonly username: string };

export const attendanceExport = defineExport<AttendanceArgs, Row>({
  name: 'attendance',
  query: 'attendance',
  action: 'exportAttendance',
  argsType: AttendanceArgs,
  columns: [
    { name: 'id', value: ({ _id }) => _id.toHexString() },
    { name: 'day', value: ({ day }) => day },
    { name: 'checkedAt', instant: ({ checkedAt }) => checkedAt },
    { name: 'userId', value: ({ userId }) => userId.toHexString() },
    { name: 'user', value: ({ username }) => username },
  ],
  async *batches(args, { database }) {
    const userId = requireObjectId(args.userId);
    const username = (await new Names(database).usernames([userId])).get(args.userId);
    if (username === undefined) throw new AppError('NOT_FOUND');
    const direction = args.reverse ? 1 : -1;
    const cursor = database.attendances
      .find(
        { $and: [attendanceQuery(userId, args), afterPlace('checkedAt', null, args.reverse)] },
        { maxTimeMS: READ_LIMIT_MS.whole },
      )
      .sort({ checkedAt: direction, _id: direction })
      .batchSize(ANSWER_ROWS);
    for await (const rows of answersOf(cursor)) yield rows.map((row) => ({ ...row, username }));
  },
});
