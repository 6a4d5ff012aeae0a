import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ACTIVITIES_KEPT_DAYS_MIN, LATENESS_HOURS_DEFAULT, LATENESS_HOURS_MAX } from './domain/activities';
import { isTimeZone } from './domain/service-calendar';
import { ALL_FAULT_POINTS, type ArmedFault } from './fault-points';

/** 32 bytes in base64, padded or not. */
export const SECRETS_KEY_PATTERN = /^[A-Za-z0-9+/]{43}=?$/;

const onOff = z.enum(['on', 'off'], 'must be on or off');
const numberBetween = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);
/** More processes than this on one machine are several servers. */
const WORKERS_MAX = 64;
const workers = z
  .string()
  .regex(/^(auto|\d{1,3})$/, 'must be a whole number or auto')
  .transform((text) => (text === 'auto' ? Math.min(availableParallelism(), WORKERS_MAX) : Number(text)))
  .refine((count) => count >= 1 && count <= WORKERS_MAX, `must be from 1 to ${WORKERS_MAX}, or auto`);
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
const origins = list.refine((given) => given.every(isOrigin), 'must be origins such as https://host');
const hosts = list.refine((given) => given.every(isAddressOrNetwork), 'must be addresses or networks');
const armedFault = z
  .templateLiteral(
    [z.enum(ALL_FAULT_POINTS), ':', z.enum(['SIGKILL', 'SIGSTOP'])],
    'must be a fault point and a signal',
  )
  .transform((text) => {
    const [point, signal] = text.split(':');
    return { point, signal } as ArmedFault;
  });
const mongoUri = z.string().regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://');
const secret = z.string().refine((text) => Buffer.byteLength(text) >= 32, 'must be at least 32 bytes long');
const secretsKey = z
  .string()
  .regex(SECRETS_KEY_PATTERN, 'must be 32 bytes in base64, as `openssl rand -base64 32` prints them');
const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone');
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, HH:MM');

const isOn = (word: 'on' | 'off') => word === 'on';

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

/**
 * Every name that is read from the environment: its rule, its default, and its meaning, which the reference of
 * the configuration is written from.
 */
export const environment = z.object({
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    // As an address of IPv6 is written in a URL; sockets take it without brackets.
    .transform((host) => host.replace(/^\[([\da-f:.]+)\]$/i, '$1'))
    .describe('Address to listen on, such as `::` for all. The image sets `0.0.0.0`.'),
  PORT: port.prefault('4000').describe('Port to listen on. 0: any free port.'),
  WORKERS: workers
    .prefault('1')
    .describe(
      'Processes that serve `PORT` together, at most 64; `auto`: one for each core. From 2 on a supervisor starts them: docs/operations.md, "Workers".',
    ),
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('`development`, `test` or `production`. The image sets `production`.'),
  MONGODB_URI: mongoUri
    .optional()
    .describe(
      'The database: a replica set of MongoDB 6.0 or later. Database name `mydb` if it names none. Required in production. Not set: the embedded database.',
    ),
  EMBEDDED_MONGO_PORT: numberBetween(1, 65_535)
    .prefault('27117')
    .describe('Port of the embedded database, on 127.0.0.1.'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('.data')
    .transform((path) => resolve(path))
    .describe('Folder of the embedded database and the generated secrets.'),
  JWT_SECRET: secret
    // Otherwise it could not become a former one without ending every login.
    .refine(
      (text) => !text.includes(','),
      'must not contain a comma, which separates the secrets in JWT_SECRETS_PREVIOUS',
    )
    .optional()
    .describe(
      'Secret that signs tokens, at least 32 bytes without a comma. Required in production. Not set: generated once and stored in `DATA_DIR`.',
    ),
  JWT_SECRETS_PREVIOUS: list
    .pipe(z.array(secret))
    .describe(
      'Comma-separated former secrets. Tokens signed with them are accepted; new tokens are not signed with them.',
    ),
  SECRETS_KEY: secretsKey
    .optional()
    .describe(
      'Key that protects stored secrets, 32 bytes in base64. Required in production. Not set: generated once and stored in `DATA_DIR`. Without it, stored secrets are lost: docs/deploy.md.',
    ),
  SECRETS_KEYS_PREVIOUS: list
    .pipe(z.array(secretsKey))
    .describe(
      'Comma-separated former keys. They open what is stored until `rotate-secrets-key` has been run.',
    ),
  IDENTITY_ISSUERS: z
    .string()
    .optional()
    .describe(
      'JSON file that lists the identity providers whose tokens log users in: docs/guides/identities.md. Not set: none.',
    ),
  REGISTRATION: onOff
    .default('on')
    .transform(isOn)
    .describe(
      '`on` or `off`: whether anybody may `register`. Accounts by identity tokens, service keys and imports are not affected.',
    ),
  ACCESS_TOKEN_TTL_SECONDS: numberBetween(1, 86_400)
    .prefault('900')
    .describe('Lifetime of an access token, at most one day.'),
  REFRESH_TOKEN_TTL_SECONDS: numberBetween(1, 31_536_000)
    .prefault('1209600')
    .describe("Lifetime of a refresh token, longer than the access token's and at most one year."),
  SERVICE_TIME_ZONE: timeZone
    .default('Asia/Seoul')
    .describe(
      'IANA time zone of the service calendar. Stored at the first start; a different one is refused later.',
    ),
  SERVICE_DAY_START: timeOfDay
    .default('00:00')
    .transform(minuteOfDay)
    .describe(
      'Local time at which a service day begins. Stored at the first start; a different one is refused later.',
    ),
  CLOCK_SKEW_LIMIT_SECONDS: numberBetween(0, 86_400)
    .prefault('2')
    .describe(
      "A server whose clock differs from the database's by more is not ready. 0 disables the check and is refused in production.",
    ),
  ACTIVITY_LATENESS_HOURS: numberBetween(1, LATENESS_HOURS_MAX)
    .prefault(String(LATENESS_HOURS_DEFAULT))
    .describe(
      'How many hours after it occurred an activity may arrive, at most 720. One that comes later is TOO_LATE.',
    ),
  ACCESS_LOG_DAYS: numberBetween(1, 36_500)
    .prefault('400')
    .describe(
      "How many days a line of the access log is kept: who opened which account's data. It applies to lines from then on.",
    ),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe(
      '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`. JSON lines, except at a terminal.',
    ),
  INTROSPECTION: onOff
    .optional()
    .describe(
      '`on` or `off`. Not set: on, except in production. The schema is public in the repository, so `off` protects nothing.',
    ),
  CORS_ORIGINS: origins.describe(
    'Comma-separated origins whose pages may call the API. Empty: only its own.',
  ),
  METRICS_PORT: port
    .optional()
    .describe('Port of `GET /metrics` on `HOST`: docs/operations.md. Not set: off.'),
  RATE_LIMIT: onOff
    .default('on')
    .transform(isOn)
    .describe('`on` or `off`: limits on attempts, see docs/limits.md. `off` is refused in production.'),
  EXPLORER: onOff
    .optional()
    .describe(
      "`on` or `off`: `/explorer`, and Apollo's Sandbox at `GET /graphql`. Not set: on, except in production.",
    ),
  CONSOLE: onOff
    .default('on')
    .transform(isOn)
    .describe('`on` or `off`: the console for operators, auditors and admins at `/console`.'),
  STOREFRONT: onOff
    .default('off')
    .transform(isOn)
    .describe(
      '`on` or `off`: the demo page for users at `/demo`. `--demo` shows it too; the production image does not include it.',
    ),
  TRUSTED_PROXIES: hosts.describe(
    'Comma-separated addresses or networks of proxies whose `X-Forwarded-For` is trusted. Empty: none.',
  ),
  WEBHOOK_ALLOWED_NETWORKS: hosts.describe(
    'Comma-separated addresses or networks to which webhooks may be sent although they are not public. Empty: none.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url('must be a URL')
    .optional()
    .describe('Base URL of an OTLP receiver for traces (HTTP). Not set: off.'),
  IMPORT_REST_URI: mongoUri
    .optional()
    .describe(
      'For `import-rest` only: the database to import. Use it instead of `--from`, which other users of the machine can read.',
    ),
  PAYOUT_SECOND_PERSON_ABOVE: numberBetween(0, 1_000_000)
    .prefault('1000')
    .describe(
      'Members of all payouts of an event together, above which another account must approve a payout.',
    ),
  FAILED_REQUESTS_RETENTION_DAYS: numberBetween(1, 36_500)
    .optional()
    .describe('For `retain` only: service days that refused requests are kept. Not set: all stay.'),
  ACTIVITIES_RETENTION_DAYS: numberBetween(ACTIVITIES_KEPT_DAYS_MIN, 36_500)
    .optional()
    .describe('For `retain` only: service days that activities outlive their events. Not set: all stay.'),
  TEST_FAULT_POINT: armedFault
    .optional()
    .describe(
      'For tests only: a named step at which a server kills or stops itself. Refused unless `NODE_ENV` is `test`.',
    ),
});
