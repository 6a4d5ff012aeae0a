import { readMetrics, type Sample } from '../support/metrics';
import { LoginDocument, RequestRewardDocument } from '../generated/documents';
import type { Actor } from '../support/actors';
import { createEvent, type CreatedEvent } from '../support/events';
import { ask } from '../support/http';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/until';

let server: TestServer;
let operator: Actor;
let event: CreatedEvent;
beforeAll(async () => {
  server = await startTestServer({ env: { METRICS_PORT: '0' } });
  operator = await server.actor('OPERATOR');
  event = await createEvent(operator, {
    payout: 'MANUAL',
    conditions: [],
    rewards: [{ type: 'ITEM', name: 'Jacket', quantity: 2, stock: 10 }],
  });
});
afterAll(() => server.close());

const read = () => readMetrics(server.app.metricsUrl!);
const value = (samples: readonly Sample[], name: string, labels: Record<string, string> = {}) =>
  samples.find(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, wanted]) => sample.labels[key] === wanted),
  )?.value;
const claim = (user: Actor) => user.ask(RequestRewardDocument, { input: { eventId: event.id } });

test('operations are counted by root field and first code, and timed', async () => {
  const before = await read();
  await server.anonymous.send('query canary { canary: serverInfo { version } }');
  await server.anonymous.send('{ me { id } }');
  await server.anonymous.send('{ serverInfo { version } me { id } }');
  await server.anonymous.send('{ canary }');
  const after = await read();
  const rise = (labels: Record<string, string>) =>
    value(after, 'event_reward_operations_total', labels)! -
    (value(before, 'event_reward_operations_total', labels) ?? 0);
  expect(rise({ operation: 'serverInfo', code: 'OK' })).toBe(1);
  expect(rise({ operation: 'me', code: 'UNAUTHENTICATED' })).toBe(1);
  expect(rise({ operation: 'several', code: 'UNAUTHENTICATED' })).toBe(1);
  expect(rise({ operation: 'none', code: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1);
  expect(value(after, 'event_reward_operation_duration_seconds_count', { operation: 'me' })).toBe(1);
  expect(JSON.stringify(after)).not.toContain('canary');
});

test('claims and logins are counted by what became of them, and batches by their items', async () => {
  const user = await server.actor('USER');
  await claim(user);
  await claim(user);
  await claim(operator);
  const { username, password } = user;
  await server.anonymous.ask(LoginDocument, { input: { username, password } });
  await server.anonymous.ask(LoginDocument, { input: { username, password: 'another password' } });
  const samples = await read();
  const outcomes = (name: string) =>
    Object.fromEntries(
      samples.filter((sample) => sample.name === name).map((each) => [each.labels.outcome, each.value]),
    );
  expect(outcomes('event_reward_claims_total')).toMatchObject({
    PENDING: 1,
    ALREADY_REQUESTED: 1,
    FORBIDDEN: 1,
  });
  expect(outcomes('event_reward_logins_total')).toEqual({ OK: 1, INVALID_CREDENTIALS: 1 });
  for (const batch of ['claimFacts', 'claimInserts', 'stock', 'viewers', 'auditChain'])
    expect(value(samples, 'event_reward_batch_items_count', { batch })).toBeGreaterThan(0);
  const { id: reward } = event.rewards[0]!;
  expect(value(samples, 'event_reward_stock', { event: event.id, reward })).toBe(10);
  expect(value(samples, 'event_reward_stock_remaining', { event: event.id, reward })).toBe(8);
});

test('an event that does not run has no stock to tell of', async () => {
  const ended = await createEvent(operator, {
    endAt: new Date(server.clock.now().getTime() - 1).toISOString(),
    rewards: [{ type: 'ITEM', name: 'Cap', stock: 3 }],
  });
  const samples = await read();
  expect(value(samples, 'event_reward_stock_remaining', { event: ended.id })).toBeUndefined();
});

test('the state of the server is told: ready, guard, clock, pools, what waits', async () => {
  const samples = await read();
  expect(value(samples, 'event_reward_ready')).toBe(1);
  expect(value(samples, 'event_reward_guard_proved')).toBe(1);
  expect(value(samples, 'event_reward_clock_skew_seconds')).toBe(0);
  for (const client of ['main', 'claims']) {
    expect(value(samples, 'event_reward_database_connections_open', { client })).toBeGreaterThan(0);
    expect(value(samples, 'event_reward_database_calls_total', { client })).toBeGreaterThan(0);
  }
  expect(value(samples, 'event_reward_database_connections_max', { client: 'claims' })).toBe(10);
  expect(value(samples, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  expect(value(samples, 'event_reward_build_info')).toBe(1);
});

test('where nobody asks for anything, nothing is under way', async () => {
  const underWay = [
    ...['claims_open', 'queries_running', 'queries_waiting', 'hashes_waiting', 'audit_backlog_documents'],
    ...['database_connections_used', 'database_calls_waiting'],
  ].map((name) => `event_reward_${name}`);
  // Not at any moment: each second the server looks for what others left.
  await until(async () => {
    const told = (await read()).filter(({ name }) => underWay.includes(name));
    expect(new Set(told.map(({ name }) => name))).toEqual(new Set(underWay));
    return told.every((sample) => sample.value === 0);
  });
});

test('a guard that is gone shows', async () => {
  const own = await startTestServer({ env: { METRICS_PORT: '0' } });
  try {
    await own.database.requests.dropIndex('userId_1_eventId_1');
    await until(async () => value(await readMetrics(own.app.metricsUrl!), 'event_reward_guard_proved') === 0);
    expect(value(await readMetrics(own.app.metricsUrl!), 'event_reward_ready')).toBe(0);
  } finally {
    await own.close();
  }
});

test('a hold that a sweep settles for another counts as a repair', async () => {
  const { Types } = await import('mongoose');
  const claimId = new Types.ObjectId();
  await server.database.events.updateOne(
    { _id: new Types.ObjectId(event.id) },
    { $push: { holds: { id: claimId, at: new Date(Date.now() - 60_000) } } },
  );
  await until(async () => value(await read(), 'event_reward_repairs_total', { repair: 'openHold' }) === 1);
});

test('the port serves GET /metrics alone, and the API has no such route', async () => {
  const origin = new URL(server.app.metricsUrl!).origin;
  const statuses = await Promise.all([
    ask(`${origin}/`),
    ask(`${origin}/graphql`),
    ask(`${origin}/metrics`, { method: 'POST' }),
    ask(`${server.url}/metrics`),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([404, 404, 405, 404]);
});

test('without METRICS_PORT nothing is counted and nothing listens', async () => {
  const off = await startTestServer();
  expect(off.app.metricsUrl).toBeNull();
  await off.close();
});
