import { accessLogRules } from './access-log-rules';
import { activityRules } from './activity-rules';
import { auditTextRules } from './audit-text-rules';
import { audienceRules } from './audience-rules';
import { attendanceRules } from './attendance-rules';
import { codeRules } from './code-rules';
import { erasureRules } from './erased-accounts';
import { eventRules } from './event-rules';
import { excusedDayRules } from './excused-day-rules';
import { importCheck } from './import-check';
import { paymentRules } from './payment-rules';
import { payoutRules } from './payout-rules';
import { recordRules } from './record-rules';
import { webhookRules } from './webhook-rules';
import { sealRules } from './seal-rules';
import { serviceKeyRules } from './service-key-rules';
import { requestCheck } from './request-check';
import { requestRules } from './request-rules';
import { revocationRules } from './revocation-rules';
import { staffNoteRules } from './staff-note-rules';
import type { Check } from './rule';
import { seriesRules } from './series-rules';
import { feedRules } from './feed-rules';
import { valueRules } from './value-rules';

/** In the order in which they are answered; each reads on a snapshot of its own. */
export const CHECKS: readonly Check[] = [
  ...requestRules,
  ...paymentRules,
  ...codeRules,
  ...revocationRules,
  requestCheck,
  importCheck,
  ...attendanceRules,
  ...excusedDayRules,
  ...activityRules,
  ...audienceRules,
  ...eventRules,
  ...recordRules,
  ...seriesRules,
  ...serviceKeyRules,
  ...staffNoteRules,
  ...payoutRules,
  ...feedRules,
  ...sealRules,
  ...accessLogRules,
  ...webhookRules,
  ...auditTextRules,
  ...erasureRules,
  ...valueRules,
];
