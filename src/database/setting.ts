import type { ServiceCalendarSetting } from '../attendance/service-calendar-setting';
import type { AuditHeadSetting } from '../audit/audit-head-setting';
import type { SecretsKeysSetting } from '../secrets/secrets-keys-setting';
import type { AdminsSetting } from '../users/admins-setting';

export type Setting = ServiceCalendarSetting | AdminsSetting | AuditHeadSetting | SecretsKeysSetting;
