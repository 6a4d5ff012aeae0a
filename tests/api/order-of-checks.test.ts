import { ChangeUserRoleDocument, SetUserDisabledDocument } from '../generated/documents';
import type { Actor } from '../support/actors';
import { Client } from '../support/client';
import { createEvent } from '../support/events';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let user: Actor;
let operator: Actor;
let admin: Actor;
beforeAll(async () => {
  server = await startTestServer();
  user = await server.actor('USER');
  operator = await server.actor('OPERATOR');
  admin = await server.actor('ADMIN');
});
afterAll(() => server.close());

const NOWHERE = '0'.repeat(24);
const TITLE = 'x'.repeat(201);
const KEY = 'k'.repeat(129);
const CREATE = 'mutation ($input: CreateEventInput!) { createEvent(input: $input) { event { id } } }';
const UPDATE = 'mutation ($input: UpdateEventInput!) { updateEvent(input: $input) { event { id } } }';
const CLAIM = 'mutation ($input: RequestRewardInput!) { requestReward(input: $input) { request { id } } }';
const EVENTS = 'query ($first: Int!) { events(first: $first) { nodes { id } } }';
const USERS = 'query ($first: Int!) { users(first: $first) { nodes { id } } }';
const ME = '{ me { id } }';

const codeOf = async (client: Client, query: string, variables: unknown = {}) =>
  (await client.send(query, variables)).errors.map(({ extensions }) => extensions.code).join();

describe('first the document and the types of its variables, whoever asks', () => {
  test.each<[string, string, unknown, string]>([
    ['no GraphQL', '{ me { id }', {}, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ me { secrets } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['a literal of another type', '{ users(first: "20") { nodes { id } } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['a variable of another type', USERS, { first: '20' }, 'BAD_USER_INPUT'],
    ['a missing variable', CREATE, {}, 'BAD_USER_INPUT'],
    ['a missing input field', CREATE, { input: { title: 'x' } }, 'BAD_USER_INPUT'],
    ['an unknown input field', CLAIM, { input: { eventId: NOWHERE, userId: NOWHERE } }, 'BAD_USER_INPUT'],
  ])('%s', async (_what, query, variables, code) => {
    for (const client of [server.anonymous, user, operator]) {
      expect(await codeOf(client, query, variables)).toBe(code);
    }
  });
});

describe('then who asks, then the role, then the limits of values, then the record', () => {
  const start = { startAt: '2026-06-01T00:00:00Z' };
  test.each<[string, string, unknown, [anonymous: string, user: string, operator: string]]>([
    [
      'a title too long',
      CREATE,
      { input: { title: TITLE, ...start } },
      ['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT'],
    ],
    [
      'a title too long of no event',
      UPDATE,
      { input: { id: NOWHERE, expectedVersion: 1, title: TITLE } },
      ['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT'],
    ],
    [
      'no event',
      UPDATE,
      { input: { id: NOWHERE, expectedVersion: 1 } },
      ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'],
    ],
    ['a page too large', USERS, { first: 101 }, ['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT']],
    [
      'a page too large for all',
      EVENTS,
      { first: 101 },
      ['UNAUTHENTICATED', 'BAD_USER_INPUT', 'BAD_USER_INPUT'],
    ],
    [
      'a key too long',
      CLAIM,
      { input: { eventId: NOWHERE, idempotencyKey: KEY } },
      ['UNAUTHENTICATED', 'BAD_USER_INPUT', 'FORBIDDEN'],
    ],
    [
      'a claim on no event',
      CLAIM,
      { input: { eventId: NOWHERE } },
      ['UNAUTHENTICATED', 'NOT_FOUND', 'FORBIDDEN'],
    ],
  ])('%s', async (_what, query, variables, codes) => {
    const clients = [server.anonymous, user, operator];
    expect(await Promise.all(clients.map((client) => codeOf(client, query, variables)))).toEqual(codes);
  });

  test('a USER who names another account is FORBIDDEN, before it is looked for', async () => {
    const event = await createEvent(operator);
    const query = 'query ($e: ID!, $u: ID) { eligibility(eventId: $e, userId: $u) { eligible } }';
    for (const u of [operator.id, NOWHERE, 'x']) {
      expect(await codeOf(user, query, { e: event.id, u })).toBe('FORBIDDEN');
      expect(await codeOf(user, query, { e: NOWHERE, u })).toBe('FORBIDDEN');
    }
    expect(await codeOf(user, query, { e: event.id })).toBe('');
    expect(await codeOf(operator, query, { e: event.id })).toBe('BAD_USER_INPUT');
  });
});

describe('a bearer that proves nothing makes the caller anonymous', () => {
  const others = async () => {
    const other = await server.actor('USER');
    const [header = '', payload = '', signature = ''] = other.tokens.accessToken.split('.');
    return { other, header, payload, signature };
  };
  const expectAnonymous = async (token: string) => {
    const client = new Client(() => server.url, token);
    expect(await codeOf(client, '{ serverInfo { version } }')).toBe('');
    expect(await codeOf(client, ME)).toBe('UNAUTHENTICATED');
    expect(await codeOf(client, CREATE, { input: { title: TITLE, startAt: '2026-06-01T00:00:00Z' } })).toBe(
      'UNAUTHENTICATED',
    );
    expect(await codeOf(client, CLAIM, { input: { eventId: NOWHERE, idempotencyKey: KEY } })).toBe(
      'UNAUTHENTICATED',
    );
  };

  test('a text that is no token, an unsigned one, and a refresh token', async () => {
    const { other, header, payload, signature } = await others();
    const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    for (const token of [
      '',
      'x',
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${unsigned}.${payload}.`,
      other.tokens.refreshToken,
    ]) {
      await expectAnonymous(token);
    }
  });

  test('an access token in the place of a refresh token is an INVALID_REFRESH_TOKEN', async () => {
    const { other } = await others();
    const query =
      'mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken } } }';
    const input = { refreshToken: other.tokens.accessToken };
    expect(await codeOf(server.anonymous, query, { input })).toBe('INVALID_REFRESH_TOKEN');
    expect(await codeOf(other, ME)).toBe('');
  });

  test('an expired one, and those of a disabled account', async () => {
    const { other } = await others();
    await admin.run(SetUserDisabledDocument, { input: { userId: other.id, disabled: true } });
    await expectAnonymous(other.tokens.accessToken);
    const late = await server.actor('USER');
    server.clock.advance({ minutes: 15 });
    await expectAnonymous(late.tokens.accessToken);
    server.clock.advance({ minutes: -15 });
    expect(await codeOf(late, ME)).toBe('');
  });
});

describe('each mutation of a document is judged on the role that the caller has by then', () => {
  const TWICE = `mutation ($me: ID!, $other: ID!) {
    demotion: changeUserRole(input: { userId: $me, role: USER }) { user { role } userErrors { code } }
    next: changeUserRole(input: { userId: $other, role: ADMIN }) { user { role } userErrors { code } }
  }`;

  test('who demotes himself first may do no more', async () => {
    const leaving = await server.actor('ADMIN');
    const { data, errors } = await leaving.send(TWICE, { me: leaving.id, other: user.id });
    expect(data).toEqual({ demotion: { user: { role: 'USER' }, userErrors: [] }, next: null });
    expect(errors).toMatchObject([{ path: ['next'], extensions: { code: 'FORBIDDEN' } }]);
    expect(await server.database.users.findOne({ usernameKey: user.username })).toMatchObject({
      role: 'USER',
    });
  });

  test('who ends the own login first is nobody then', async () => {
    const leaving = await server.actor('USER');
    const { data, errors } = await leaving.send(
      'mutation { logout(input: {}) { endedSessions } checkAttendance { created } }',
    );
    expect(data).toEqual({ logout: { endedSessions: 1 }, checkAttendance: null });
    expect(errors).toMatchObject([{ path: ['checkAttendance'], extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('a promoted USER is judged by the new role at the next operation, with the same token', async () => {
    const rising = await server.actor('USER');
    expect(await codeOf(rising, USERS, { first: 1 })).toBe('FORBIDDEN');
    await admin.run(ChangeUserRoleDocument, { input: { userId: rising.id, role: 'OPERATOR' } });
    expect(await codeOf(rising, USERS, { first: 1 })).toBe('');
    expect(await codeOf(rising, CLAIM, { input: { eventId: NOWHERE } })).toBe('FORBIDDEN');
  });
});
