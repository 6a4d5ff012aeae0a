import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { Admission } from '../../../src/http/admission';
import { QUERY_SLOTS } from '../../../src/rate-limits/query-slots';
import { RecordActivitiesDocument } from '../../generated/documents';
import { readMetrics } from '../../support/metrics';
import { backendOf, type Backend } from '../../support/service-keys';
import { startTestServer, type TestServer } from '../../support/server';
import { until } from '../../support/until';

/** Both ways to record activities are operations, by the same rules. */

const lines: Array<Record<string, unknown>> = [];
const log = pino(
  { level: 'info' },
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  }),
);
const operations = () => lines.filter(({ msg }) => msg === 'operation');

let server: TestServer;
let shop: Backend;
let userId: string;
beforeAll(async () => {
  server = await startTestServer({ log, env: { METRICS_PORT: '0' } });
  shop = await backendOf(server, ['ACTIVITIES_WRITE']);
  userId = (await server.actor('USER')).id;
});
afterAll(() => server.close());
beforeEach(() => lines.splice(0));
afterEach(() => jest.restoreAllMocks());

const anHourAgo = () => new Date(server.clock.now().getTime() - 3_600_000).toISOString();
const event = (changes: object = {}) => ({
  ...{ specversion: '1.0', id: randomUUID(), source: shop.source, type: 'purchase' },
  ...{ time: anHourAgo(), subject: userId },
  ...changes,
});
const row = (changes: object = {}) => ({
  ...{ user: { id: userId }, externalId: randomUUID(), kind: 'purchase', occurredAt: anHourAgo() },
  ...changes,
});
const post = (events: unknown, key = shop.key) =>
  fetch(`${server.url}/activities`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json', authorization: `Bearer ${key}` },
    body: JSON.stringify(events),
  });
const record = (...activities: Array<ReturnType<typeof row>>) =>
  shop.ask(RecordActivitiesDocument, { input: { activities } });

test('each is a line of the log that names the key by its id, and the codes of rows that were not stored', async () => {
  const once = event();
  const { headers } = await post([once, once, event({ subject: 'nobody' }), event({ type: '?' })]);
  await record(row(), row({ kind: '?' }));
  const line = { role: 'SERVICE_KEY', serviceKeyId: shop.keyId, status: 200, ms: expect.any(Number) };
  expect(operations()).toEqual([
    expect.objectContaining({
      ...line,
      ...{ requestId: headers.get('x-request-id'), kind: 'http', operation: 'POST /activities' },
      codes: ['UNKNOWN_USER', 'INVALID'],
      // The key; the accounts; the rows that exist; the rows of the day, and the insert of those that are new.
      databaseCalls: expect.any(Number),
    }),
    expect.objectContaining({ ...line, operation: 'recordActivities', codes: ['INVALID'] }),
  ]);
  expect(operations()[0]!.databaseCalls).toBeGreaterThan(1);
  expect(JSON.stringify(lines)).not.toContain(shop.key.slice(-43));
});

test('a refused request is a line, too', async () => {
  const other = await backendOf(server, ['USERS_WRITE']);
  const wrong = `${shop.key.slice(0, -3)}AAA`;
  expect((await post([event()], other.key)).status).toBe(403);
  expect((await post([event()], wrong)).status).toBe(401);
  expect((await post([])).status).toBe(400);
  expect(
    operations().map(({ operation, role, serviceKeyId, status, codes }) => [
      ...[operation, role, serviceKeyId, status, codes],
    ]),
  ).toEqual([
    ['POST /activities', 'SERVICE_KEY', other.keyId, 403, ['FORBIDDEN']],
    ['POST /activities', null, undefined, 401, ['INVALID_SERVICE_KEY']],
    ['POST /activities', 'SERVICE_KEY', shop.keyId, 400, ['BAD_USER_INPUT']],
  ]);
});

test('both are counted and timed', async () => {
  const count = async (operation: string) => {
    const samples = await readMetrics(server.app.metricsUrl!);
    return ['OK', 'UNKNOWN_USER'].map(
      (code) =>
        samples.find(
          ({ name, labels }) =>
            name === 'event_reward_operations_total' &&
            labels.operation === operation &&
            labels.code === code,
        )?.value ?? 0,
    );
  };
  const before = await count('POST /activities');
  await post([event()]);
  await post([event({ subject: 'nobody' })]);
  expect(await count('POST /activities')).toEqual([before[0]! + 1, before[1]! + 1]);
});

test('an overloaded server refuses both unread', async () => {
  jest.spyOn(Admission.prototype, 'admits').mockReturnValue(false);
  const find = jest.spyOn(server.services.serviceKeyVerifier, 'verify');
  const refused = await post([event()]);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await record(row())).errors[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
  expect(find).not.toHaveBeenCalled();
});

test('both count as operations under way', async () => {
  const run = jest.spyOn(Admission.prototype, 'run');
  await post([event()]);
  await record(row());
  expect(run).toHaveBeenCalledTimes(2);
});

test('both take slots of the key, and are refused when too many of its calls wait', async () => {
  const { querySlots } = server.services;
  const { running, waiting } = QUERY_SLOTS.light;
  const held = await Promise.all(
    Array.from({ length: running }, () => querySlots.takeForCaller(shop.keyId, 1)),
  );
  const asked = Array.from({ length: waiting }, () => post([event()]));
  await until(async () => querySlots.waiting === waiting);
  const refused = await post([event()]);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await record(row())).errors[0]?.extensions.code).toBe('RATE_LIMITED');
  for (const giveBack of held) giveBack();
  for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200);
  await until(async () => querySlots.running === 0);
});

test('a request whose connection was ended already is not executed', async () => {
  // As after a suspension: it was answered with 408 before it was read.
  server.app.http.server.once('request', ({ socket }) => socket.end());
  const one = event();
  await expect(post([one])).rejects.toThrow();
  // Rows are recorded in the order of arrival.
  expect((await post([event()])).status).toBe(200);
  expect(await server.database.activities.countDocuments({ externalId: one.id })).toBe(0);
});
