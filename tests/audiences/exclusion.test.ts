import { Types } from 'mongoose';
import { checkInvariants } from '../../src/invariants/invariants';
import {
  AddAudienceMembersDocument,
  CreateAudienceDocument,
  SealAudienceDocument,
} from '../generated/documents';
import type { Actor } from '../support/actors';
import { insertUsers } from '../support/audiences';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/until';

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

async function audience(): Promise<Types.ObjectId> {
  const { createAudience } = await operator.run(CreateAudienceDocument, { input: { name: 'Players' } });
  return new Types.ObjectId(createAudience!.audience!.id);
}
const users = async (count: number) =>
  (await insertUsers(server.app, count, server.clock.now())).map((id) => new Types.ObjectId(id));
const rowsFor = (audienceId: Types.ObjectId, userIds: readonly Types.ObjectId[]) =>
  userIds.map((userId) => ({ _id: new Types.ObjectId(), userId, audienceId }));
const find = async (_id: Types.ObjectId) => (await server.database.audiences.findOne({ _id }))!;
const viewer = () => ({ id: operator.id, role: 'OPERATOR' as const, sessionId: '' });

test('members whose server stopped before their insert never arrive in a sealed audience', async () => {
  const { audienceMembers } = server.services;
  const id = await audience();
  await audienceMembers.add(id, await users(3), viewer());
  const late = await users(5);
  const rows = rowsFor(id, late);
  const batch = await audienceMembers.open(id, rows, viewer());
  // The server was stopped here, and another one seals.
  server.clock.advance({ seconds: 3 });
  const { sealAudience } = await operator.run(SealAudienceDocument, { input: { id: String(id) } });
  expect(sealAudience!.audience).toMatchObject({ size: 3, sealing: false });
  // The server goes on.
  await expect(server.database.audienceMembers.insertMany(rows)).rejects.toThrow(/duplicate key/);
  await expect(audienceMembers.finish(id, batch!, rows)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  });
  expect(await audienceMembers.findPresent(id, late)).toEqual(new Set());
  expect(await find(id)).toMatchObject({ state: 'SEALED', size: 3, adding: [] });
});

test('members whose server stopped after a part of their insert are counted, and their entry is written', async () => {
  const { audienceMembers } = server.services;
  const id = await audience();
  const rows = rowsFor(id, await users(4));
  const batch = await audienceMembers.open(id, rows, viewer());
  await server.database.audienceMembers.insertMany(rows.slice(0, 2));
  server.clock.advance({ seconds: 11 });
  await audienceMembers.sweep();
  expect(await find(id)).toMatchObject({ state: 'OPEN', size: 2, adding: [] });
  await until(() => server.database.auditEntries.findOne({ _id: batch!.id }));
  // The caller, whose answer was lost, adds all of them again.
  const input = { audienceId: String(id), users: rows.map(({ userId }) => ({ id: String(userId) })) };
  const { addAudienceMembers: again } = await operator.run(AddAudienceMembersDocument, { input });
  expect(again).toMatchObject({ added: 2, audience: { size: 4 } });
});

test('an audience whose sealing server died is sealed by another, with an entry of the one who sealed it', async () => {
  const id = await audience();
  await server.services.audienceMembers.add(id, await users(2), viewer());
  const entryId = new Types.ObjectId();
  const pendingSeal = {
    entryId,
    at: server.clock.now(),
    actorId: new Types.ObjectId(operator.id),
    actorRole: 'OPERATOR' as const,
  };
  await server.database.audiences.updateOne({ _id: id }, { $set: { state: 'SEALING', pendingSeal } });
  const input = { audienceId: String(id), users: [{ id: String((await users(1))[0]) }] };
  await operator.refused(AddAudienceMembersDocument, { input }, 'AUDIENCE_SEALED');
  server.clock.advance({ seconds: 11 });
  await until(async () => (await find(id)).state === 'SEALED');
  const entry = await until(() => server.database.auditEntries.findOne({ _id: entryId }));
  expect(entry).toMatchObject({ action: 'sealAudience', actorId: new Types.ObjectId(operator.id) });
});

test('a digest over several pages is that of all members', async () => {
  const id = await audience();
  const userIds = await users(300);
  for (const from of [0, 200])
    await server.services.audienceMembers.add(id, userIds.slice(from, from + 200), viewer());
  await operator.run(SealAudienceDocument, { input: { id: String(id) } });
  // The invariants compute the digest by themselves.
  expect(await find(id)).toMatchObject({ state: 'SEALED', size: 300 });
});
