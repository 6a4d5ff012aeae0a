import { attendanceImport } from '../imports/attendance';
import { importCommand } from './import-command';

export const importAttendance = importCommand(
  {
    what: 'check-ins',
    summary: "makes check-ins of a file's rows, CSV or NDJSON",
    details: [
      'Columns: username or userId; checkedAt (an instant such as 2026-06-01T09:00:00+09:00) or day (such as ' +
        '2026-06-01). The day of an instant is that of the service calendar; nothing may be in the future.',
      'Idempotent by user and day: a check-in that is there stays as it is, so after a fault or Ctrl+C run it ' +
        'again. A refused row is told with its line and reason and stops nothing; then the exit code is 1.',
    ],
  },
  ({ database, services }) => attendanceImport(database, services.calendar),
);
