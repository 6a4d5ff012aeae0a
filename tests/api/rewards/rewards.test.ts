import { Types } from 'mongoose';
import {
  AddRewardDocument,
  RemoveRewardDocument,
  RewardDocument,
  RewardsDocument,
  UpdateEventDocument,
  UpdateRewardDocument,
  type RewardInput,
  type UpdateRewardInput,
} from '../../generated/documents';
import { readAudit } from '../../support/audit';
import type { Actor } from '../../support/actors';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const NOW = '2026-06-01T03:00:00.000Z';
const SWORD: RewardInput = { type: 'ITEM', name: 'Sword', quantity: 2, stock: 10, externalId: 'sku-1' };

let server: TestServer;
let operator: Actor;
let user: Actor;
beforeAll(async () => {
  server = await startTestServer({ now: NOW });
  operator = await server.actor('OPERATOR');
  user = await server.actor('USER');
});
afterAll(() => server.close());

const stored = async (id: string) => {
  const event = await server.database.events.findOne({ _id: new Types.ObjectId(id) });
  if (event === null) throw new Error('no such event');
  return event;
};
const freeze = (id: string) =>
  server.database.events.updateOne({ _id: new Types.ObjectId(id) }, { $set: { frozenAt: new Date(NOW) } });
const lastEntry = async (id: string) =>
  (await readAudit(server.database, { targetId: new Types.ObjectId(id) })).at(-1) ?? null;
const add = (event: CreatedEvent, reward: RewardInput = SWORD) => ({
  input: { eventId: event.id, expectedVersion: event.version, reward },
});
const update = (event: CreatedEvent, changes: Omit<UpdateRewardInput, 'id' | 'expectedVersion'>) => ({
  input: { id: event.rewards[0]?.id ?? '', expectedVersion: event.version, ...changes },
});
const remove = (event: CreatedEvent) => ({
  input: { id: event.rewards[0]?.id ?? '', expectedVersion: event.version },
});

describe('addReward', () => {
  test('adds it last with all of its stock, raises the version and is audited', async () => {
    const event = await createEvent(operator);
    const { addReward: payload } = await operator.run(AddRewardDocument, add(event));
    expect(payload?.reward).toEqual({ id: expect.any(String), ...SWORD, remaining: 10 });
    expect(payload?.event).toEqual({
      id: event.id,
      version: event.version + 1,
      rewards: [...event.rewards, payload?.reward],
    });
    const entry = await lastEntry(event.id);
    expect(entry).toMatchObject({ action: 'addReward', before: null });
    expect(JSON.parse(entry?.after ?? '')).toEqual({
      reward: { id: payload?.reward?.id, ...SWORD, initialStock: 10 },
    });
  });

  test('of a 21st is BAD_USER_INPUT', async () => {
    const event = await createEvent(operator, { rewards: Array.from({ length: 20 }, () => SWORD) });
    await operator.refused(AddRewardDocument, add(event), 'BAD_USER_INPUT');
    expect((await stored(event.id)).rewards).toHaveLength(20);
  });

  test.each<[string, Partial<RewardInput>, string]>([
    ['quantity 0', { quantity: 0 }, 'quantity'],
    ['quantity -1', { quantity: -1 }, 'quantity'],
    ['quantity 1.5', { quantity: 1.5 }, 'quantity'],
    ['quantity 2^53', { quantity: 2 ** 53 }, 'quantity'],
    ['stock -1', { stock: -1 }, 'stock'],
    ['stock 1,000,000,001', { stock: 1_000_000_001 }, 'stock'],
    ['no name', { name: '' }, 'name'],
    ['a name of 201 astral characters', { name: '🎁'.repeat(201) }, 'name'],
    ['a name that is an object', { name: { $gt: '' } as never }, 'name'],
  ])('with %s is BAD_USER_INPUT, and nothing is stored', async (_what, fields, field) => {
    const event = await createEvent(operator);
    const error = await operator.refused(
      AddRewardDocument,
      add(event, { ...SWORD, ...fields }),
      'BAD_USER_INPUT',
    );
    expect(error.extensions.fields).toMatchObject([{ path: `input.reward.${field}` }]);
    expect(await stored(event.id)).toMatchObject({ version: 1, rewards: { length: 2 } });
  });

  test('of a limited one that a MANUAL event could hold open over 10,000 times is BAD_USER_INPUT', async () => {
    const event = await createEvent(operator, { payout: 'MANUAL' });
    const error = await operator.refused(
      AddRewardDocument,
      add(event, { ...SWORD, stock: 20_002 }),
      'BAD_USER_INPUT',
    );
    expect(error.extensions.fields).toMatchObject([{ path: 'input.reward' }]);
    expect((await stored(event.id)).rewards).toHaveLength(2);
  });

  test('with a stale version is refused with the event, without a reward', async () => {
    const event = await createEvent(operator);
    await operator.run(AddRewardDocument, add(event));
    const payload = await operator.refused(AddRewardDocument, add(event), 'STALE_VERSION');
    expect(payload).toMatchObject({ reward: null, event: { version: 2, rewards: { length: 3 } } });
  });

  test('on a frozen event is refused', async () => {
    const event = await createEvent(operator);
    await freeze(event.id);
    await operator.refused(AddRewardDocument, add(event), 'EVENT_HAS_REQUESTS');
    expect((await stored(event.id)).rewards).toHaveLength(2);
  });

  test.each([new Types.ObjectId().toHexString(), 'x'])('to event %p is NOT_FOUND', async (eventId) => {
    await operator.refused(
      AddRewardDocument,
      { input: { eventId, expectedVersion: 1, reward: SWORD } },
      'NOT_FOUND',
    );
  });
});

describe('updateReward', () => {
  test('changes what is given, of this reward only, and is audited', async () => {
    const event = await createEvent(operator, { rewards: [SWORD, SWORD] });
    const { updateReward: payload } = await operator.run(
      UpdateRewardDocument,
      update(event, { name: 'Axe', quantity: 3 }),
    );
    expect(payload?.reward).toEqual({ ...event.rewards[0], name: 'Axe', quantity: 3 });
    expect(payload?.event).toMatchObject({ version: 2, rewards: [payload?.reward, event.rewards[1]] });
    const id = event.rewards[0]?.id;
    const entry = await lastEntry(event.id);
    expect(JSON.parse(entry?.before ?? '')).toEqual({ reward: { id, name: 'Sword', quantity: 2 } });
    expect(JSON.parse(entry?.after ?? '')).toEqual({ reward: { id, name: 'Axe', quantity: 3 } });
  });

  test('to null clears externalId, and is refused elsewhere', async () => {
    const event = await createEvent(operator, { rewards: [SWORD] });
    for (const name of ['name', 'quantity'] as const) {
      const error = await operator.refused(
        UpdateRewardDocument,
        update(event, { [name]: null }),
        'BAD_USER_INPUT',
      );
      expect(error.extensions.fields).toMatchObject([{ path: `input.${name}` }]);
    }
    const { updateReward: payload } = await operator.run(
      UpdateRewardDocument,
      update(event, { externalId: null }),
    );
    expect(payload?.reward).toEqual({ ...event.rewards[0], externalId: null });
  });

  test('that changes nothing raises no version, even of a frozen event', async () => {
    const event = await createEvent(operator, { rewards: [SWORD] });
    await freeze(event.id);
    const same = update(event, { name: 'Sword', quantity: 2, externalId: 'sku-1' });
    const { updateReward: payload } = await operator.run(UpdateRewardDocument, same);
    expect(payload?.event?.version).toBe(1);
  });

  test.each([{ name: 'Axe' }, { quantity: 3 }, { externalId: null }])(
    'to %p is refused on a frozen event',
    async (changes) => {
      const event = await createEvent(operator, { rewards: [SWORD] });
      await freeze(event.id);
      const payload = await operator.refused(
        UpdateRewardDocument,
        update(event, changes),
        'EVENT_HAS_REQUESTS',
      );
      expect(payload.reward).toEqual(event.rewards[0]);
      expect((await stored(event.id)).rewards).toMatchObject([SWORD]);
    },
  );

  test('to a quantity that lets a MANUAL event hold over 10,000 requests open is BAD_USER_INPUT', async () => {
    const rewards = [{ ...SWORD, stock: 20_000, quantity: 2 }];
    const event = await createEvent(operator, { payout: 'MANUAL', rewards });
    const error = await operator.refused(
      UpdateRewardDocument,
      update(event, { quantity: 1 }),
      'BAD_USER_INPUT',
    );
    expect(error.extensions.fields).toMatchObject([{ path: 'input.quantity' }]);
    expect((await stored(event.id)).rewards).toMatchObject(rewards);
  });

  test('with a stale version is refused with the reward as it stands', async () => {
    const event = await createEvent(operator, { rewards: [SWORD] });
    await operator.run(UpdateRewardDocument, update(event, { name: 'Axe' }));
    const payload = await operator.refused(
      UpdateRewardDocument,
      update(event, { name: 'Bow' }),
      'STALE_VERSION',
    );
    expect(payload).toMatchObject({ reward: { name: 'Axe' }, event: { version: 2 } });
  });

  test.each([new Types.ObjectId().toHexString(), 'x'])('%p is NOT_FOUND', async (id) => {
    await operator.refused(UpdateRewardDocument, { input: { id, expectedVersion: 1 } }, 'NOT_FOUND');
  });
});

describe('removeReward', () => {
  test('removes it and is audited', async () => {
    const event = await createEvent(operator);
    const { removeReward: payload } = await operator.run(RemoveRewardDocument, remove(event));
    expect(payload).toMatchObject({
      removedId: event.rewards[0]?.id,
      event: { version: 2, rewards: [event.rewards[1]] },
    });
    expect(await lastEntry(event.id)).toMatchObject({ action: 'removeReward', after: null });
    await operator.refused(RemoveRewardDocument, remove(event), 'NOT_FOUND');
  });

  test('of the last one of an active event is EVENT_INCOMPLETE', async () => {
    const event = await createEvent(operator, { rewards: [SWORD] });
    const payload = await operator.refused(RemoveRewardDocument, remove(event), 'EVENT_INCOMPLETE');
    expect(payload).toMatchObject({
      removedId: null,
      event: { version: 1 },
      userErrors: [{ field: ['rewards'] }],
    });
    expect((await stored(event.id)).rewards).toHaveLength(1);
  });

  test('that leaves a MANUAL event with too much stock is BAD_USER_INPUT', async () => {
    const rewards = [SWORD, { ...SWORD, stock: 1_000_000 }];
    const event = await createEvent(operator, { payout: 'MANUAL', rewards });
    await operator.refused(RemoveRewardDocument, remove(event), 'BAD_USER_INPUT');
    expect((await stored(event.id)).rewards).toHaveLength(2);
  });

  test('on a frozen event is refused', async () => {
    const event = await createEvent(operator);
    await freeze(event.id);
    await operator.refused(RemoveRewardDocument, remove(event), 'EVENT_HAS_REQUESTS');
    expect((await stored(event.id)).rewards).toHaveLength(2);
  });
});

describe('reading', () => {
  test('a reward leads to its event, and an event to its rewards', async () => {
    const event = await createEvent(operator, { rewards: [SWORD, { type: 'POINT', name: 'Points' }] });
    const { rewards } = await user.run(RewardsDocument, { eventId: event.id });
    expect(rewards).toEqual(event.rewards);
    expect(rewards?.[1]).toMatchObject({ quantity: 1, stock: null, remaining: null, externalId: null });
    const { reward } = await user.run(RewardDocument, { id: rewards?.[0]?.id ?? '' });
    expect(reward).toEqual({ ...rewards?.[0], event: { id: event.id, title: event.title } });
  });

  test('a USER finds no reward of a paused event', async () => {
    const event = await createEvent(operator);
    await operator.run(UpdateEventDocument, { input: { id: event.id, expectedVersion: 1, active: false } });
    const id = event.rewards[0]?.id ?? '';
    await user.refused(RewardDocument, { id }, 'NOT_FOUND');
    await user.refused(RewardsDocument, { eventId: event.id }, 'NOT_FOUND');
    expect((await operator.run(RewardDocument, { id })).reward?.id).toBe(id);
  });

  test.each([new Types.ObjectId().toHexString(), 'x', ''])('%p is NOT_FOUND', async (id) => {
    await user.refused(RewardDocument, { id }, 'NOT_FOUND');
    await user.refused(RewardsDocument, { eventId: id }, 'NOT_FOUND');
  });
});
