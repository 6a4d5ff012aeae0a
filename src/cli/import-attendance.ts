import { attendanceImport } from '../imports/attendance';
import { importCommand } from './import-command';

export const importAttendance = importCommand(
  {
    what: 'check-ins',
    summary: 'imports check-ins from a CSV or NDJSON file',
    details: [
      'Columns: username or userId; checkedAt (an instant such as 2026-06-01T09:00:00+09:00) or day (such as ' +
        '2026-06-01). The day of an instant is that of the service calendar; nothing may be in the future.',
      'Idempotent by user and day: an existing check-in is not changed, so after a failure or Ctrl+C run it ' +
        'again. Each refused row is reported with its line and reason; the others are imported, and the exit code is 1.',
    ],
  },
  ({ database, services }) => attendanceImport(database, services.calendar),
);
