import { createHash } from 'node:crypto';
import {
  ApproveRewardRequestDocument,
  CheckAttendanceDocument,
  RequestRewardDocument,
  SealProofDocument,
  SealsDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { createEvent, type CreatedEvent } from '../../support/events';
import { sealNow } from '../../support/seals';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
let event: CreatedEvent;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
  event = await createEvent(operator, {
    payout: 'MANUAL',
    conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
  });
});
afterAll(() => server.close());

async function claimed(user: Actor): Promise<string> {
  await user.run(CheckAttendanceDocument);
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: event.id } });
  return requestReward!.request!.id;
}

const seal = () => sealNow(server);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('a request has no proof until it is sealed, then one of each entry, which its audit entry holds', async () => {
  const user = await server.actor('USER');
  const requestId = await claimed(user);
  expect(await user.run(SealProofDocument, { requestId })).toEqual({ sealProof: [] });
  await seal();
  await operator.run(ApproveRewardRequestDocument, { input: { id: requestId, note: 'a secret note' } });
  await seal();
  const { sealProof } = await user.run(SealProofDocument, { requestId });
  expect(sealProof!.map(({ leaf }) => (JSON.parse(leaf) as { type: string }).type)).toEqual([
    'REQUEST_PENDING',
    'REWARD_GRANTED',
  ]);
  for (const { auditEntry, seal: sealed, leaf, sequence } of sealProof!) {
    expect(auditEntry.hash).toBe(sha256(`${auditEntry.previousHash}\n${auditEntry.canonical}`));
    expect(auditEntry.canonical).toContain(sealed.root);
    expect(JSON.parse(leaf)).toMatchObject({ requestId, sequence, userId: user.id });
    expect(leaf).not.toContain('secret');
    expect(leaf).not.toContain(operator.id);
  }
});

test('proofs are for the claimant, AUDITOR and ADMIN', async () => {
  const user = await server.actor('USER');
  const requestId = await claimed(user);
  await seal();
  for (const role of ['AUDITOR', 'ADMIN'] as const) {
    const { sealProof } = await (await server.actor(role)).run(SealProofDocument, { requestId });
    expect(sealProof).toHaveLength(1);
  }
  for (const role of ['USER', 'OPERATOR'] as const) {
    const { data, errors } = await (await server.actor(role)).ask(SealProofDocument, { requestId });
    expect([data, errors?.[0]?.extensions?.code]).toEqual([{ sealProof: null }, 'NOT_FOUND']);
  }
});

test('a request that was changed by hand has a leaf that its path does not prove', async () => {
  const user = await server.actor('USER');
  const requestId = await claimed(user);
  await seal();
  const [before] = (await user.run(SealProofDocument, { requestId })).sealProof!;
  const id = { _id: (await server.database.requests.findOne({}, { sort: { _id: -1 } }))!._id };
  await server.database.requests.updateOne(id, { $inc: { attempt: 1 } });
  const [after] = (await user.run(SealProofDocument, { requestId })).sealProof!;
  await server.database.requests.updateOne(id, { $inc: { attempt: -1 } });
  expect(after!.path).toEqual(before!.path);
  expect(after!.leaf).not.toBe(before!.leaf);
});

test('seals are listed newest first, in pages', async () => {
  for (let n = 0; n < 3; n += 1) {
    await claimed(await server.actor('USER'));
    await seal();
  }
  const auditor = await server.actor('AUDITOR');
  const { seals } = await auditor.run(SealsDocument, { first: 100 });
  const ranges = seals!.nodes.map(({ firstSequence, lastSequence }) => [firstSequence, lastSequence]);
  expect(ranges.at(-1)![0]).toBe(1);
  for (const [place, [first]] of ranges.slice(0, -1).entries())
    expect(first).toBe(ranges[place + 1]![1]! + 1);
  expect(seals!.totalCount).toBe(ranges.length);
  const page = await auditor.run(SealsDocument, { first: 2 });
  const next = await auditor.run(SealsDocument, { first: 2, after: page.seals!.pageInfo.endCursor });
  expect([...page.seals!.nodes, ...next.seals!.nodes]).toEqual(seals!.nodes.slice(0, 4));
});
