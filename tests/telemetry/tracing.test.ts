import { demoClient, demoEventId } from '../support/demo';
import { CheckAttendanceDocument, RequestRewardDocument } from '../generated/documents';
import type { Client } from '../support/client';
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';

const CANARY = 'Canary-4b7e';
const CLAIMS_AT_ONCE = 12;
/** pino's number of it. */
const WARN = 40;

/** The driver is patched as it is loaded, so only a server in a process of its own shows how it is. */
let receiver: OtlpReceiver;
let server: ServerProcess;
let claimIds: string[];
beforeAll(async () => {
  receiver = await startOtlpReceiver();
  server = await startServerProcess(
    { MONGODB_URI: freshDatabaseUri(), OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    '--demo',
  );
  const alice = await demoClient(server.url, 'alice');
  const eventId = await demoEventId(alice, 'Three days in a row');
  await alice.run(RequestRewardDocument, { input: { eventId, idempotencyKey: CANARY } });
  const bob = await demoClient(server.url, 'bob');
  await bob.run(CheckAttendanceDocument);
  const claim = (client: Client) => client.ask(RequestRewardDocument, { input: { eventId } });
  await Promise.all(Array.from({ length: CLAIMS_AT_ONCE }, () => claim(bob)));
  await bob.send(`query ${CANARY.replace('-', '')} { me { id } }`, { [CANARY]: CANARY });
  await bob.send(
    'mutation { register(input: { username: "alice", password: "event-reward-demo" }) { user { id } } }',
  );
  // What is not sent yet is sent before it ends.
  expect(await server.end()).toBe(0);
  claimIds = receiver.spans
    .filter(({ name }) => name === 'mutation requestReward')
    .map(({ spanId }) => spanId);
});
afterAll(async () => {
  await server?.end('SIGKILL');
  await receiver?.close();
});

const below = ({ spanId }: Pick<ReceivedSpan, 'spanId'>) =>
  receiver.spans.filter(({ parentSpanId }) => parentSpanId === spanId);
const named = (name: string) => receiver.spans.filter((span) => span.name === name);

test('a claim is a trace of its own, with the calls of the database that it took below it', () => {
  const [claim] = named('mutation requestReward');
  expect(claim!.parentSpanId).toBeUndefined();
  const batches = below(claim!);
  expect(batches.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['batch claimFacts', 'batch claimInserts']),
  );
  const calls = (batch: string) =>
    batches
      .filter(({ name }) => name === batch)
      .flatMap(below)
      .map(({ name }) => name);
  expect(calls('batch claimFacts').join()).toMatch(/aggregate|find/);
  expect(calls('batch claimInserts')).toEqual(['insert rewardrequests']);
});

test('claims that share a batch reach its calls by links, both ways', () => {
  expect(claimIds.length).toBe(CLAIMS_AT_ONCE + 1);
  const batches = named('batch claimFacts');
  expect(batches.length).toBeLessThan(claimIds.length);
  const sharing = batches.filter(({ links = [] }) => links.length > 0);
  expect(sharing.length).toBeGreaterThan(0);
  for (const batch of sharing) {
    expect(below(batch).length).toBeGreaterThan(0);
    for (const { spanId } of batch.links ?? []) {
      const other = receiver.spans.find((span) => span.spanId === spanId);
      expect(other?.links?.map((link) => link.spanId)).toContain(batch.spanId);
    }
  }
  const reached = (id: string) =>
    batches.some(
      ({ parentSpanId, links = [] }) => parentSpanId === id || links.some(({ spanId }) => spanId === id),
    );
  expect(claimIds.filter((id) => !reached(id))).toEqual([]);
});

test('a span carries the request id, codes and names; nothing that a client wrote', () => {
  const keys = new Set(receiver.spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)));
  expect([...keys]).toEqual(expect.arrayContaining(['event_reward.request_id', 'event_reward.codes']));
  for (const body of receiver.bodies) {
    expect(body).not.toContain(CANARY);
    expect(body).not.toContain(CANARY.replace('-', ''));
    expect(body).not.toContain('alice');
    expect(body).not.toContain('event-reward-demo');
  }
});

test('what nobody asked for is not traced: the sweeps make no traces', () => {
  const roots = receiver.spans.filter(({ parentSpanId }) => parentSpanId === undefined);
  for (const { name } of roots) expect(name).toMatch(/^(query|mutation) |^operation$/);
});

test('a receiver that is away disturbs nobody, nor the end', async () => {
  const away = await startServerProcess({
    MONGODB_URI: freshDatabaseUri(),
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
  });
  const answer = await fetch(`${away.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ serverInfo { version } }"}',
  });
  expect(answer.status).toBe(200);
  expect(await away.end()).toBe(0);
  const [lost, ...more] = away.log.filter((line) => line.includes('traces were lost'));
  expect(more).toEqual([]);
  const { level, spans } = JSON.parse(lost!) as { level: unknown; spans: number };
  expect(level).toBe(WARN);
  expect(spans).toBeGreaterThan(0);
});

test('an endpoint that already ends in /v1/traces is taken as it is', async () => {
  const another = await startOtlpReceiver();
  const traced = await startServerProcess({
    MONGODB_URI: freshDatabaseUri(),
    OTEL_EXPORTER_OTLP_ENDPOINT: `${another.url}/v1/traces`,
  });
  await fetch(`${traced.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ serverInfo { version } }"}',
  });
  expect(await traced.end()).toBe(0);
  expect(another.spans.map(({ name }) => name)).toContain('query serverInfo');
  await another.close();
});

test('without the endpoint no tracer is loaded', async () => {
  const plain = await startServerProcess({ MONGODB_URI: freshDatabaseUri(), NODE_DEBUG: 'module' });
  await plain.end();
  const loaded = plain.log.filter((line) => line.includes('Module._load REQUEST')).join('\n');
  expect(loaded).toContain('mongodb');
  // prom-client loads the API, which does nothing by itself.
  expect(loaded).not.toMatch(/@opentelemetry\/(sdk|instrumentation|exporter)/);
});
