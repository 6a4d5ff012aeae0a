import { getNamedType, isObjectType, type GraphQLObjectType } from 'graphql';
import {
  ApproveRewardRequestDocument,
  CheckAttendanceDocument,
  RequestRewardDocument,
  UpdateEventDocument,
} from '../generated/documents';
import type { Actor } from '../support/actors';
import { attend, lastDays } from '../support/attendance';
import { createEvent, type CreatedEvent } from '../support/events';
import { objectType } from '../support/root-fields';
import { sealNow } from '../support/seals';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let operator: Actor;
/** Was paid after an approval, and at once by an event that is paused since. */
let user: Actor;
let approvedId: string;
let open: CreatedEvent;
let paused: CreatedEvent;
/** Requires the paused one. */
let chained: CreatedEvent;

beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
  open = await createEvent(operator, { title: 'Open', payout: 'MANUAL' });
  paused = await createEvent(operator, { title: 'Paused' });
  chained = await createEvent(operator, {
    title: 'Chained',
    conditions: [{ kind: 'EVENT_REWARDED', requiredEventId: paused.id }],
  });
  for (let count = 0; count < 2; count++) {
    user = await server.actor('USER');
    await attend(server.database, user.id, lastDays(server.clock.now(), 4).slice(0, 3));
    await user.run(CheckAttendanceDocument);
    const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: open.id } });
    approvedId = requestReward?.request?.id ?? '';
    await operator.run(ApproveRewardRequestDocument, { input: { id: approvedId } });
    await user.run(RequestRewardDocument, { input: { eventId: paused.id } });
  }
  await sealNow(server);
  await operator.run(UpdateEventDocument, {
    input: { id: paused.id, expectedVersion: paused.version, active: false },
  });
});
afterAll(() => server.close());

test('the statistics of an event are null and FORBIDDEN to a USER, and cost nothing else', async () => {
  const query = 'query ($id: ID!) { event(id: $id) { title stats { succeeded } } }';
  const { status, data, errors } = await user.send(query, { id: open.id });
  expect(status).toBe(200);
  expect(data).toEqual({ event: { title: 'Open', stats: null } });
  expect(errors).toMatchObject([{ path: ['event', 'stats'], extensions: { code: 'FORBIDDEN' } }]);
  for (const role of ['OPERATOR', 'AUDITOR', 'ADMIN'] as const) {
    const answer = await (await server.actor(role)).send(query, { id: open.id });
    expect(answer).toMatchObject({ errors: [], data: { event: { stats: { succeeded: 2 } } } });
  }
});

test('who created and who decided is null to a USER, without a fault', async () => {
  const query = `query ($id: ID!) {
    rewardRequest(id: $id) { status decidedAt decidedBy { id } event { createdBy { id } } }
  }`;
  expect(await user.send(query, { id: approvedId })).toMatchObject({
    errors: [],
    data: { rewardRequest: { status: 'SUCCESS', decidedBy: null, event: { createdBy: null } } },
  });
  expect(await operator.send(query, { id: approvedId })).toMatchObject({
    errors: [],
    data: {
      rewardRequest: { decidedBy: { id: operator.id }, event: { createdBy: { id: operator.id } } },
    },
  });
});

test('a paused event shows itself to a USER neither as required, nor in eligibility, nor by its parts', async () => {
  const query = `query ($chained: ID!, $paused: ID!) {
    conditions(eventId: $chained) { requiredEvent { id } }
    eligibility(eventId: $paused) { blockedBy progress { current } event { id } }
  }`;
  const variables = { chained: chained.id, paused: paused.id };
  expect(await user.send(query, variables)).toMatchObject({
    errors: [],
    data: {
      conditions: [{ requiredEvent: null }],
      eligibility: { blockedBy: ['ALREADY_REWARDED', 'EVENT_INACTIVE'], progress: [], event: null },
    },
  });
  const parts = `query ($event: ID!, $condition: ID!, $reward: ID!) {
    event(id: $event) { id }
    conditions(eventId: $event) { id }
    rewards(eventId: $event) { id }
    condition(id: $condition) { event { id } }
    reward(id: $reward) { event { id } }
  }`;
  const ids = { event: paused.id, condition: paused.conditions[0]?.id, reward: paused.rewards[0]?.id };
  const hidden = await user.send(parts, ids);
  expect(Object.values(hidden.data ?? {})).toEqual([null, null, null, null, null]);
  expect(hidden.errors.map(({ extensions }) => extensions.code)).toEqual(Array(5).fill('NOT_FOUND'));
  expect((await operator.send(parts, ids)).errors).toEqual([]);
});

test('an own request leads to its event whatever became of that', async () => {
  const query = '{ myRewardRequests { nodes { event { id state conditions { event { state } } } } } }';
  const { data, errors } = await user.send<{ myRewardRequests: { nodes: unknown[] } }>(query);
  expect(errors).toEqual([]);
  expect(data?.myRewardRequests.nodes).toContainEqual({
    event: { id: paused.id, state: 'INACTIVE', conditions: [{ event: { state: 'INACTIVE' } }] },
  });
});

const DEPTH = 8;

/**
 * Every way from a field of Query to a User that passes each type once, as the fields' names; of lists one row, so that
 * all ways stay within the limit of cost.
 */
function waysToUser(): string[][] {
  const ways: string[][] = [];
  const follow = (type: GraphQLObjectType, way: string[], passed: string[]) => {
    if (type.name === 'User') ways.push(way);
    if (way.length === DEPTH || passed.includes(type.name)) return;
    for (const field of Object.values(type.getFields())) {
      const next = getNamedType(field.type);
      const isPage = way.length > 0 && field.args.some(({ name }) => name === 'first');
      const step = isPage ? `${field.name}(first: 1)` : field.name;
      if (isObjectType(next)) follow(next, [...way, step], [...passed, type.name]);
    }
  };
  follow(objectType('Query'), [], []);
  return ways;
}

test('a USER reads no account but the own one, whatever way leads to one', async () => {
  const args: Record<string, string> = {
    user: `(id: "${operator.id}")`,
    attendance: `(userId: "${operator.id}")`,
    event: `(id: "${open.id}")`,
    condition: `(id: "${chained.conditions[0]?.id}")`,
    conditions: `(eventId: "${chained.id}")`,
    reward: `(id: "${open.rewards[0]?.id}")`,
    rewards: `(eventId: "${open.id}")`,
    eligibility: `(eventId: "${open.id}")`,
    rewardRequest: `(id: "${approvedId}")`,
    audience: '(id: "000000000000000000000001")',
    sealProof: `(requestId: "${approvedId}")`,
    payout: '(id: "000000000000000000000001")',
    eventSeries: '(id: "000000000000000000000001")',
  };
  const ways = waysToUser();
  const waysThatLedSomewhere: string[] = [];
  for (const [root = '', ...below] of ways) {
    const inner = below.reduceRight((selection, name) => `{ ${name} ${selection} }`, '{ username }');
    const query = `{ ${root}${args[root] ?? ''} ${inner} }`;
    const { data, errors } = await user.send(query);
    const names = [...JSON.stringify(data).matchAll(/"username":"([^"]*)"/g)].map(([, name]) => name);
    const codes = errors.map(({ extensions }) => extensions.code);
    expect({
      query,
      names: new Set([user.username, ...names]),
      codes: new Set(['FORBIDDEN', ...codes]),
    }).toEqual({
      query,
      names: new Set([user.username]),
      codes: new Set(['FORBIDDEN']),
    });
    if (names.length > 0) waysThatLedSomewhere.push(query);
  }
  expect(ways.length).toBeGreaterThan(100);
  expect(waysThatLedSomewhere.length).toBeGreaterThan(50);
});
