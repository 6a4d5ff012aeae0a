import { randomUUID } from 'node:crypto';
import { getNullableType, isListType } from 'graphql';
import { characterCount, hasVisibleCharacter } from '../../src/domain/text';
import {
  AdjustRewardStockDocument,
  ApproveRewardRequestDocument,
  ChangeUserRoleDocument,
  LoginDocument,
  RegisterDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  RevokeRewardRequestDocument,
  SetUserDisabledDocument,
  UpdateEventDocument,
} from '../generated/documents';
import { SERVICE_SCOPES } from '../../src/domain/service-scopes';
import type { Actor } from '../support/actors';
import { createEvent } from '../support/events';
import { expectCoded, post } from '../support/http';
import { inputPlaces } from '../support/inputs';
import { LONG_TEXTS, MALFORMED_TEXTS, NAUGHTY_TEXTS } from '../support/naughty-texts';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf, KEY_FIELDS, type Backend } from '../support/service-keys';

let server: TestServer;
let user: Actor;
let operator: Actor;
let admin: Actor;
let backend: Backend;
beforeAll(async () => {
  server = await startTestServer();
  [user, operator, admin] = await Promise.all([
    server.actor('USER'),
    server.actor('OPERATOR'),
    server.actor('ADMIN'),
  ]);
  backend = await backendOf(server, [...SERVICE_SCOPES]);
});
afterAll(() => server.close());

const shown = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
/** For places that people read: with a visible character. */
const READABLE_TEXTS = NAUGHTY_TEXTS.map((text) => (hasVisibleCharacter(text) ? text : `${text}.${text}`));
const naughty = READABLE_TEXTS.map((text) => [shown(text), text] as const);

const ofText = inputPlaces.filter(({ typeName }) => typeName === 'String');
const OF_A_USER = /^(Query\.(eligibility|my)|Mutation\.(requestReward|checkAttendance))/;

test.each([...new Set(ofText.map(({ field }) => field))])(
  'whatever text %s is given, it is taken or refused by a code, and never an internal error',
  async (field) => {
    const actor = OF_A_USER.test(field) ? user : admin;
    const bearer = KEY_FIELDS.has(field) ? backend.key : actor.accessToken;
    const headers = { authorization: `Bearer ${bearer}` };
    for (const place of ofText.filter((each) => each.field === field)) {
      const inList = isListType(getNullableType(place.type));
      // A hash takes its time, and those that may be one have a test of their own below.
      const texts = [
        ...(/assword/.test(place.path) ? [] : NAUGHTY_TEXTS),
        ...[...MALFORMED_TEXTS, ...LONG_TEXTS],
      ];
      const answers = await Promise.all(
        texts.map((text) => post(server.url, place.operation(inList ? [text] : text), headers)),
      );
      for (const answer of answers) {
        expectCoded(answer);
        const codes = answer.errors.map(({ extensions }) => extensions.code);
        expect([place.path, ...codes]).not.toContain('INTERNAL_SERVER_ERROR');
      }
    }
  },
);

const entriesOf = async (targetId: string) => {
  const query = `query ($targetId: ID!) {
    auditEntries(filter: { targetId: $targetId }, first: 100) { nodes { action reason before after idempotencyKey } } }`;
  const { data, errors } = await admin.send<{
    auditEntries: { nodes: Array<Record<'action' | 'reason' | 'before' | 'after', string | null>> };
  }>(query, { targetId });
  expect(errors).toEqual([]);
  return data!.auditEntries.nodes;
};

test.each(naughty)('%s is kept as it is in an event, its rewards and its key', async (_shown, text) => {
  const key = `${text}${randomUUID().slice(0, 8)}`;
  const { id, version, rewards } = await createEvent(operator, {
    title: text,
    description: text,
    payout: 'MANUAL',
    conditions: [],
    rewards: [{ type: 'COUPON', name: text, externalId: text, stock: 9 }],
    idempotencyKey: key,
  });
  const read = 'query ($id: ID!) { event(id: $id) { title description rewards { name externalId } } }';
  const kept = { title: text, description: text, rewards: [{ name: text, externalId: text }] };
  expect(await operator.send(read, { id })).toMatchObject({ errors: [], data: { event: kept } });
  const found = 'query ($text: String!) { events(filter: { titleContains: $text }) { nodes { id } } }';
  expect(JSON.stringify(await operator.send(found, { text }))).toContain(id);

  // Claimed, decided, changed: each with the text as its reason, note or key.
  const input = { eventId: id, idempotencyKey: key };
  const ask = () => user.run(RequestRewardDocument, { input });
  const requestId = (await ask()).requestReward!.request!.id;
  expect((await ask()).requestReward!.request!.id).toBe(requestId);
  await operator.run(ApproveRewardRequestDocument, { input: { id: requestId, note: text } });
  await operator.run(AdjustRewardStockDocument, {
    input: { id: rewards[0]!.id, delta: 1, reason: text, idempotencyKey: `${key}x` },
  });
  await operator.run(UpdateEventDocument, {
    input: { id, expectedVersion: version, description: `${text}.` },
  });

  expect((await entriesOf(requestId)).map(({ reason }) => reason)).toEqual([text]);
  const [edit, delta] = await entriesOf(id);
  expect(delta!.reason).toBe(text);
  expect(JSON.parse(edit!.after!)).toMatchObject({ description: `${text}.` });
  const noted = 'query ($id: ID!) { rewardRequest(id: $id) { note grants { name externalId } } }';
  expect(await operator.send(noted, { id: requestId })).toMatchObject({
    errors: [],
    data: { rewardRequest: { note: text, grants: [{ name: text, externalId: text }] } },
  });
});

test('a rejection keeps its reason as it is', async () => {
  const event = await createEvent(operator, { payout: 'MANUAL', conditions: [] });
  for (const text of READABLE_TEXTS) {
    const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: event.id } });
    const { rejectRewardRequest } = await operator.run(RejectRewardRequestDocument, {
      input: { id: requestReward!.request!.id, reason: text },
    });
    expect(rejectRewardRequest!.request!.note).toBe(text);
  }
});

test('a revocation keeps its reason as it is', async () => {
  for (const text of READABLE_TEXTS) {
    const event = await createEvent(operator, { payout: 'MANUAL', conditions: [] });
    const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: event.id } });
    const { id } = requestReward!.request!;
    await operator.run(ApproveRewardRequestDocument, { input: { id } });
    const input = { id, reason: text, idempotencyKey: id };
    const { revokeRewardRequest } = await operator.run(RevokeRewardRequestDocument, { input });
    expect(revokeRewardRequest!.request!.revokeReason).toBe(text);
  }
});

test('changes of accounts keep their reasons as they are', async () => {
  const { id: userId } = await server.actor('USER');
  for (const [n, reason] of READABLE_TEXTS.entries()) {
    if (n % 2 === 0) {
      const role = n % 4 === 0 ? 'AUDITOR' : 'USER';
      await admin.run(ChangeUserRoleDocument, { input: { userId, role, reason } });
    } else {
      await admin.run(SetUserDisabledDocument, { input: { userId, disabled: n % 4 === 1, reason } });
    }
  }
  const entries = await entriesOf(userId);
  expect(entries.map(({ reason }) => reason)).toEqual(READABLE_TEXTS.toReversed());
});

test('a password is that very text, and nothing that looks or folds like it', async () => {
  for (const text of NAUGHTY_TEXTS) {
    const username = `n-${randomUUID().slice(0, 8)}`;
    const password = `${text}${text}12345678`;
    expect(characterCount(password)).toBeLessThanOrEqual(256);
    await server.anonymous.run(RegisterDocument, { input: { username, password } });
    await server.anonymous.run(LoginDocument, { input: { username, password } });
    for (const other of [password.normalize('NFKC'), password.trim()]) {
      const input = { username, password: other };
      if (other !== password) await server.anonymous.refused(LoginDocument, { input }, 'INVALID_CREDENTIALS');
    }
  }
});

test('a name is kept as it was typed, or refused', async () => {
  for (const username of NAUGHTY_TEXTS) {
    const { errors } = await server.anonymous.ask(RegisterDocument, {
      input: { username, password: 'a password of the tests' },
    });
    if (errors.length > 0)
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    else expect(await server.database.users.countDocuments({ username })).toBe(1);
  }
});

test('the chain and the rules of the ledger hold over all of it', async () => {
  const { data } = await admin.send('{ auditVerification { ok } invariants { ok } }');
  expect(JSON.stringify(data)).not.toContain('false');
});
