import 'reflect-metadata';
import { accessLogFeature } from './access-log/feature';
import { activityFeature } from './activities/feature';
import { activityVoidFeature } from './activity-voids/feature';
import { attendanceFeature } from './attendance/feature';
import { audienceFeature } from './audiences/feature';
import { auditFeature } from './audit/feature';
import { authFeature } from './auth/feature';
import { connectDatabase, type Database } from './database/connection';
import { dataExportFeature } from './data-exports/feature';
import { eventSeriesFeature } from './event-series/feature';
import { erasureFeature } from './erasures/feature';
import { eventFeature } from './events/feature';
import { excusedDayFeature } from './excused-days/feature';
import type { Feature } from './feature';
import { identityProviderFeature } from './identity-providers/feature';
import { invariantFeature } from './invariants/feature';
import { payoutFeature } from './payouts/feature';
import { overviewFeature } from './overview/feature';
import { rateLimitFeature } from './rate-limits/feature';
import { rewardCodeFeature } from './reward-codes/feature';
import { rewardFeedFeature } from './reward-feed/feature';
import { rewardRequestFeature } from './reward-requests/feature';
import { staffNoteFeature } from './staff-notes/feature';
import { sealFeature } from './seals/feature';
import { serverInfoFeature } from './server-info/feature';
import { serviceKeyFeature } from './service-keys/feature';
import { userFeature } from './users/feature';
import { webhookFeature } from './webhooks/feature';

/** Every feature of the platform. Their order is that of their collections in reports. */
export const FEATURES: readonly Feature[] = [
  serverInfoFeature,
  userFeature,
  authFeature,
  identityProviderFeature,
  excusedDayFeature,
  attendanceFeature,
  activityFeature,
  activityVoidFeature,
  audienceFeature,
  eventFeature,
  eventSeriesFeature,
  rewardRequestFeature,
  rewardCodeFeature,
  payoutFeature,
  rewardFeedFeature,
  staffNoteFeature,
  sealFeature,
  erasureFeature,
  overviewFeature,
  dataExportFeature,
  auditFeature,
  accessLogFeature,
  serviceKeyFeature,
  webhookFeature,
  invariantFeature,
  rateLimitFeature,
];

export const EXPORTS = FEATURES.flatMap(({ exports = [] }) => exports);

export const COLLECTIONS = FEATURES.flatMap(({ collections = [] }) => collections);

/** Connects to a database that holds the features' collections; see `connectDatabase`. */
export function openDatabase(uri: string, monitor?: (commandName: string) => void): Promise<Database> {
  return connectDatabase(uri, COLLECTIONS, monitor);
}
