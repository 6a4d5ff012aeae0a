import { Types } from 'mongoose';
import {
  AdjustRewardStockDocument,
  ArchiveEventDocument,
  DuplicateEventDocument,
  EventDocument,
  UpdateEventDocument,
  type DuplicateEventInput,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const DATES = { startAt: '2026-07-01T00:00:00.000Z', endAt: '2026-07-10T00:00:00.000Z' };

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

async function duplicate(input: DuplicateEventInput) {
  const { duplicateEvent } = await operator.run(DuplicateEventDocument, { input });
  const event = duplicateEvent?.event;
  if (!event) throw new Error('the event was not copied');
  return event;
}

test('a copy has the conditions, rewards, payout and texts of its source, and is inactive', async () => {
  const required = await createEvent(operator);
  const source = await createEvent(operator, {
    description: 'Every month.',
    payout: 'MANUAL',
    conditions: [
      { kind: 'EVENT_REWARDED', requiredEventId: required.id },
      { kind: 'ACTIVITY_SUM', target: 5, activityKind: 'purchase' },
    ],
    rewards: [{ type: 'ITEM', name: 'Sword', quantity: 2, externalId: 'sku-1' }],
  });
  const copy = await duplicate({ id: source.id, ...DATES, claimUntil: '2026-07-12T00:00:00.000Z' });
  const withoutIds = <T extends { id: string }>(parts: readonly T[]) =>
    parts.map(({ id: _id, ...part }) => part);
  expect(copy).toMatchObject({
    ...DATES,
    claimUntil: '2026-07-12T00:00:00.000Z',
    ...{ title: source.title, description: 'Every month.', payout: 'MANUAL' },
    ...{ active: false, version: 1, frozen: false },
    conditions: withoutIds(source.conditions),
    rewards: withoutIds(source.rewards),
  });
  const ids = [source, copy]
    .flatMap(({ conditions, rewards }) => [...conditions, ...rewards])
    .map(({ id }) => id);
  expect(new Set(ids).size).toBe(6);
  expect(await server.database.auditEntries.findOne({ targetId: new Types.ObjectId(copy.id) })).toMatchObject(
    {
      action: 'duplicateEvent',
      after: expect.stringContaining(`"copiedFromId":"${source.id}"`),
    },
  );
});

test('its stock is what the source was defined with, all of it remaining', async () => {
  const source = await createEvent(operator, {
    rewards: [{ type: 'ITEM', name: 'Sword', quantity: 1, stock: 10 }],
  });
  const [reward] = source.rewards;
  await operator.run(AdjustRewardStockDocument, {
    input: { id: reward!.id, delta: 5, reason: 'More.', idempotencyKey: 'more' },
  });
  await server.database.events.updateOne(
    { _id: new Types.ObjectId(source.id) },
    { $set: { 'rewards.0.remaining': 3 } },
  );
  expect((await duplicate({ id: source.id, ...DATES })).rewards).toMatchObject([
    { stock: 10, remaining: 10 },
  ]);
});

test('an archived event can be copied, under another title, and the copy be activated', async () => {
  const source = await createEvent(operator);
  await operator.run(ArchiveEventDocument, { input: { id: source.id, expectedVersion: source.version } });
  const copy = await duplicate({ id: source.id, title: 'Again', ...DATES });
  expect(copy.title).toBe('Again');
  const { updateEvent } = await operator.run(UpdateEventDocument, {
    input: { id: copy.id, expectedVersion: 1, active: true },
  });
  expect(updateEvent).toMatchObject({ userErrors: [], event: { active: true } });
});

test('a retry with the same key and input answers the same copy; other input is refused', async () => {
  const source = await createEvent(operator);
  const input = { id: source.id, ...DATES, idempotencyKey: 'july' };
  const copies = await Promise.all([1, 2, 3, 4].map(() => duplicate(input)));
  expect(new Set(copies.map(({ id }) => id)).size).toBe(1);
  expect(await server.database.events.countDocuments({ copiedFromId: new Types.ObjectId(source.id) })).toBe(
    1,
  );
  const other = { input: { ...input, title: 'August' } };
  await operator.refused(DuplicateEventDocument, other, 'IDEMPOTENCY_KEY_REUSED');
  // One key space for all keyed changes of events.
  const { endAt: _end, ...withoutEnd } = input;
  await operator.refused(DuplicateEventDocument, { input: withoutEnd }, 'IDEMPOTENCY_KEY_REUSED');
});

test('a bad claim window or an unknown source changes nothing', async () => {
  const source = await createEvent(operator);
  const early = { id: source.id, ...DATES, claimUntil: DATES.startAt };
  await operator.refused(DuplicateEventDocument, { input: early }, 'BAD_USER_INPUT');
  const nowhere = { id: new Types.ObjectId().toHexString(), ...DATES };
  await operator.refused(DuplicateEventDocument, { input: nowhere }, 'NOT_FOUND');
  expect(await server.database.events.countDocuments({ copiedFromId: new Types.ObjectId(source.id) })).toBe(
    0,
  );
});

test('a user does not see what an event was copied from', async () => {
  const source = await createEvent(operator);
  const copy = await duplicate({ id: source.id, ...DATES });
  await operator.run(UpdateEventDocument, { input: { id: copy.id, expectedVersion: 1, active: true } });
  const user = await server.actor('USER');
  const query = 'query ($id: ID!) { event(id: $id) { copiedFrom { id } } }';
  expect(await user.send(query, { id: copy.id })).toMatchObject({ data: { event: { copiedFrom: null } } });
  expect(await operator.send(query, { id: copy.id })).toMatchObject({
    data: { event: { copiedFrom: { id: source.id } } },
  });
  expect(await user.run(EventDocument, { id: copy.id })).toMatchObject({ event: { id: copy.id } });
});
