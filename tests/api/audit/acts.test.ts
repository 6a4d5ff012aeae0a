import { Types } from 'mongoose';
import {
  AddConditionDocument,
  AddRewardDocument,
  AdjustRewardStockDocument,
  ApproveRewardRequestDocument,
  ArchiveEventDocument,
  AuditEntriesDocument,
  AuditVerificationDocument,
  ChangeUserRoleDocument,
  CreateEventDocument,
  InvariantsDocument,
  RejectRewardRequestDocument,
  RemoveConditionDocument,
  RemoveRewardDocument,
  RequestRewardDocument,
  SetUserDisabledDocument,
  UpdateConditionDocument,
  UpdateEventDocument,
  UpdateRewardDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
let admin: Actor;
beforeAll(async () => {
  server = await startTestServer({ now: '2026-06-01T03:00:00Z' });
  [operator, admin] = await Promise.all([server.actor('OPERATOR'), server.actor('ADMIN')]);
});
afterAll(() => server.close());

/** The entries that were made meanwhile, oldest first. */
async function entriesOf(work: () => Promise<unknown>) {
  const from = await server.database.auditEntries.countDocuments();
  await work();
  const { auditEntries } = await admin.run(AuditEntriesDocument, { first: 100, reverse: true });
  return auditEntries!.nodes.filter(({ sequence }) => sequence > from);
}

test('every act on an event is one entry, in the chain before the answer', async () => {
  let event = { id: '', version: 0 };
  let condition = { id: '' };
  let reward = { id: '' };
  const changing = () => ({ expectedVersion: event.version });
  const points = { type: 'POINT', name: 'Points' } as const;
  const acts: Array<[string, () => Promise<{ id: string; version: number } | null | undefined>]> = [
    [
      'createEvent',
      async () => {
        const input = { title: 'Spring', startAt: '2026-06-01T00:00:00Z' };
        return (await operator.run(CreateEventDocument, { input })).createEvent?.event;
      },
    ],
    [
      'updateEvent',
      async () => {
        const input = { id: event.id, ...changing(), title: 'Summer' };
        return (await operator.run(UpdateEventDocument, { input })).updateEvent?.event;
      },
    ],
    [
      'addCondition',
      async () => {
        const input = {
          eventId: event.id,
          ...changing(),
          condition: { kind: 'ACCOUNT_AGE', target: 1 },
        } as const;
        const { addCondition } = await operator.run(AddConditionDocument, { input });
        condition = addCondition!.condition!;
        return addCondition!.event;
      },
    ],
    [
      'updateCondition',
      async () => {
        const input = {
          id: condition.id,
          ...changing(),
          condition: { kind: 'ACCOUNT_AGE', target: 2 },
        } as const;
        return (await operator.run(UpdateConditionDocument, { input })).updateCondition?.event;
      },
    ],
    [
      'removeCondition',
      async () => {
        const input = { id: condition.id, ...changing() };
        return (await operator.run(RemoveConditionDocument, { input })).removeCondition?.event;
      },
    ],
    [
      'addReward',
      async () => {
        const input = { eventId: event.id, ...changing(), reward: { ...points, stock: 5 } };
        const { addReward } = await operator.run(AddRewardDocument, { input });
        reward = addReward!.reward!;
        return addReward!.event;
      },
    ],
    [
      'updateReward',
      async () => {
        const input = { id: reward.id, ...changing(), name: 'More points' };
        return (await operator.run(UpdateRewardDocument, { input })).updateReward?.event;
      },
    ],
    [
      'adjustRewardStock',
      async () => {
        const input = { id: reward.id, delta: 5, reason: 'delivery', idempotencyKey: 'delivery-1' };
        return (await operator.run(AdjustRewardStockDocument, { input })).adjustRewardStock?.event;
      },
    ],
    [
      'removeReward',
      async () => {
        const input = { id: reward.id, ...changing() };
        return (await operator.run(RemoveRewardDocument, { input })).removeReward?.event;
      },
    ],
    [
      'archiveEvent',
      async () => {
        const input = { id: event.id, ...changing() };
        return (await operator.run(ArchiveEventDocument, { input })).archiveEvent?.event;
      },
    ],
  ];
  for (const [action, run] of acts) {
    const entries = await entriesOf(async () => {
      const { id, version } = (await run())!;
      event = { id, version };
    });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      action,
      actor: { id: operator.id },
      actorRole: 'OPERATOR',
      targetId: expect.stringMatching(/^[0-9a-f]{24}$/),
      at: '2026-06-01T03:00:00.000Z',
      reason: action === 'adjustRewardStock' ? 'delivery' : null,
      before: /^(create|add)/.test(action) ? null : expect.any(String),
      after: /^remove/.test(action) ? null : expect.any(String),
    });
  }
});

test("an admin's change of a role or of an account is one entry with its reason", async () => {
  const bob = await server.actor('USER');
  const [change, disable] = await entriesOf(async () => {
    await admin.run(ChangeUserRoleDocument, {
      input: { userId: bob.id, role: 'OPERATOR', reason: 'joined' },
    });
    await admin.run(SetUserDisabledDocument, { input: { userId: bob.id, disabled: true, reason: 'left' } });
  });
  const target = { actor: { id: admin.id }, actorRole: 'ADMIN', targetType: 'User', targetId: bob.id };
  expect(change).toMatchObject({ ...target, action: 'changeUserRole', reason: 'joined' });
  expect(disable).toMatchObject({ ...target, action: 'setUserDisabled', reason: 'left' });
});

test("a person's decision is one entry, a claim none; chain and ledger stay in order", async () => {
  const { createEvent } = await operator.run(CreateEventDocument, {
    input: {
      ...{ title: 'By hand', startAt: '2026-06-01T00:00:00Z', active: true, payout: 'MANUAL' },
      rewards: [
        { type: 'COUPON', name: 'Coupon', quantity: 2, stock: 10 },
        { type: 'POINT', name: 'Points', quantity: 5 },
      ],
    },
  });
  const eventId = createEvent!.event!.id;
  const requests: string[] = [];
  const claims = await entriesOf(async () => {
    for (let n = 0; n < 3; n++) {
      const user = await server.actor('USER');
      const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId } });
      requests.push(requestReward!.request!.id);
    }
  });
  expect(claims).toEqual([]);

  const [approved, rejected] = requests;
  const [approval, rejection] = await entriesOf(async () => {
    await operator.run(ApproveRewardRequestDocument, { input: { id: approved!, note: 'well done' } });
    await operator.run(RejectRewardRequestDocument, { input: { id: rejected!, reason: 'too late' } });
  });
  const decision = { actor: { id: operator.id }, targetType: 'RewardRequest' };
  expect(approval).toMatchObject({ ...decision, action: 'approveRewardRequest', targetId: approved });
  expect(rejection).toMatchObject({ ...decision, action: 'rejectRewardRequest', targetId: rejected });

  const { auditVerification } = await admin.run(AuditVerificationDocument);
  expect(auditVerification).toMatchObject({ ok: true });
  const { invariants } = await admin.run(InvariantsDocument);
  expect(invariants!.filter(({ ok }) => !ok)).toEqual([]);

  await server.database.requests.updateOne(
    { _id: new Types.ObjectId(approved) },
    { $set: { 'grants.0.quantity': 3 } },
  );
  const { invariants: after } = await admin.run(InvariantsDocument);
  expect(after!.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([
    'grantsMatchRewards',
    'stockConserved',
    'feedMatchesRequests',
  ]);
});
