import { ServiceKeyVerifier } from './access/service-key-verifier';
import { AttendanceService } from './attendance/attendance.service';
import type { ZoneRulesWatch } from './attendance/zone-rules-watch';
import { AuditService } from './audit/audit.service';
import { Chainer } from './audit/chainer';
import { LoginFailures } from './auth/login-failures';
import { LoginFamilies } from './auth/login-families';
import { Passwords } from './users/passwords';
import { loadJwtSecret } from './auth/secret';
import { SessionService } from './auth/session.service';
import { Tokens } from './auth/tokens';
import type { Clock } from './clock';
import type { Config } from './config';
import type { ClockSkewWatch } from './database/clock-skew';
import type { Collections } from './database/client-collections';
import type { Database } from './database/connection';
import { RowsById } from './database/rows-by-id';
import type { StructureWatch } from './database/structure-watch';
import type { ServiceCalendar } from './domain/service-calendar';
import { ConditionService } from './events/conditions/condition.service';
import { EventEditor } from './events/event-editor';
import { EventStatsReader } from './events/event-stats';
import { EventService } from './events/event.service';
import { ExportService } from './exports/export.service';
import type { Log } from './log';
import { OverviewService } from './overview/overview.service';
import { Accounts } from './users/accounts';
import { Admins } from './users/admins';
import { UserService } from './users/user.service';
import { QuerySlots } from './rate-limits/query-slots';
import { RateLimits } from './rate-limits/rate-limits';
import { ClaimFactsReader } from './reward-requests/claim/facts';
import { RequestInserter, RequestStore } from './reward-requests/claim/insert-request';
import { Claims } from './reward-requests/claim/claims';
import { Holds } from './reward-requests/claim/holds';
import { Decisions } from './reward-requests/decisions';
import { FailureLimit } from './reward-requests/claim/failure-limit';
import { Eligibility, EligibilityFactsReader } from './reward-requests/eligibility';
import { RewardRequestService } from './reward-requests/reward-request.service';
import { Stock } from './reward-requests/claim/stock';
import { RewardService } from './events/rewards/reward.service';
import { StockDeltaService } from './events/rewards/stock-delta.service';
import type { Secrets } from './secrets/secrets';
import { ServiceKeyService } from './service-keys/service-key.service';
import { Viewers } from './access/viewers';

export interface Foundation {
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

/** The dependency graph, built by hand, in order of dependency. */
export function createServices({
  config,
  calendar,
  database,
  structure,
  zoneRules,
  secrets,
  schemaHash,
  log,
  ...parts
}: Foundation) {
  const skew: Pick<ClockSkewWatch, 'requireRightClock' | 'compareDuring' | 'aheadOf'> = {
    /** For writes that a day or a window decides. @throws ServiceUnavailable */
    requireRightClock: () => {
      parts.skew.requireRightClock();
      zoneRules.requireSameRules();
    },
    compareDuring: (read, timeIn) => parts.skew.compareDuring(read, timeIn),
    aheadOf: (databaseTime, instant) => parts.skew.aheadOf(databaseTime, instant),
  };
  const tokens = new Tokens({
    secret: loadJwtSecret(config),
    previousSecrets: config.jwtSecretsPrevious,
    accessTtlSeconds: config.accessTokenTtlSeconds,
    refreshTtlSeconds: config.refreshTokenTtlSeconds,
  });
  const chainer = new Chainer({ database, structure, log });
  const stock = new Stock(database, log);
  const facts = new ClaimFactsReader({ database, structure, skew, calendar });
  const failureLimit = new FailureLimit(database, calendar);
  const holds = new Holds(database, log);
  const inserter = new RequestInserter(database, new RequestStore(database), holds);
  const claims = new Claims({ calendar, skew, facts, failures: failureLimit, inserter, stock, holds });
  const passwords = new Passwords();
  const admins = new Admins({ database, chainer });
  const accounts = new Accounts({ database, passwords, admins });
  const limits = new RateLimits({ enabled: config.rateLimit, database, log });
  const serviceKeyVerifier = new ServiceKeyVerifier({ database, limits, log });
  const failures = new LoginFailures({ limits, chainer, log });
  const editor = new EventEditor({ database, chainer });
  return {
    accounts,
    admins,
    attendance: new AttendanceService({ database, calendar, skew }),
    audit: new AuditService({ database: database.reads }),
    calendar,
    chainer,
    claims,
    conditions: new ConditionService({ database, editor }),
    decisions: new Decisions({ database, chainer, holds }),
    eligibility: new Eligibility({
      facts: new EligibilityFactsReader(database, structure),
      structure,
      calendar,
      limits,
    }),
    eventStats: new EventStatsReader({ database: database.reads, calendar }),
    events: new EventService({ database, calendar, zoneRules, chainer, editor }),
    exports: new ExportService({ database: database.reads, calendar, chainer, limits }),
    overview: new OverviewService({ database: database.reads, calendar }),
    passwords,
    limits,
    querySlots: new QuerySlots(),
    rewardRequests: new RewardRequestService(database.reads),
    rewards: new RewardService({ editor }),
    /** A mutation's answer does not wait for the rows of pages. */
    rows: { query: rowsOf(database.reads), mutation: rowsOf(database) },
    holds,
    serviceKeyVerifier,
    serviceKeys: new ServiceKeyService({ database, chainer }),
    stockDeltas: new StockDeltaService({ database, chainer }),
    secrets,
    loginFamilies: new LoginFamilies({ database, tokens, limits, chainer }),
    sessions: new SessionService({ database, tokens, passwords, accounts, failures, limits, chainer }),
    tokens,
    users: new UserService({ database: database.reads }),
    viewers: new Viewers(database),
    schemaHash,
    structure,
  };
}

function rowsOf({ users, events }: Pick<Collections, 'users' | 'events'>) {
  return {
    // Nobody reads the credentials of an account.
    users: new RowsById(users, { passwordHash: 0, logins: 0, outbox: 0 }, 'users'),
    events: new RowsById(events, { holds: 0, outbox: 0 }, 'events'),
  };
}

export type Services = ReturnType<typeof createServices>;
