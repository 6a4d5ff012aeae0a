import { attendanceExport } from './attendance.export';
import { auditExport } from './audit.export';
import type { Export } from './export';
import { grantsExport } from './grants.export';
import { requestsExport } from './requests.export';

export const EXPORTS: readonly Export[] = [requestsExport, grantsExport, attendanceExport, auditExport];
