import { Types } from 'mongoose';
import { createClient, type Client } from '../../clients/typescript/src/client';
import { CallFailed, dataOf, type Failure, type Result } from '../../clients/typescript/src/failure';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/until';
import { faultBody, Wire } from '../support/wire';
import { attend, lastDays } from '../support/attendance';
import { createEvent } from '../support/events';
import type { Role } from '../../src/domain/viewer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

interface SignedIn {
  readonly client: Client;
  readonly wire: Wire;
  readonly id: string;
}

async function signedIn(role: Role): Promise<SignedIn> {
  const actor = await server.actor(role);
  const wire = new Wire();
  const client = createClient({ url: `${server.url}/graphql`, fetch: wire.fetch });
  dataOf(await client.login({ username: actor.username, password: actor.password }));
  return { client, wire, id: actor.id };
}

/** A user who meets the conditions of a new event. */
async function qualified(overrides: Parameters<typeof createEvent>[1] = {}) {
  const event = await createEvent(await server.actor('OPERATOR'), overrides);
  const user = await signedIn('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  return { ...user, event };
}

function failureOf<Data>(result: Result<Data>): Failure<Data> {
  if (result.ok) throw new Error('expected a failure');
  return result.error;
}

const keysOf = (wire: Wire, name: string) =>
  wire.sent.filter((sent) => sent.name === name).map(({ variables }) => variables.input?.idempotencyKey);

const requestsOf = (userId: string) =>
  server.database.requests.find({ userId: new Types.ObjectId(userId) }).toArray();

describe('failures', () => {
  test('a refusal carries its code, its refusals and the record that it is about', async () => {
    const { client, event } = await qualified();
    const paid = dataOf(await client.requestReward({ eventId: event.id }));
    const again = failureOf(await client.requestReward({ eventId: event.id }));
    if (again.kind !== 'refusal') throw new Error('expected a refusal');
    expect(again.code).toBe('ALREADY_REWARDED');
    expect(again.refusals).toHaveLength(1);
    expect(again.payload.request?.id).toBe(paid.request?.id);
  });

  test('a fault carries its code and request id, and what belongs to the code', async () => {
    const { client } = await signedIn('OPERATOR');
    const fault = failureOf(
      await client.createEvent({ title: '', startAt: '2026-06-01T00:00:00Z', active: false }),
    );
    expect(fault).toEqual({
      kind: 'fault',
      code: 'BAD_USER_INPUT',
      message: expect.any(String) as string,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      fields: [expect.objectContaining({ path: 'input.title' })],
    });
  });

  test('who expects data is thrown the failure', async () => {
    const { client } = await signedIn('USER');
    const thrown: unknown = await client
      .event({ id: '0'.repeat(24) })
      .then(dataOf)
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(CallFailed);
    expect((thrown as CallFailed).failure).toMatchObject({ kind: 'fault', code: 'NOT_FOUND' });
  });

  test.each([
    ['a proxy’s page', 502, '<html>Bad gateway</html>'],
    ['JSON of something else', 200, '{"status":"fine"}'],
    ['an error without a code', 200, '{"errors":[{"message":"no"}]}'],
    ['nothing', 204, null],
  ])('%s is no answer of this API', async (_what, status, body) => {
    const client = createClient({
      url: server.url,
      fetch: async () => new Response(body, { status }),
    });
    expect(failureOf(await client.login({ username: 'a', password: 'b' }))).toMatchObject({
      kind: 'network',
      code: 'UNREADABLE_ANSWER',
      status,
    });
  });

  test('a server that is not there is UNREACHABLE', async () => {
    const client = createClient({ url: 'http://127.0.0.1:1/graphql' });
    expect(failureOf(await client.serverInfo())).toMatchObject({ kind: 'network', code: 'UNREACHABLE' });
  });
});

describe('keys', () => {
  test('a claim whose answer is lost is repeated with its key: one row, paid once', async () => {
    const { client, wire, id, event } = await qualified();
    wire.loseAnswer('RequestReward');
    const { request } = dataOf(await client.requestReward({ eventId: event.id }));
    expect(request?.status).toBe('SUCCESS');
    const keys = keysOf(wire, 'RequestReward');
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(await requestsOf(id)).toHaveLength(1);
  });

  test('the next claim has another key, and a given key stays', async () => {
    const { client, wire, event } = await qualified();
    await client.requestReward({ eventId: event.id });
    await client.requestReward({ eventId: event.id });
    await client.requestReward({ eventId: event.id, idempotencyKey: 'mine' });
    const keys = keysOf(wire, 'RequestReward');
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe('mine');
  });

  test('a change of stock and a creation whose answers are lost are done once', async () => {
    const { client, wire, id } = await signedIn('OPERATOR');
    wire.loseAnswer('CreateEvent');
    const { event } = dataOf(
      await client.createEvent({
        title: 'Created once',
        startAt: '2026-06-01T00:00:00Z',
        rewards: [{ type: 'ITEM', name: 'Cap', stock: 5 }],
      }),
    );
    wire.loseAnswer('AdjustRewardStock');
    const { reward } = dataOf(
      await client.adjustRewardStock({ id: event!.rewards[0]!.id, delta: 2, reason: 'Two more' }),
    );
    expect(reward?.stock).toBe(7);
    expect([wire.count('CreateEvent'), wire.count('AdjustRewardStock')]).toEqual([2, 2]);
    expect(await server.database.events.countDocuments({ createdById: new Types.ObjectId(id) })).toBe(1);
  });
});

describe('repeats', () => {
  test.each([
    ['a query', 'Me', (client: Client) => client.me()],
    ['an idempotent mutation', 'CheckAttendance', (client: Client) => client.checkAttendance()],
  ])('%s whose answer is lost is repeated', async (_what, name, call) => {
    const { client, wire } = await signedIn('USER');
    wire.loseAnswer(name);
    wire.answer(name, 502, 'Bad gateway');
    dataOf((await call(client)) as Result<unknown>);
    expect(wire.count(name)).toBe(3);
  });

  test('a mutation that is neither keyed nor idempotent is not repeated after a lost answer', async () => {
    const { client: user, id, event } = await qualified({ payout: 'MANUAL' });
    const { request } = dataOf(await user.requestReward({ eventId: event.id }));
    const { client, wire } = await signedIn('OPERATOR');
    wire.loseAnswer('ApproveRewardRequest');
    expect(failureOf(await client.approveRewardRequest({ id: request!.id }))).toMatchObject({
      kind: 'network',
      code: 'UNREACHABLE',
    });
    expect(wire.count('ApproveRewardRequest')).toBe(1);
    expect(await requestsOf(id)).toMatchObject([{ status: 1 }]);
  });

  test.each(['SERVICE_UNAVAILABLE', 'RATE_LIMITED'])('%s is repeated, with the same key', async (code) => {
    const { client, wire, event } = await qualified();
    wire.answer('RequestReward', 200, faultBody(code, 0));
    dataOf(await client.requestReward({ eventId: event.id }));
    const keys = keysOf(wire, 'RequestReward');
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  test('a wait that the deadline does not allow is left to the caller', async () => {
    const { client, wire } = await signedIn('USER');
    wire.answer('Me', 200, faultBody('RATE_LIMITED', 60));
    expect(failureOf(await client.me())).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 60 });
    expect(wire.count('Me')).toBe(1);
  });

  test('the server is not asked earlier than it has said', async () => {
    const { client, wire } = await signedIn('USER');
    wire.answer('Me', 200, faultBody('SERVICE_UNAVAILABLE', 1));
    const timers = jest.spyOn(globalThis, 'setTimeout');
    try {
      dataOf(await client.me());
      // Callers that failed together come back apart, by at most 200 ms.
      const waits = timers.mock.calls.filter(([, wait = 0]) => wait >= 1_000 && wait <= 1_200);
      expect(waits).toHaveLength(1);
      expect(wire.count('Me')).toBe(2);
    } finally {
      timers.mockRestore();
    }
  });

  test('other faults and refusals are not repeated', async () => {
    const { client, wire } = await signedIn('USER');
    expect(failureOf(await client.users())).toMatchObject({ code: 'FORBIDDEN' });
    expect(wire.count('Users')).toBe(1);
  });

  test('a call is sent at most four times', async () => {
    const { client, wire } = await signedIn('USER');
    for (let times = 0; times < 9; times++) wire.cut('Me');
    expect(failureOf(await client.me())).toMatchObject({ code: 'UNREACHABLE' });
    expect(wire.count('Me')).toBe(4);
  });
});

describe('giving up', () => {
  test('an aborted call ends at once with ABORTED, and is not repeated', async () => {
    const { client, wire } = await signedIn('USER');
    wire.hold('Me');
    const controller = new AbortController();
    const result = client.me({ signal: controller.signal });
    controller.abort();
    expect(failureOf(await result)).toMatchObject({ kind: 'network', code: 'ABORTED' });
    expect(wire.count('Me')).toBeLessThanOrEqual(1);
  });

  test('an attempt that takes too long is repeated, and the call ends at its deadline', async () => {
    const { client, wire } = await signedIn('USER');
    wire.hold('Me');
    dataOf(await client.me({ timeoutMs: 2_000 }));
    const sent = wire.count('Me');
    expect(sent).toBeGreaterThan(1);
    wire.hold('Me');
    expect(failureOf(await client.me({ deadlineMs: 200 }))).toMatchObject({ code: 'TIMED_OUT' });
    expect(wire.count('Me')).toBe(sent + 1);
  });

  test('who gives a wait up is told at once', async () => {
    const { client, wire } = await signedIn('USER');
    wire.answer('Me', 200, faultBody('SERVICE_UNAVAILABLE', 20));
    const controller = new AbortController();
    const result = client.me({ signal: controller.signal });
    await until(() => wire.count('Me') === 1);
    controller.abort();
    expect(failureOf(await result)).toMatchObject({ code: 'ABORTED' });
  });
});
