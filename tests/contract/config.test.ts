import { resolve } from 'node:path';
import { availableParallelism } from 'node:os';
import { readConfig } from '../../src/config';
import { StartupFault } from '../../src/startup-fault';

const SECRET = 'a secret of the tests that is long enough';
const KEY = Buffer.alloc(32, 'key').toString('base64');
const PRODUCTION = {
  NODE_ENV: 'production',
  MONGODB_URI: 'mongodb://127.0.0.1/mydb',
  JWT_SECRET: SECRET,
  SECRETS_KEY: KEY,
};

/** The names that a start with this environment complains of, in its own words. */
function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(StartupFault);
    const [title, ...faults] = (error as StartupFault).message.split('\n');
    expect(title).toBe('Invalid environment:');
    return faults.map((fault) => fault.trim());
  }
}

const namesOf = (faults: readonly string[]) => faults.map((fault) => fault.split(/[ .]/)[0]);

test('an empty environment gives the documented defaults', () => {
  expect(readConfig({})).toMatchObject({
    production: false,
    host: '127.0.0.1',
    port: 4000,
    mongodbUri: undefined,
    embeddedMongoPort: 27117,
    dataDir: resolve('.data'),
    jwtSecret: undefined,
    jwtSecretsPrevious: [],
    secretsKey: undefined,
    secretsKeysPrevious: [],
    registration: true,
    accessTokenTtlSeconds: 900,
    refreshTokenTtlSeconds: 1_209_600,
    serviceCalendar: { timeZone: 'Asia/Seoul', dayStartMinute: 0 },
    clockSkewLimitSeconds: 2,
    logLevel: 'info',
    corsOrigins: [],
    metricsPort: undefined,
    otlpEndpoint: undefined,
    rateLimit: true,
    introspection: true,
    explorer: true,
    trustedProxies: [],
  });
});

test('production shows neither schema nor explorer unless asked to', () => {
  expect(readConfig(PRODUCTION)).toMatchObject({ production: true, introspection: false, explorer: false });
  const asked = { ...PRODUCTION, INTROSPECTION: 'on', EXPLORER: 'on' };
  expect(readConfig(asked)).toMatchObject({ introspection: true, explorer: true });
});

test('the storefront is shown only where it is asked for', () => {
  const isShown = (env: Record<string, string>) => readConfig(env).storefront;
  expect([isShown({}), isShown({ NODE_ENV: 'development' }), isShown(PRODUCTION)]).toEqual([
    false,
    false,
    false,
  ]);
  expect(isShown({ STOREFRONT: 'on' })).toBe(true);
});

test.each([
  ['HOST', '0.0.0.0', { host: '0.0.0.0' }],
  ['HOST', '[::]', { host: '::' }],
  ['PORT', '0', { port: 0 }],
  ['MONGODB_URI', 'mongodb+srv://host/db', { mongodbUri: 'mongodb+srv://host/db' }],
  ['EMBEDDED_MONGO_PORT', '27118', { embeddedMongoPort: 27118 }],
  ['DATA_DIR', '/var/lib/platform', { dataDir: '/var/lib/platform' }],
  ['JWT_SECRET', SECRET, { jwtSecret: SECRET }],
  ['JWT_SECRETS_PREVIOUS', ` ${SECRET}1 ,${SECRET}2`, { jwtSecretsPrevious: [`${SECRET}1`, `${SECRET}2`] }],
  ['SECRETS_KEY', KEY, { secretsKey: KEY }],
  [
    'SECRETS_KEYS_PREVIOUS',
    ` ${KEY} , ${KEY.slice(0, 43)}`,
    { secretsKeysPrevious: [KEY, KEY.slice(0, 43)] },
  ],
  ['ACCESS_TOKEN_TTL_SECONDS', '60', { accessTokenTtlSeconds: 60 }],
  ['REFRESH_TOKEN_TTL_SECONDS', '3600', { refreshTokenTtlSeconds: 3600 }],
  ['SERVICE_TIME_ZONE', 'UTC', { serviceCalendar: { timeZone: 'UTC', dayStartMinute: 0 } }],
  ['SERVICE_DAY_START', '04:30', { serviceCalendar: { timeZone: 'Asia/Seoul', dayStartMinute: 270 } }],
  ['CLOCK_SKEW_LIMIT_SECONDS', '0', { clockSkewLimitSeconds: 0 }],
  ['LOG_LEVEL', 'warn', { logLevel: 'warn' }],
  [
    'CORS_ORIGINS',
    'https://a.example, http://b.example:8080',
    { corsOrigins: ['https://a.example', 'http://b.example:8080'] },
  ],
  ['WORKERS', '3', { workers: 3 }],
  ['WORKERS', 'auto', { workers: Math.min(64, availableParallelism()) }],
  ['METRICS_PORT', '0', { metricsPort: 0 }],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://host:4318', { otlpEndpoint: 'http://host:4318' }],
  ['RATE_LIMIT', 'off', { rateLimit: false }],
  ['INTROSPECTION', 'off', { introspection: false }],
  ['EXPLORER', 'off', { explorer: false }],
  ['TRUSTED_PROXIES', '10.0.0.1,10.1.0.0/16,::1', { trustedProxies: ['10.0.0.1', '10.1.0.0/16', '::1'] }],
])('%s is read', (name, value, expected) => {
  expect(readConfig({ [name]: value })).toMatchObject(expected);
});

test.each(['METRICS_PORT', 'CONSOLE', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'JWT_SECRET', 'MONGODB_URI', 'PORT'])(
  'an empty %s counts as not set, as compose files write it',
  (name) => {
    expect(readConfig({ [name]: '' })).toEqual(readConfig({}));
  },
);

/** One value for every name that it does not take; each holds a word that must not come back. */
const BAD: Record<string, string> = {
  PORT: '65536',
  NODE_ENV: 'canary',
  MONGODB_URI: 'postgres://canary:canary@host/db',
  EMBEDDED_MONGO_PORT: '0',
  JWT_SECRET: 'canary',
  JWT_SECRETS_PREVIOUS: `${SECRET},canary`,
  SECRETS_KEY: `canary${'A'.repeat(36)}`,
  SECRETS_KEYS_PREVIOUS: `${KEY},canary`,
  ACCESS_TOKEN_TTL_SECONDS: '1.5',
  REFRESH_TOKEN_TTL_SECONDS: 'canary',
  SERVICE_TIME_ZONE: 'Canary/Nowhere',
  SERVICE_DAY_START: '24:00',
  CLOCK_SKEW_LIMIT_SECONDS: '-1',
  WORKERS: 'canary',
  LOG_LEVEL: 'canary',
  CORS_ORIGINS: 'https://canary.example/path',
  METRICS_PORT: 'canary',
  RATE_LIMIT: 'canary',
  INTROSPECTION: 'true',
  EXPLORER: 'yes',
  CONSOLE: 'canary',
  TRUSTED_PROXIES: '10.0.0.0/33',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'canary',
};

test('every fault is told at once, each by its name', () => {
  expect(new Set(namesOf(faultsOf(BAD)))).toEqual(new Set(Object.keys(BAD)));
});

test.each(Object.entries(BAD))('%s=%s is refused by itself, without the value', (name, value) => {
  const faults = faultsOf({ [name]: value });
  expect(new Set(namesOf(faults))).toEqual(new Set([name]));
  expect(faults.join('\n')).not.toMatch(/canary/i);
  expect(faults.join('\n')).not.toContain(value);
});

test('production lists all that it demands beside what is wrong anyway', () => {
  const faults = faultsOf({
    NODE_ENV: 'production',
    RATE_LIMIT: 'off',
    CLOCK_SKEW_LIMIT_SECONDS: '0',
    PORT: 'canary',
  });
  expect(namesOf(faults).sort()).toEqual([
    'CLOCK_SKEW_LIMIT_SECONDS',
    'JWT_SECRET',
    'MONGODB_URI',
    'PORT',
    'RATE_LIMIT',
    'SECRETS_KEY',
  ]);
});

test('a refresh token must outlive its access token, also by their defaults', () => {
  expect(namesOf(faultsOf({ REFRESH_TOKEN_TTL_SECONDS: '900' }))).toEqual(['REFRESH_TOKEN_TTL_SECONDS']);
  const both = { ACCESS_TOKEN_TTL_SECONDS: '60', REFRESH_TOKEN_TTL_SECONDS: '61' };
  expect(faultsOf(both)).toEqual([]);
});

test('a secret is measured in bytes', () => {
  expect(faultsOf({ JWT_SECRET: 'é'.repeat(16) })).toEqual([]);
  expect(faultsOf({ JWT_SECRET: 'a'.repeat(31) })).toHaveLength(1);
});

test.each(['\n', '\r\n', ' '])('a secret is the same secret whatever ends its line (%j)', (end) => {
  const { jwtSecret } = readConfig({ JWT_SECRET: SECRET + end });
  const { jwtSecretsPrevious } = readConfig({ JWT_SECRETS_PREVIOUS: `${SECRET}${end},${SECRET}2${end}` });
  expect([jwtSecret, ...jwtSecretsPrevious]).toEqual([SECRET, SECRET, `${SECRET}2`]);
});

test('a secret that the list of former ones could not hold is refused before it signs anything', () => {
  expect(faultsOf({ JWT_SECRET: `${SECRET},${SECRET}` })).toEqual([
    'JWT_SECRET must not contain a comma, which separates the secrets in JWT_SECRETS_PREVIOUS',
  ]);
  expect(faultsOf({ JWT_SECRET: `${' '.repeat(20)}short` })).toEqual([
    'JWT_SECRET must be at least 32 bytes long',
  ]);
});

test('a server is armed against itself in tests only, and at places that there are', () => {
  const TEST_FAULT_POINT = 'claim.reserved:SIGKILL';
  const armed = { point: 'claim.reserved', signal: 'SIGKILL' };
  expect(readConfig({ NODE_ENV: 'test', TEST_FAULT_POINT }).faultPoint).toEqual(armed);
  expect(faultsOf({ TEST_FAULT_POINT })).toEqual(['TEST_FAULT_POINT can be set only in tests']);
  expect(namesOf(faultsOf({ ...PRODUCTION, TEST_FAULT_POINT }))).toEqual(['TEST_FAULT_POINT']);
  const nowhere = { NODE_ENV: 'test', TEST_FAULT_POINT: 'claim.nowhere:SIGKILL' };
  expect(namesOf(faultsOf(nowhere))).toEqual(['TEST_FAULT_POINT']);
});
