import { resolve } from 'node:path';
import type { z } from 'zod';
import { environment } from './environment';
import { readIdentityIssuers, type IdentityIssuer } from './identity-issuers';
import { StartupFault } from './startup-fault';

/** The one reader of process.env: environment.ts has each name with its default, rule and meaning. */

const configuration = environment.transform((env) => {
  const production = env.NODE_ENV === 'production';
  return {
    production,
    host: env.HOST,
    port: env.PORT,
    workers: env.WORKERS,
    mongodbUri: env.MONGODB_URI,
    importRestUri: env.IMPORT_REST_URI,
    payoutSecondPersonAbove: env.PAYOUT_SECOND_PERSON_ABOVE,
    accessLogDays: env.ACCESS_LOG_DAYS,
    failedRequestsRetentionDays: env.FAILED_REQUESTS_RETENTION_DAYS,
    activitiesRetentionDays: env.ACTIVITIES_RETENTION_DAYS,
    embeddedMongoPort: env.EMBEDDED_MONGO_PORT,
    dataDir: env.DATA_DIR,
    jwtSecret: env.JWT_SECRET,
    jwtSecretsPrevious: env.JWT_SECRETS_PREVIOUS,
    secretsKey: env.SECRETS_KEY,
    secretsKeysPrevious: env.SECRETS_KEYS_PREVIOUS,
    registration: env.REGISTRATION,
    accessTokenTtlSeconds: env.ACCESS_TOKEN_TTL_SECONDS,
    refreshTokenTtlSeconds: env.REFRESH_TOKEN_TTL_SECONDS,
    serviceCalendar: {
      timeZone: env.SERVICE_TIME_ZONE,
      dayStartMinute: env.SERVICE_DAY_START,
    },
    clockSkewLimitSeconds: env.CLOCK_SKEW_LIMIT_SECONDS,
    activityLatenessHours: env.ACTIVITY_LATENESS_HOURS,
    logLevel: env.LOG_LEVEL,
    corsOrigins: env.CORS_ORIGINS,
    metricsPort: env.METRICS_PORT,
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    rateLimit: env.RATE_LIMIT,
    introspection: env.INTROSPECTION === undefined ? !production : env.INTROSPECTION === 'on',
    explorer: env.EXPLORER === undefined ? !production : env.EXPLORER === 'on',
    console: env.CONSOLE,
    storefront: env.STOREFRONT,
    trustedProxies: env.TRUSTED_PROXIES,
    webhookAllowedNetworks: env.WEBHOOK_ALLOWED_NETWORKS,
    faultPoint: env.TEST_FAULT_POINT,
  };
});

export interface Config extends z.output<typeof configuration> {
  /** False: the calendar is the default, which a command gives way to the stored one for. */
  readonly serviceCalendarNamed: boolean;
  /** What the file of IDENTITY_ISSUERS lists. */
  readonly identityIssuers: readonly IdentityIssuer[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Rules between names; checked even when single values are wrong, so that one start shows every fault. */
function faultsBetween(env: Environment): string[] {
  const faults: string[] = [];
  const seconds = (name: keyof typeof environment.shape) =>
    Number(env[name] ?? environment.shape[name].parse(undefined));
  if (seconds('REFRESH_TOKEN_TTL_SECONDS') <= seconds('ACCESS_TOKEN_TTL_SECONDS')) {
    faults.push('REFRESH_TOKEN_TTL_SECONDS must be more than ACCESS_TOKEN_TTL_SECONDS');
  }
  if (env.TEST_FAULT_POINT !== undefined && env.NODE_ENV !== 'test') {
    faults.push('TEST_FAULT_POINT can be set only in tests');
  }
  if (env.NODE_ENV !== 'production') return faults;
  if (env.MONGODB_URI === undefined) faults.push('MONGODB_URI is required in production');
  if (env.JWT_SECRET === undefined) faults.push('JWT_SECRET is required in production');
  if (env.SECRETS_KEY === undefined) faults.push('SECRETS_KEY is required in production');
  if (seconds('CLOCK_SKEW_LIMIT_SECONDS') === 0) {
    faults.push('CLOCK_SKEW_LIMIT_SECONDS must not be 0 in production');
  }
  if (env.RATE_LIMIT === 'off') faults.push('RATE_LIMIT must not be off in production');
  return faults;
}

function identityIssuersOf({ IDENTITY_ISSUERS: path, NODE_ENV }: Environment) {
  if (path === undefined) return { issuers: [], faults: [] };
  return readIdentityIssuers(resolve(path), NODE_ENV === 'production');
}

/**
 * Reads the configuration from an environment. Blanks and line ends around a value are dropped, since files
 * that hold secrets end with one; an empty value counts as not set, as compose files write it.
 *
 * @throws StartupFault that names every fault at once, and no value.
 */
export function readConfig(env: Environment = process.env): Config {
  const trimmed = Object.entries(env).map(([name, value]) => [name, value?.trim()] as const);
  const given = Object.fromEntries(trimmed.filter(([, value]) => value !== ''));
  const result = configuration.safeParse(given);
  const identities = identityIssuersOf(given);
  const faults = [
    ...(result.error?.issues ?? []).map((issue) => `${issue.path.map(String).join('.')} ${issue.message}`),
    ...faultsBetween(given),
    ...identities.faults.map((fault) => `IDENTITY_ISSUERS ${fault}`),
  ];
  if (result.success && faults.length === 0) {
    const serviceCalendarNamed = 'SERVICE_TIME_ZONE' in given || 'SERVICE_DAY_START' in given;
    return { ...result.data, serviceCalendarNamed, identityIssuers: identities.issuers };
  }
  throw new StartupFault(`Invalid environment:\n  ${faults.join('\n  ')}`);
}
