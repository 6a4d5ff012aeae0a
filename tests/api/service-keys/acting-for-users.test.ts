import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import {
  CheckAttendanceDocument,
  CheckAttendanceForDocument,
  RequestRewardDocument,
  RequestRewardForDocument,
  SetUserDisabledDocument,
} from '../../generated/documents';
import { attend, lastDays } from '../../support/attendance';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';
import { backendOf, type Backend } from '../../support/service-keys';

let server: TestServer;
let backend: Backend;
let event: CreatedEvent;
beforeAll(async () => {
  server = await startTestServer();
  backend = await backendOf(server, ['CLAIMS_WRITE']);
  event = await createEvent(await server.actor('OPERATOR'));
});
afterAll(() => server.close());

const request = (user: object, idempotencyKey: string = randomUUID(), eventId = event.id) =>
  backend.ask(RequestRewardForDocument, { input: { user, eventId, idempotencyKey } });
const qualified = async () => {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  return user;
};
const codesOf = (
  payload: { readonly userErrors: ReadonlyArray<{ readonly code: string }> } | null | undefined,
) => payload?.userErrors.map(({ code }) => code);
const staffAndUnknown = async () => [
  { id: (await server.actor('OPERATOR')).id },
  { id: '0'.repeat(24) },
  { id: 'no id' },
  { identity: { issuer: 'game', subject: randomUUID() } },
];

test('a key requests for a user once, and the row names the source and the key', async () => {
  const user = await qualified();
  const answers = await Promise.all(Array.from({ length: 20 }, () => request({ id: user.id })));
  const ids = new Set(answers.map(({ data }) => data!.requestRewardFor!.request!.id));
  expect(ids.size).toBe(1);
  const rows = await server.database.requests.find({ userId: new Types.ObjectId(user.id) }).toArray();
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    source: 'SERVICE',
    serviceKeyId: new Types.ObjectId(backend.keyId),
    status: 1,
  });
  // The user's own request gets the same answer, and reads no key.
  const own = await user.send(
    'mutation ($input: RequestRewardInput!) { requestReward(input: $input) { request { id source serviceKey { id } } userErrors { code } } }',
    { input: { eventId: event.id } },
  );
  expect(own.data).toEqual({
    requestReward: {
      request: { id: [...ids][0], source: 'SERVICE', serviceKey: null },
      userErrors: [{ code: 'ALREADY_REWARDED' }],
    },
  });
  const auditor = await server.actor('AUDITOR');
  const seen = await auditor.send(`{ rewardRequest(id: "${[...ids][0]}") { serviceKey { id } } }`);
  expect(seen.data).toEqual({ rewardRequest: { serviceKey: { id: backend.keyId } } });
});

test('idempotency keys are one space per user, whoever sends them', async () => {
  const user = await qualified();
  const idempotencyKey = randomUUID();
  const { requestReward } = await user.run(RequestRewardDocument, {
    input: { eventId: event.id, idempotencyKey },
  });
  const { data } = await request({ id: user.id }, idempotencyKey);
  expect(data!.requestRewardFor).toMatchObject({
    request: { id: requestReward!.request!.id, source: 'USER' },
    userErrors: [],
  });
  const other = await createEvent(await server.actor('OPERATOR'));
  expect(codesOf((await request({ id: user.id }, idempotencyKey, other.id)).data!.requestRewardFor)).toEqual([
    'IDEMPOTENCY_KEY_REUSED',
  ]);
});

test('a user who does not qualify gets the same refusal and row as by himself', async () => {
  const user = await server.actor('USER');
  const { data } = await request({ id: user.id });
  expect(data!.requestRewardFor).toMatchObject({
    request: { failureCode: 'CONDITIONS_NOT_MET', source: 'SERVICE' },
    userErrors: [{ code: 'CONDITIONS_NOT_MET' }],
  });
});

test('nobody and staff are UNKNOWN_USER, a disabled USER is ACCOUNT_DISABLED, and no row is made', async () => {
  const disabled = await qualified();
  const admin = await server.actor('ADMIN');
  await admin.run(SetUserDisabledDocument, { input: { userId: disabled.id, disabled: true } });
  const [requests, checkIns] = [server.database.requests, server.database.attendances];
  const before = [await requests.countDocuments(), await checkIns.countDocuments()];
  const zero = { attendance: null, created: false, streak: { current: 0, longest: 0, lastDay: null } };
  for (const user of await staffAndUnknown()) {
    expect(codesOf((await request(user)).data!.requestRewardFor)).toEqual(['UNKNOWN_USER']);
    const { data } = await backend.ask(CheckAttendanceForDocument, { input: { user } });
    expect(data!.checkAttendanceFor).toMatchObject({ ...zero, userErrors: [{ code: 'UNKNOWN_USER' }] });
  }
  const user = { id: disabled.id };
  expect(codesOf((await request(user)).data!.requestRewardFor)).toEqual(['ACCOUNT_DISABLED']);
  const { data } = await backend.ask(CheckAttendanceForDocument, { input: { user } });
  expect(data!.checkAttendanceFor).toMatchObject({ ...zero, userErrors: [{ code: 'ACCOUNT_DISABLED' }] });
  expect([await requests.countDocuments(), await checkIns.countDocuments()]).toEqual(before);
});

test('a key checks a user in by identity, once a day', async () => {
  const identity = { issuer: 'game', subject: randomUUID() };
  const users = await backendOf(server, ['USERS_WRITE']);
  await users.send(
    'mutation ($input: UpsertUsersInput!) { upsertUsers(input: $input) { outcomes { created } } }',
    {
      input: { users: [{ identity }] },
    },
  );
  const checkIn = async () =>
    (await backend.run(CheckAttendanceForDocument, { input: { user: { identity } } })).checkAttendanceFor!;
  expect(await checkIn()).toMatchObject({ created: true, streak: { current: 1 } });
  expect(await checkIn()).toMatchObject({ created: false, streak: { current: 1 } });
  const row = await server.database.attendances.findOne({ serviceKeyId: new Types.ObjectId(backend.keyId) });
  expect(row).toMatchObject({ source: 'SERVICE' });
});

test('a user and a key that check in at once make one row', async () => {
  const user = await server.actor('USER');
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      n % 2 === 0
        ? user.run(CheckAttendanceDocument).then((x) => x.checkAttendance!)
        : backend
            .run(CheckAttendanceForDocument, { input: { user: { id: user.id } } })
            .then((x) => x.checkAttendanceFor!),
    ),
  );
  expect(answers.filter(({ created }) => created)).toHaveLength(1);
});

test.each([
  ['a username', { username: 'alice' }],
  ['nothing', {}],
  ['an id and an identity', { id: '0'.repeat(24), identity: { issuer: 'game', subject: '1' } }],
  ['an empty subject', { identity: { issuer: 'game', subject: '' } }],
])('a user named by %s is BAD_USER_INPUT', async (_title, user) => {
  for (const answer of [
    await request(user),
    await backend.ask(CheckAttendanceForDocument, { input: { user } }),
  ]) {
    expect(answer.errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.user' }],
    });
  }
});

test('keys that begin with payout: are reserved for everybody', async () => {
  const user = await qualified();
  const idempotencyKey = 'payout:1';
  const own = await user.ask(RequestRewardDocument, { input: { eventId: event.id, idempotencyKey } });
  for (const { errors } of [own, await request({ id: user.id }, idempotencyKey)]) {
    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.idempotencyKey' }],
    });
  }
  expect(await server.database.requests.countDocuments({ userId: new Types.ObjectId(user.id) })).toBe(0);
});

test('what was answered to a key holds no name of a user', async () => {
  const { errors } = await backend.send(
    'mutation ($input: RequestRewardForInput!) { requestRewardFor(input: $input) { request { user { username } } } }',
    { input: { user: { id: '0'.repeat(24) }, eventId: event.id, idempotencyKey: 'any' } },
  );
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
});
