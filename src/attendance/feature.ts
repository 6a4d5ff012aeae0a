import DataLoader from 'dataloader';
import { KEYS_ONLY, STAFF, USER } from '../access/permissions';
import type { Feature, Foundation, LoaderParts } from '../feature';
import { attendanceExport } from './attendance.export';
import { Attendance } from './attendance.model';
import { AttendanceResolver, AttendanceStreakResolver } from './attendance.resolver';
import { AttendanceService } from './attendance.service';
import { CHECK_IN_ACCESS } from './check-in-batcher';

export const attendanceFeature: Feature = {
  collections: [
    { name: 'userattendances', model: { property: 'attendances', rows: Attendance }, ofUsers: true },
  ],
  exports: [attendanceExport],
  resolvers: [AttendanceResolver, AttendanceStreakResolver],
  queries: { myAttendance: USER, attendance: STAFF },
  mutations: {
    checkAttendanceFor: { access: KEYS_ONLY, needs: ['users', 'userattendances'] },
    checkAttendance: { access: CHECK_IN_ACCESS, needs: ['users', 'userattendances'] },
  },
  costs: { 'User.attendanceStreak': 50 },
};

export function attendanceServices({ database, calendar, skew }: Foundation) {
  return { attendance: new AttendanceService({ database, calendar, skew }) };
}

export function attendanceLoaders({ services, now }: LoaderParts) {
  return {
    attendanceStreak: new DataLoader((ids: readonly string[]) => services.attendance.findStreaks(ids, now)),
  };
}
