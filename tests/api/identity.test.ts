import { request } from 'node:http';
import { print } from 'graphql';
import { Types } from 'mongoose';
import { CreateEventDocument } from '../generated/documents';
import { admits, PUBLIC, type Access } from '../../src/access/permissions';
import { permissions } from '../../src/graphql/permissions';
import type { Actor } from '../support/actors';
import { attend, lastDays } from '../support/attendance';
import { createEvent, type CreatedEvent } from '../support/events';
import { inputPlaces } from '../support/inputs';
import { startTestServer, type TestServer } from '../support/server';

const ANOTHER_TIME = '2026-06-04T03:00:00Z';
let server: TestServer;
let other: Actor;
let event: CreatedEvent;
beforeAll(async () => {
  server = await startTestServer();
  event = await createEvent(await server.actor('OPERATOR'));
  other = await server.actor('ADMIN');
});
afterAll(() => server.close());

interface Claimed {
  readonly headers?: Readonly<Record<string, string>>;
  readonly search?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const USER_HEADERS = [
  ...['x-user-id', 'x-userid', 'user-id', 'x-user', 'x-username', 'x-account-id', 'x-actor-id', 'x-sub'],
  ...['x-remote-user', 'remote-user', 'x-forwarded-user', 'x-auth-request-user', 'x-authenticated-userid'],
  ...['x-amzn-oidc-identity', 'x-goog-authenticated-user-id', 'x-consumer-id', 'x-impersonate-user', 'from'],
  ...['x-apollo-user', 'apollographql-client-name', 'x-hasura-user-id', 'x-original-user'],
];
const TIME_HEADERS = ['date', 'x-date', 'x-now', 'x-time', 'x-timestamp', 'x-request-start', 'x-amz-date'];
const all = (names: readonly string[], value: string) =>
  Object.fromEntries(names.map((name) => [name, value]));

/** Each way to say that one is somebody else, a mightier one, and that it is another day. */
const WAYS: ReadonlyArray<readonly [name: string, claimed: () => Claimed]> = [
  ['headers with an id', () => ({ headers: all(USER_HEADERS, other.id) })],
  ['headers with a name', () => ({ headers: all(USER_HEADERS, other.username) })],
  [
    'headers with a role',
    () => ({ headers: all(['x-role', 'x-user-role', 'x-hasura-role', 'role'], 'ADMIN') }),
  ],
  ['headers with a token', () => ({ headers: all(['x-access-token', 'x-authorization', 'proxy-authorization', 'x-forwarded-authorization'], `Bearer ${other.accessToken}`) })], // prettier-ignore
  ['cookies', () => ({ headers: { cookie: `userId=${other.id}; token=${other.accessToken}; accessToken=${other.accessToken}; session=${other.id}; role=ADMIN` } })], // prettier-ignore
  ['headers with a time', () => ({ headers: all(TIME_HEADERS, new Date(ANOTHER_TIME).toUTCString()) })],
  ['headers with an instant', () => ({ headers: all(TIME_HEADERS, ANOTHER_TIME) })],
  ['another method in a header', () => ({ headers: { 'x-http-method-override': 'GET', 'x-original-url': `/graphql?userId=${other.id}` } })], // prettier-ignore
  ['the query string', () => ({ search: `?userId=${other.id}&user_id=${other.id}&access_token=${other.accessToken}&token=${other.accessToken}&role=ADMIN&now=${ANOTHER_TIME}` })], // prettier-ignore
  ['the fragment of a query', () => ({ search: `?variables={"userId":"${other.id}"}` })],
  ['the body', () => ({ body: { userId: other.id, user: { id: other.id, role: 'ADMIN' }, viewer: other.id, role: 'ADMIN', token: other.accessToken, context: { viewer: { id: other.id }, now: ANOTHER_TIME }, now: ANOTHER_TIME } })], // prettier-ignore
  ['extensions', () => ({ body: { extensions: { userId: other.id, viewer: { id: other.id, role: 'ADMIN' }, authorization: `Bearer ${other.accessToken}`, headers: { authorization: `Bearer ${other.accessToken}` }, now: ANOTHER_TIME } } })], // prettier-ignore
  ['variables that nobody declared', () => ({ variables: { userId: other.id, viewer: other.id, role: 'ADMIN', now: ANOTHER_TIME } })], // prettier-ignore
];

/** By node's own client: fetch would not send a cookie or a date. */
function send(actor: Actor | null, query: string, variables: object, claimed: Claimed = {}) {
  const { headers = {}, search = '', body = {}, variables: more = {} } = claimed;
  return new Promise<{ data: unknown; errors?: Array<{ extensions: { code: string } }> }>(
    (resolve, reject) => {
      const sent = request(
        encodeURI(`${server.url}/graphql${search}`),
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(actor && { authorization: `Bearer ${actor.accessToken}` }),
            ...headers,
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () => resolve(JSON.parse(text) as never));
        },
      );
      sent.on('error', reject);
      sent.end(JSON.stringify({ ...body, query, variables: { ...variables, ...more } }));
    },
  );
}

test.each(WAYS)('%s: nobody becomes another by it, and it stays today', async (_way, claimed) => {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 4).slice(0, 3));
  const who = '{ me { id role } serverInfo { now } }';
  const { data } = await send(user, who, {}, claimed());
  expect(data).toEqual({
    me: { id: user.id, role: 'USER' },
    serverInfo: { now: server.clock.now().toISOString() },
  });
  const anonymous = await send(null, '{ me { id } }', {}, claimed());
  expect(anonymous).toMatchObject({
    data: { me: null },
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });

  // What is written is written for the user, now.
  const acts = `mutation ($eventId: ID!) {
    checkAttendance { attendance { day checkedAt user { id } } }
    requestReward(input: { eventId: $eventId }) { request { requestedAt user { id } } }
    changeUserRole(input: { userId: "${user.id}", role: ADMIN }) { user { id } } }`;
  const now = server.clock.now().toISOString();
  const acted = await send(user, acts, { eventId: event.id }, claimed());
  expect(acted).toMatchObject({
    data: {
      checkAttendance: { attendance: { day: '2026-06-01', checkedAt: now, user: { id: user.id } } },
      requestReward: { request: { requestedAt: now, user: { id: user.id } } },
      changeUserRole: null,
    },
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
  const ofOther = { userId: new Types.ObjectId(other.id) };
  expect(await server.database.attendances.countDocuments(ofOther)).toBe(0);
  expect(await server.database.requests.countDocuments(ofOther)).toBe(0);
});

test('who did it, as the audit has it, is whom the token names', async () => {
  const operator = await server.actor('OPERATOR');
  const input = { title: 'Mine', startAt: '2026-06-01T00:00:00Z' };
  for (const [, claimed] of WAYS) await send(operator, print(CreateEventDocument), { input }, claimed());
  const events = await server.database.events.find({ title: 'Mine' }).toArray();
  expect(events.map(({ createdById }) => String(createdById))).toEqual(WAYS.map(() => operator.id));
  const entries = await server.database.auditEntries
    .find({ targetId: { $in: events.map(({ _id }) => _id) } })
    .toArray();
  expect(entries.map(({ actorId, at }) => [String(actorId), at])).toEqual(
    WAYS.map(() => [operator.id, server.clock.now()]),
  );
});

test('what a USER may change takes no user, no role and no time: there is no place to name one', () => {
  const openTo = (access: Access) =>
    access !== PUBLIC && admits('judgedWithFacts' in access ? access.judgedWithFacts : access, 'USER');
  const mutations = Object.entries<Access>(permissions.Mutation).filter(([, access]) => openTo(access));
  const fields = mutations.map(([field]) => `Mutation.${field}`);
  expect(fields).toEqual(expect.arrayContaining(['Mutation.requestReward', 'Mutation.checkAttendance']));
  const places = inputPlaces.filter(({ field }) => fields.includes(field));
  const naming = places.filter(
    ({ path, typeName }) =>
      ['DateTime', 'LocalDate', 'Role'].includes(typeName) ||
      /user|actor|viewer|now|day|progress/i.test(path),
  );
  expect(naming.map(({ field, path }) => `${field}: ${path}`)).toEqual([]);
});

const NOWHERE = '0'.repeat(24);
const answerOf = async (user: Actor, query: string, variables: object) => {
  const { status, data, errors } = await user.send(query, variables);
  return {
    status,
    data,
    errors: errors.map(({ extensions: { requestId: _, ...extensions }, ...error }) => ({
      ...error,
      extensions,
    })),
  };
};

test("another's eligibility is FORBIDDEN to a USER whether the other is there or not, and the event", async () => {
  const user = await server.actor('USER');
  const query = `query ($eventId: ID!, $userId: ID) { eligibility(eventId: $eventId, userId: $userId) { eligible } }`;
  const answers = [];
  for (const userId of [other.id, (await server.actor('USER')).id, NOWHERE, 'x', '', user.id.toUpperCase()]) {
    for (const eventId of [event.id, NOWHERE, 'x']) {
      answers.push(await answerOf(user, query, { eventId, userId }));
    }
  }
  expect(answers[0]).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect((await answerOf(user, query, { eventId: event.id, userId: user.id })).errors).toEqual([]);
});

test("another's request is NOT_FOUND, in the very words of one that never was", async () => {
  const [owner, stranger] = await Promise.all([server.actor('USER'), server.actor('USER')]);
  const { data } = await owner.send<{ requestReward: { request: { id: string } } }>(
    `mutation { requestReward(input: { eventId: "${event.id}" }) { request { id } } }`,
  );
  const query = 'query ($id: ID!) { rewardRequest(id: $id) { id status user { id } } }';
  const { id } = data!.requestReward.request;
  expect((await answerOf(owner, query, { id })).errors).toEqual([]);
  const refused = await answerOf(stranger, query, { id });
  expect(refused).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  for (const nothing of [NOWHERE, String(new Types.ObjectId()), 'x']) {
    expect(await answerOf(stranger, query, { id: nothing })).toEqual(refused);
  }
});
