import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import { checkInvariants } from '../../../src/invariants/invariants';
import {
  AddAudienceMembersDocument,
  AddConditionDocument,
  AudienceDocument,
  AudiencesDocument,
  CreateAudienceDocument,
  CreateEventDocument,
  EligibilityDocument,
  RequestRewardDocument,
  SealAudienceDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());
afterEach(async () => {
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});

async function createAudience(name = 'Players of the outage'): Promise<string> {
  const { createAudience: made } = await operator.run(CreateAudienceDocument, { input: { name } });
  return made!.audience!.id;
}
const add = (audienceId: string, users: object[]) =>
  operator.run(AddAudienceMembersDocument, { input: { audienceId, users } as never });
const seal = (id: string) => operator.run(SealAudienceDocument, { input: { id } });
async function sealedAudience(...users: Actor[]): Promise<string> {
  const id = await createAudience();
  const members = users.length > 0 ? users : [await server.actor('USER')];
  await add(
    id,
    members.map((user) => ({ id: user.id })),
  );
  await seal(id);
  return id;
}

test('accounts are added by id, identity and username, once each, and unknown ones are named by their place', async () => {
  const users = await Promise.all(Array.from({ length: 3 }, () => server.actor('USER')));
  const identity = { issuer: 'game', subject: 'p-1' };
  const [named] = await server.services.identities.ensure([{ identity, username: null }], {
    actor: null,
    action: null,
    now: server.clock.now(),
  });
  const id = await createAudience();
  const { addAudienceMembers: first } = await add(id, [
    { id: users[0]!.id },
    { username: users[1]!.username },
    { id: 'nobody' },
    { identity },
    { identity: { issuer: 'game', subject: 'unknown' } },
    { id: users[0]!.id },
    {},
    { id: users[2]!.id, username: users[2]!.username },
  ]);
  expect(first).toMatchObject({ added: 3, unknown: [2, 4, 6, 7], userErrors: [], audience: { size: 3 } });
  const { addAudienceMembers: again } = await add(id, [{ id: users[0]!.id }, { id: users[2]!.id }]);
  expect(again).toMatchObject({ added: 1, unknown: [], audience: { size: 4 } });
  const rows = await server.database.audienceMembers.find({ audienceId: new Types.ObjectId(id) }).toArray();
  expect(rows.map(({ userId }) => String(userId)).sort()).toEqual(
    [...users.map((user) => user.id), String(named!.userId)].sort(),
  );
});

test('a sealed audience has its size and the digest of its sorted ids, and takes nobody', async () => {
  const users = await Promise.all(Array.from({ length: 5 }, () => server.actor('USER')));
  const id = await sealedAudience(...users);
  const { audience } = await operator.run(AudienceDocument, { id });
  const lines = users
    .map((user) => `${user.id}\n`)
    .sort()
    .join('');
  expect(audience).toMatchObject({
    size: 5,
    sealing: false,
    sealedAt: expect.any(String) as string,
    digest: createHash('sha256').update(lines).digest('hex'),
    createdBy: { id: operator.id },
  });
  const late = await server.actor('USER');
  const input = { audienceId: id, users: [{ id: late.id }] };
  await operator.refused(AddAudienceMembersDocument, { input }, 'AUDIENCE_SEALED');
  const { sealAudience: again } = await seal(id);
  expect(again).toMatchObject({ audience: { digest: audience!.digest }, userErrors: [] });
  const entries = await server.database.auditEntries
    .find({ targetId: new Types.ObjectId(id) })
    .sort({ sequence: 1 })
    .toArray();
  expect(entries.map(({ action }) => action)).toEqual([
    'createAudience',
    'addAudienceMembers',
    'sealAudience',
  ]);
  expect(JSON.parse(entries[2]!.after!)).toMatchObject({ size: 5, digest: audience!.digest });
});

test('an empty audience is not sealed', async () => {
  const id = await createAudience();
  await operator.refused(SealAudienceDocument, { input: { id } }, 'AUDIENCE_EMPTY');
  const { audience } = await operator.run(AudienceDocument, { id });
  expect(audience).toMatchObject({ sealing: false, sealedAt: null });
});

test('an audience holds a million members at most', async () => {
  const id = await createAudience();
  const { _id } = (await server.database.audiences.findOne({ _id: new Types.ObjectId(id) }))!;
  await server.database.audiences.updateOne({ _id }, { $set: { size: 999_999 } });
  const users = await Promise.all([server.actor('USER'), server.actor('USER')]);
  const input = { audienceId: id, users: users.map((user) => ({ id: user.id })) };
  const { errors } = await operator.ask(AddAudienceMembersDocument, { input });
  expect(errors[0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.users' }] });
  await server.database.audiences.updateOne({ _id }, { $set: { size: 0 } });
});

test('audiences are listed newest first', async () => {
  const ids = [await createAudience('first'), await createAudience('second')];
  const { audiences } = await operator.run(AudiencesDocument, { first: 2 });
  expect(new Set(audiences!.nodes.map(({ id }) => id))).toEqual(new Set(ids));
});

test('IN_AUDIENCE is met by members alone, and a USER does not see the audience', async () => {
  const [member, stranger] = await Promise.all([server.actor('USER'), server.actor('USER')]);
  const audienceId = await sealedAudience(member);
  const event = await createEvent(operator, { conditions: [{ kind: 'IN_AUDIENCE', audienceId }] });
  expect(event.conditions).toMatchObject([{ kind: 'IN_AUDIENCE', target: 1, audience: { id: audienceId } }]);
  const input = { eventId: event.id };
  const { eligibility } = await stranger.run(EligibilityDocument, { eventId: event.id });
  expect(eligibility!.blockedBy).toEqual(['CONDITIONS_NOT_MET']);
  await stranger.refused(RequestRewardDocument, { input }, 'CONDITIONS_NOT_MET');
  const { requestReward } = await member.run(RequestRewardDocument, { input });
  expect(requestReward!.request).toMatchObject({
    status: 'SUCCESS',
    evidence: [{ kind: 'IN_AUDIENCE', current: 1, target: 1, met: true }],
  });
  const { data } = await member.send(`{ event(id: "${event.id}") { conditions { kind audience { id } } } }`);
  expect(data).toEqual({ event: { conditions: [{ kind: 'IN_AUDIENCE', audience: null }] } });
});

test('only events whose conditions ask for it read members', async () => {
  const member = await server.actor('USER');
  const audienceId = await sealedAudience(member);
  const [plain, listed] = await Promise.all([
    createEvent(operator, { conditions: [{ kind: 'ACCOUNT_AGE', target: 366 }] }),
    createEvent(operator, { conditions: [{ kind: 'IN_AUDIENCE', audienceId }] }),
  ]);
  const callsOf = async (eventId: string) =>
    (await server.databaseCalls(() => member.ask(EligibilityDocument, { eventId }))).length;
  expect((await callsOf(listed.id)) - (await callsOf(plain.id))).toBe(1);
});

test('a condition takes a sealed audience only', async () => {
  const open = await createAudience();
  const event = await createEvent(operator, { active: false, conditions: [] });
  const condition = { kind: 'IN_AUDIENCE' as const, audienceId: open };
  const input = { eventId: event.id, expectedVersion: event.version, condition };
  await operator.refused(AddConditionDocument, { input }, 'AUDIENCE_NOT_SEALED');
  const creation = {
    title: 'For some',
    startAt: server.clock.now().toISOString(),
    active: false,
    conditions: [condition],
    rewards: [],
  };
  const { data } = await operator.ask(CreateEventDocument, { input: creation });
  expect(data!.createEvent).toMatchObject({
    event: null,
    userErrors: [{ code: 'AUDIENCE_NOT_SEALED', field: ['input', 'conditions', '0', 'audienceId'] }],
  });
  for (const wrong of [
    { kind: 'IN_AUDIENCE' as const, audienceId: String(new Types.ObjectId()) },
    { kind: 'IN_AUDIENCE' as const, audienceId: 'x' },
    { kind: 'IN_AUDIENCE' as const },
    { kind: 'IN_AUDIENCE' as const, audienceId: open, target: 2 },
    { kind: 'ACCOUNT_AGE' as const, target: 1, audienceId: open },
  ]) {
    const { errors } = await operator.ask(AddConditionDocument, { input: { ...input, condition: wrong } });
    expect(errors[0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  }
});
