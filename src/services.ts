import { accessLogServices } from './access-log/feature';
import { ServiceKeyVerifier } from './access/service-key-verifier';
import { Viewers } from './access/viewers';
import { activityRows, activityServices } from './activities/feature';
import { activityVoidServices } from './activity-voids/feature';
import { attendanceServices } from './attendance/feature';
import type { ZoneRulesWatch } from './attendance/zone-rules-watch';
import { audienceRows, audienceServices } from './audiences/feature';
import { auditServices } from './audit/feature';
import { authServices } from './auth/feature';
import type { Clock } from './clock';
import type { Config } from './config';
import type { ClockSkewWatch } from './database/clock-skew';
import type { Collections } from './database/client-collections';
import type { Database } from './database/connection';
import type { StructureWatch } from './database/structure-watch';
import type { ServiceCalendar } from './domain/service-calendar';
import { dataExportServices } from './data-exports/feature';
import { eventSeriesRows, eventSeriesServices } from './event-series/feature';
import { erasureServices } from './erasures/feature';
import { eventRows, eventServices } from './events/feature';
import { excusedDayRows, excusedDayServices } from './excused-days/feature';
import { ExportService } from './exports/export.service';
import type { Foundation } from './feature';
import { identityProviderServices } from './identity-providers/feature';
import { importServices } from './imports/feature';
import { invariantServices } from './invariants/feature';
import type { Log } from './log';
import { overviewServices } from './overview/feature';
import { payoutRows, payoutServices } from './payouts/feature';
import { QuerySlots } from './rate-limits/query-slots';
import { RateLimits } from './rate-limits/rate-limits';
import { rewardCodeServices } from './reward-codes/feature';
import { rewardFeedServices } from './reward-feed/feature';
import { rewardRequestServices } from './reward-requests/feature';
import { userRows, userServices } from './users/feature';
import { staffNoteServices } from './staff-notes/feature';
import { sealServices } from './seals/feature';
import type { Secrets } from './secrets/secrets';
import { serviceKeyRows, serviceKeyServices } from './service-keys/feature';
import { webhookServices } from './webhooks/feature';

interface Parts {
  readonly config: Config;
  readonly clock: Clock;
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly structure: StructureWatch;
  readonly skew: ClockSkewWatch;
  readonly zoneRules: ZoneRulesWatch;
  readonly secrets: Secrets;
  /** SHA-256 of the SDL, in hex. */
  readonly schemaHash: string;
  readonly log: Log;
}

/** The dependency graph of the features' services, built by hand, in order of dependency. */
export function createServices(parts: Parts) {
  const { config, database, calendar, structure, zoneRules, secrets, schemaHash, log } = parts;
  const limits = new RateLimits({ enabled: config.rateLimit, database, log });
  const foundation: Foundation = { ...parts, limits, skew: skewOf(parts) };

  const audit = auditServices(foundation);
  const users = userServices({ ...foundation, ...audit });
  const accessLog = accessLogServices(foundation);
  const auth = authServices({ ...foundation, ...audit, ...users });
  const identityProviders = identityProviderServices({ ...foundation, ...audit, ...users, ...auth });
  const excusedDays = excusedDayServices({ ...foundation, ...audit });
  const attendance = attendanceServices(foundation);
  const activities = activityServices(foundation);
  const activityVoids = activityVoidServices({ ...foundation, ...audit });
  const audiences = audienceServices({ ...foundation, ...audit });
  const events = eventServices({ ...foundation, ...audit, zoneRules });
  const eventSeries = eventSeriesServices({ ...foundation, ...audit, zoneRules });
  const rewardFeed = rewardFeedServices(foundation);
  const feed = rewardFeed.feedRelay;
  const rewardCodes = rewardCodeServices({ ...foundation, ...audit, feed });
  const codes = rewardCodes.codeBinder;
  const rewardRequests = rewardRequestServices({ ...foundation, ...audit, ...attendance, codes, feed });
  const seals = sealServices({ ...foundation, ...audit });
  const payouts = payoutServices({ ...foundation, ...audit, ...rewardRequests });
  const staffNotes = staffNoteServices({ ...foundation, ...audit });
  const serviceKeys = serviceKeyServices({ ...foundation, ...audit });
  const webhooks = webhookServices({ ...foundation, ...audit });
  const erasures = erasureServices({
    ...foundation,
    ...audit,
    ...users,
    ...auth,
    ...identityProviders,
    ...rewardRequests,
    feed,
  });
  const dataExports = dataExportServices({ ...foundation, ...rewardCodes });
  const overview = overviewServices(foundation);
  const invariants = invariantServices(foundation);
  const imports = importServices({ ...foundation, ...audit, ...users });
  return {
    ...audit,
    ...users,
    ...accessLog,
    ...auth,
    ...identityProviders,
    ...excusedDays,
    ...attendance,
    ...activities,
    ...activityVoids,
    ...audiences,
    ...events,
    ...eventSeries,
    ...rewardFeed,
    ...rewardCodes,
    ...rewardRequests,
    ...seals,
    ...payouts,
    ...staffNotes,
    ...serviceKeys,
    ...webhooks,
    ...dataExports,
    ...erasures,
    ...overview,
    ...invariants,
    ...imports,
    calendar,
    exports: new ExportService({ database: database.reads, calendar, chainer: audit.chainer, limits }),
    limits,
    querySlots: new QuerySlots(),
    registrationOpen: config.registration,
    activityLatenessHours: config.activityLatenessHours,
    /** A mutation's answer does not wait for the rows of pages. */
    rows: { query: rowsOf(database.reads), mutation: rowsOf(database) },
    schemaHash,
    secrets,
    serviceKeyVerifier: new ServiceKeyVerifier({ database, limits, log }),
    structure,
    viewers: new Viewers(database),
  };
}

function skewOf({ skew, zoneRules }: Pick<Parts, 'skew' | 'zoneRules'>): Foundation['skew'] {
  return {
    /** For writes that a day or a window decides. @throws ServiceUnavailable */
    requireRightClock: () => {
      skew.requireRightClock();
      zoneRules.requireSameRules();
    },
    compareDuring: (read, timeIn) => skew.compareDuring(read, timeIn),
    aheadOf: (databaseTime, instant) => skew.aheadOf(databaseTime, instant),
  };
}

function rowsOf(collections: Collections) {
  return {
    users: userRows(collections),
    events: eventRows(collections),
    audiences: audienceRows(collections),
    payouts: payoutRows(collections),
    eventSeries: eventSeriesRows(collections),
    activities: activityRows(collections),
    excusedDays: excusedDayRows(collections),
    serviceKeys: serviceKeyRows(collections),
  };
}

export type Services = ReturnType<typeof createServices>;
