import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { FAULT_POINTS, type ArmedFault } from './fault-points';
import { isTimeZone } from './domain/service-calendar';
import { StartupFault } from './startup-fault';

/** The one reader of process.env: each name, its default and its rule stand in this schema. */

const onOff = (standard: 'on' | 'off') =>
  z
    .enum(['on', 'off'], 'must be on or off')
    .default(standard)
    .transform((word) => word === 'on');
const numberBetween = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);
const wholeNumber = (min: number, max: number, standard: number) => numberBetween(min, max).default(standard);
const port = numberBetween(0, 65_535);
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
const armedFault = z
  .templateLiteral(
    [z.enum(FAULT_POINTS), ':', z.enum(['SIGKILL', 'SIGSTOP'])],
    'must be a point and a signal',
  )
  .transform((text) => {
    const [point, signal] = text.split(':');
    return { point, signal } as ArmedFault;
  });
const mongoUri = z.string().regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://');
const secret = z.string().refine((text) => Buffer.byteLength(text) >= 32, 'must be at least 32 bytes long');

function minuteOfDay(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function isOrigin(text: string): boolean {
  try {
    return new URL(text).origin === text;
  } catch {
    return false;
  }
}

const environment = z
  .object({
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: port.default(4000),
    NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
    MONGODB_URI: mongoUri.optional(),
    IMPORT_REST_URI: mongoUri.optional(),
    EMBEDDED_MONGO_PORT: wholeNumber(1, 65_535, 27_117),
    DATA_DIR: z
      .string()
      .min(1)
      .default('.data')
      .transform((path) => resolve(path)),
    JWT_SECRET: secret.optional(),
    JWT_SECRETS_PREVIOUS: list.pipe(z.array(secret)),
    ACCESS_TOKEN_TTL_SECONDS: wholeNumber(1, 86_400, 900),
    REFRESH_TOKEN_TTL_SECONDS: wholeNumber(1, 31_536_000, 1_209_600),
    SERVICE_TIME_ZONE: z.string().refine(isTimeZone, 'must be an IANA time zone').optional(),
    SERVICE_DAY_START: z
      .string()
      .refine((text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text), 'must be a time of day, HH:MM')
      .transform(minuteOfDay)
      .optional(),
    CLOCK_SKEW_LIMIT_SECONDS: wholeNumber(0, 86_400, 2),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    CORS_ORIGINS: list.refine((origins) => origins.every(isOrigin), 'must be origins such as https://host'),
    METRICS_PORT: port.optional(),
    RATE_LIMIT: onOff('on'),
    INTROSPECTION: z.enum(['on', 'off']).optional(),
    EXPLORER: z.enum(['on', 'off']).optional(),
    CONSOLE: onOff('on'),
    TRUSTED_PROXIES: list.refine((hosts) => hosts.every(isAddressOrNetwork), 'must be addresses or networks'),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url('must be a URL').optional(),
    TEST_FAULT_POINT: armedFault.optional(),
  })
  .transform((env) => {
    const production = env.NODE_ENV === 'production';
    return {
      production,
      host: env.HOST,
      port: env.PORT,
      mongodbUri: env.MONGODB_URI,
      importRestUri: env.IMPORT_REST_URI,
      embeddedMongoPort: env.EMBEDDED_MONGO_PORT,
      dataDir: env.DATA_DIR,
      jwtSecret: env.JWT_SECRET,
      jwtSecretsPrevious: env.JWT_SECRETS_PREVIOUS,
      accessTokenTtlSeconds: env.ACCESS_TOKEN_TTL_SECONDS,
      refreshTokenTtlSeconds: env.REFRESH_TOKEN_TTL_SECONDS,
      serviceCalendar: {
        timeZone: env.SERVICE_TIME_ZONE ?? 'Asia/Seoul',
        dayStartMinute: env.SERVICE_DAY_START ?? 0,
      },
      /** False: the calendar is the default, which a command gives way to the stored one for. */
      serviceCalendarNamed: env.SERVICE_TIME_ZONE !== undefined || env.SERVICE_DAY_START !== undefined,
      clockSkewLimitSeconds: env.CLOCK_SKEW_LIMIT_SECONDS,
      logLevel: env.LOG_LEVEL,
      corsOrigins: env.CORS_ORIGINS,
      metricsPort: env.METRICS_PORT,
      otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
      rateLimit: env.RATE_LIMIT,
      introspection: env.INTROSPECTION === undefined ? !production : env.INTROSPECTION === 'on',
      explorer: env.EXPLORER === undefined ? !production : env.EXPLORER === 'on',
      console: env.CONSOLE,
      trustedProxies: env.TRUSTED_PROXIES,
      faultPoint: env.TEST_FAULT_POINT,
    };
  });

export type Config = z.output<typeof environment>;

/** Rules between names; checked even when single values are wrong, so that one start shows every fault. */
function faultsBetween(env: Readonly<Record<string, string | undefined>>): string[] {
  const faults: string[] = [];
  const accessTtl = Number(env.ACCESS_TOKEN_TTL_SECONDS ?? 900);
  if (Number(env.REFRESH_TOKEN_TTL_SECONDS ?? 1_209_600) <= accessTtl) {
    faults.push('REFRESH_TOKEN_TTL_SECONDS must be more than ACCESS_TOKEN_TTL_SECONDS');
  }
  if (env.TEST_FAULT_POINT !== undefined && env.NODE_ENV !== 'test') {
    faults.push('TEST_FAULT_POINT may be set in tests only');
  }
  if (env.NODE_ENV !== 'production') return faults;
  if (env.MONGODB_URI === undefined) faults.push('MONGODB_URI is required in production');
  if (env.JWT_SECRET === undefined) faults.push('JWT_SECRET is required in production');
  if (Number(env.CLOCK_SKEW_LIMIT_SECONDS ?? 2) === 0) {
    faults.push('CLOCK_SKEW_LIMIT_SECONDS may not be 0 in production');
  }
  if (env.RATE_LIMIT === 'off') faults.push('RATE_LIMIT may not be off in production');
  return faults;
}

/**
 * Reads the configuration from an environment. An empty value counts as not set, as compose files write it.
 *
 * @throws StartupFault that names every fault at once, and no value.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(given);
  const faults = [
    ...(result.error?.issues ?? []).map((issue) => `${issue.path.map(String).join('.')} ${issue.message}`),
    ...faultsBetween(given),
  ];
  if (result.success && faults.length === 0) return result.data;
  throw new StartupFault(`The environment can't be used:\n  ${faults.join('\n  ')}`);
}
