import { Types } from 'mongoose';
import {
  AddRewardDocument,
  AdjustRewardStockDocument,
  ArchiveEventDocument,
  EventDocument,
  RemoveRewardDocument,
  UpdateEventDocument,
  type UpdateEventInput,
} from '../../generated/documents';
import { readAudit } from '../../support/audit';
import type { Actor } from '../../support/actors';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const NOW = '2026-06-01T03:00:00.000Z';

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer({ now: NOW });
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

const stored = async (id: string) => {
  const event = await server.database.events.findOne({ _id: new Types.ObjectId(id) });
  if (event === null) throw new Error('no such event');
  return event;
};
/** As the first claim that is about to be inserted does. */
const freeze = (id: string) =>
  server.database.events.updateOne({ _id: new Types.ObjectId(id) }, { $set: { frozenAt: new Date(NOW) } });
const lastEntry = async (id: string) =>
  (await readAudit(server.database, { targetId: new Types.ObjectId(id) })).at(-1) ?? null;
const update = (event: CreatedEvent, changes: Omit<UpdateEventInput, 'id' | 'expectedVersion'>) => ({
  input: { id: event.id, expectedVersion: event.version, ...changes },
});

describe('a change', () => {
  test('raises the version by one, keeps what is left out, and is audited with what it changed', async () => {
    const event = await createEvent(operator);
    const { updateEvent: payload } = await operator.run(
      UpdateEventDocument,
      update(event, { title: 'Four days', description: event.description }),
    );
    expect(payload?.event).toEqual({ ...event, title: 'Four days', version: event.version + 1 });
    expect(await lastEntry(event.id)).toMatchObject({
      action: 'updateEvent',
      before: '{"title":"Three days in a row"}',
      after: '{"title":"Four days"}',
      actorId: new Types.ObjectId(operator.id),
    });
    expect((await stored(event.id)).outbox).toEqual([]);
  });

  test('of the window keeps its days', async () => {
    const event = await createEvent(operator);
    const changes = { startAt: '2026-06-01T14:59:59.999Z', endAt: '2026-06-10T15:00:00.001Z' };
    await operator.run(UpdateEventDocument, update(event, changes));
    expect(await stored(event.id)).toMatchObject({ firstDay: '2026-06-01', lastDay: '2026-06-11' });
  });

  test('to null clears endAt: the window is open', async () => {
    const event = await createEvent(operator);
    const { updateEvent: payload } = await operator.run(UpdateEventDocument, update(event, { endAt: null }));
    expect(payload?.event?.endAt).toBeNull();
    expect((await stored(event.id)).lastDay).toBeNull();
  });

  test.each(['title', 'description', 'startAt', 'active', 'payout'] as const)(
    'to null of %s is refused',
    async (name) => {
      const event = await createEvent(operator);
      const error = await operator.refused(
        UpdateEventDocument,
        update(event, { [name]: null }),
        'BAD_USER_INPUT',
      );
      expect(error.extensions.fields).toEqual([{ path: `input.${name}`, message: 'must not be null' }]);
      expect((await stored(event.id)).version).toBe(event.version);
    },
  );

  test('that changes nothing raises no version and writes no entry, but must know the version', async () => {
    const event = await createEvent(operator);
    const same = { title: event.title, startAt: event.startAt, endAt: event.endAt, active: true };
    const { updateEvent: payload } = await operator.run(UpdateEventDocument, update(event, same));
    expect(payload?.event).toEqual(event);
    expect(await lastEntry(event.id)).toMatchObject({ action: 'createEvent' });
    const input = { id: event.id, expectedVersion: 7, ...same };
    await operator.refused(UpdateEventDocument, { input }, 'STALE_VERSION');
  });

  test('of a title beyond its limits is refused, and nothing is stored', async () => {
    const event = await createEvent(operator);
    for (const title of ['', 'x'.repeat(201), '🎁'.repeat(201)]) {
      await operator.refused(UpdateEventDocument, update(event, { title }), 'BAD_USER_INPUT');
    }
    expect(await stored(event.id)).toMatchObject({ title: event.title, version: event.version });
  });

  test.each([new Types.ObjectId().toHexString(), 'x', '', '{"$gt":""}'])(
    'of event %p is NOT_FOUND',
    async (id) => {
      await operator.refused(UpdateEventDocument, { input: { id, expectedVersion: 1 } }, 'NOT_FOUND');
    },
  );

  test('of an id that is an object is BAD_USER_INPUT', async () => {
    const input = { id: { $gt: '' } as never, expectedVersion: 1 };
    await operator.refused(UpdateEventDocument, { input }, 'BAD_USER_INPUT');
  });
});

describe('versions', () => {
  test('a stale one is refused with the event as it stands now', async () => {
    const event = await createEvent(operator);
    await operator.run(UpdateEventDocument, update(event, { title: 'First' }));
    const payload = await operator.refused(
      UpdateEventDocument,
      update(event, { title: 'Second' }),
      'STALE_VERSION',
    );
    expect(payload).toMatchObject({
      event: { id: event.id, title: 'First', version: event.version + 1 },
      userErrors: [{ code: 'STALE_VERSION', field: ['input', 'expectedVersion'] }],
    });
  });

  test('of two updates with the same expectedVersion one wins', async () => {
    const event = await createEvent(operator);
    for (let version = event.version; version < event.version + 10; version++) {
      const answers = await Promise.all(
        ['one', 'other'].map((title) =>
          operator.ask(UpdateEventDocument, {
            input: { id: event.id, expectedVersion: version, title: `${title} ${version}` },
          }),
        ),
      );
      const codes = answers.map(({ data }) => data?.updateEvent?.userErrors.map(({ code }) => code));
      expect(codes).toEqual(expect.arrayContaining([[], ['STALE_VERSION']]));
      const winner = answers.find(({ data }) => data?.updateEvent?.userErrors.length === 0);
      const { title, version: now } = await stored(event.id);
      expect({ title, now }).toEqual({ title: winner?.data?.updateEvent?.event?.title, now: version + 1 });
    }
  });

  test('a delta of stock while an update runs makes neither of them fail', async () => {
    const event = await createEvent(operator, { rewards: [{ type: 'ITEM', name: 'Sword', stock: 100 }] });
    const id = event.rewards[0]?.id ?? '';
    const [updated] = await Promise.all([
      operator.run(UpdateEventDocument, update(event, { startAt: NOW })),
      ...Array.from({ length: 8 }, (_, n) =>
        operator.run(AdjustRewardStockDocument, {
          input: { id, delta: 1, reason: 'more', idempotencyKey: `${event.id} ${n}` },
        }),
      ),
    ]);
    expect(updated.updateEvent?.event).toMatchObject({ startAt: NOW, version: event.version + 1 });
    expect((await stored(event.id)).rewards).toMatchObject([{ stock: 108, remaining: 108 }]);
  });
});

describe('an active event stays complete, else nothing is stored', () => {
  test('it is not activated without rewards and conditions', async () => {
    const event = await createEvent(operator, { active: false, conditions: [], rewards: [] });
    const payload = await operator.refused(
      UpdateEventDocument,
      update(event, { active: true }),
      'EVENT_INCOMPLETE',
    );
    expect(payload.event).toEqual(event);
    expect(payload.userErrors).toMatchObject([
      { code: 'EVENT_INCOMPLETE', field: ['rewards'] },
      { code: 'EVENT_INCOMPLETE', field: ['conditions'] },
    ]);
    expect(await stored(event.id)).toMatchObject({ active: false, version: 1 });
  });

  test('it does not end before it starts', async () => {
    const event = await createEvent(operator);
    const changes = { title: 'Never', endAt: event.startAt };
    const payload = await operator.refused(UpdateEventDocument, update(event, changes), 'EVENT_INCOMPLETE');
    expect(payload.userErrors).toMatchObject([{ field: ['input', 'endAt'] }]);
    expect(await stored(event.id)).toMatchObject({ title: event.title, version: 1 });
  });

  test('a MANUAL one without conditions does not become AUTO', async () => {
    const event = await createEvent(operator, { payout: 'MANUAL', conditions: [] });
    await operator.refused(UpdateEventDocument, update(event, { payout: 'AUTO' }), 'EVENT_INCOMPLETE');
    expect((await stored(event.id)).payout).toBe('MANUAL');
  });

  test('it may be paused and made incomplete in one change', async () => {
    const event = await createEvent(operator);
    const changes = { active: false, endAt: event.startAt };
    const { updateEvent: payload } = await operator.run(UpdateEventDocument, update(event, changes));
    expect(payload?.event).toMatchObject({ state: 'INACTIVE', endAt: event.startAt });
  });
});

describe('a MANUAL event holds at most 10,000 requests open', () => {
  test('so an AUTO one with more stock does not become MANUAL', async () => {
    const event = await createEvent(operator, { rewards: [{ type: 'ITEM', name: 'Sword', stock: 10_001 }] });
    const error = await operator.refused(
      UpdateEventDocument,
      update(event, { payout: 'MANUAL' }),
      'BAD_USER_INPUT',
    );
    expect(error.extensions.fields).toMatchObject([{ path: 'input.payout' }]);
    expect((await stored(event.id)).payout).toBe('AUTO');
  });
});

describe('once a live request was about to be inserted', () => {
  test.each<[string, Omit<UpdateEventInput, 'id' | 'expectedVersion'>]>([
    ['payout', { payout: 'MANUAL' }],
    ['startAt', { startAt: NOW }],
    ['an earlier endAt', { endAt: '2026-06-30T00:00:00Z' }],
  ])('%s is frozen', async (_what, changes) => {
    const event = await createEvent(operator);
    await freeze(event.id);
    const payload = await operator.refused(UpdateEventDocument, update(event, changes), 'EVENT_HAS_REQUESTS');
    expect(payload.event).toEqual({ ...event, frozen: true });
    expect(payload.userErrors).toMatchObject([{ field: ['input', Object.keys(changes)[0]] }]);
    expect((await stored(event.id)).version).toBe(event.version);
  });

  test('an end where there was none is an earlier one', async () => {
    const event = await createEvent(operator, { endAt: null });
    await freeze(event.id);
    const changes = { endAt: '2100-01-01T00:00:00Z' };
    await operator.refused(UpdateEventDocument, update(event, changes), 'EVENT_HAS_REQUESTS');
    expect((await stored(event.id)).endAt).toBeNull();
  });

  test('title, description, a later end or none, and pausing are free', async () => {
    const event = await createEvent(operator);
    await freeze(event.id);
    let version = event.version;
    for (const changes of [
      { title: 'New', description: 'Words' },
      { endAt: '2027-01-01T00:00:00Z' },
      { endAt: null },
      { active: false },
      { active: true },
    ]) {
      const input = { id: event.id, expectedVersion: version, ...changes };
      const { updateEvent: payload } = await operator.run(UpdateEventDocument, { input });
      expect(payload?.event).toMatchObject({ version: ++version, frozen: true });
    }
  });

  test('an edit of a frozen field and the freeze race: exactly one of them wins', async () => {
    for (let round = 0; round < 10; round++) {
      const event = await createEvent(operator);
      const [answer, frozen] = await Promise.all([
        operator.ask(UpdateEventDocument, update(event, { startAt: NOW })),
        server.database.events.updateOne(
          { _id: new Types.ObjectId(event.id), version: event.version, frozenAt: null },
          { $set: { frozenAt: new Date(NOW) } },
        ),
      ]);
      const codes = answer.data?.updateEvent?.userErrors.map(({ code }) => code);
      expect(codes).toEqual(frozen.modifiedCount === 1 ? ['EVENT_HAS_REQUESTS'] : []);
      expect((await stored(event.id)).version).toBe(frozen.modifiedCount === 1 ? 1 : 2);
    }
  });

  test('sending the same value of a frozen field is no change', async () => {
    const event = await createEvent(operator);
    await freeze(event.id);
    const changes = { title: 'New', startAt: event.startAt, endAt: event.endAt, payout: event.payout };
    const { updateEvent: payload } = await operator.run(UpdateEventDocument, update(event, changes));
    expect(payload?.event).toMatchObject({ title: 'New', version: event.version + 1 });
  });
});

describe('archiving', () => {
  const archive = (event: CreatedEvent) => ({ input: { id: event.id, expectedVersion: event.version } });

  test('closes the event and is audited', async () => {
    const event = await createEvent(operator);
    const { archiveEvent: payload } = await operator.run(ArchiveEventDocument, archive(event));
    expect(payload?.event).toEqual({
      ...event,
      state: 'ARCHIVED',
      inProgress: false,
      claimable: false,
      version: event.version + 1,
    });
    expect((await stored(event.id)).archivedAt).toEqual(new Date(NOW));
    expect(await lastEntry(event.id)).toMatchObject({
      action: 'archiveEvent',
      before: '{"archivedAt":null}',
      after: `{"archivedAt":"${NOW}"}`,
    });
  });

  test.each([
    [
      'pausing',
      async (event: CreatedEvent, reason: string) => {
        await operator.run(UpdateEventDocument, update(event, { active: false, reason }));
      },
    ],
    [
      'archiving',
      async (event: CreatedEvent, reason: string) => {
        await operator.run(ArchiveEventDocument, { input: { ...archive(event).input, reason } });
      },
    ],
  ])('the reason for %s is in the audit entry, and a reason alone changes nothing', async (_, act) => {
    const event = await createEvent(operator);
    const { updateEvent: payload } = await operator.run(
      UpdateEventDocument,
      update(event, { reason: 'None.' }),
    );
    expect(payload?.event?.version).toBe(event.version);
    await act(event, 'The partner left.');
    expect(await lastEntry(event.id)).toMatchObject({ reason: 'The partner left.' });
  });

  test('is final: every edit is refused with the event, whatever its version', async () => {
    const event = await createEvent(operator);
    await operator.run(ArchiveEventDocument, archive(event));
    const now = (await operator.run(EventDocument, { id: event.id })).event;
    const versioned = { expectedVersion: event.version + 1 };
    const rewardId = event.rewards[0]?.id ?? '';
    for (const payload of [
      await operator.refused(UpdateEventDocument, update(event, { title: 'x' }), 'EVENT_ARCHIVED'),
      await operator.refused(ArchiveEventDocument, archive(event), 'EVENT_ARCHIVED'),
    ]) {
      expect(now).toMatchObject(payload.event);
    }
    const reward = { type: 'POINT', name: 'Points' } as const;
    await operator.refused(
      AddRewardDocument,
      { input: { eventId: event.id, ...versioned, reward } },
      'EVENT_ARCHIVED',
    );
    await operator.refused(RemoveRewardDocument, { input: { id: rewardId, ...versioned } }, 'EVENT_ARCHIVED');
    const delta = { id: rewardId, delta: 1, reason: 'more', idempotencyKey: event.id };
    await operator.refused(AdjustRewardStockDocument, { input: delta }, 'EVENT_ARCHIVED');
    expect(await stored(event.id)).toMatchObject({ version: event.version + 1, rewards: { length: 2 } });
  });

  test('demands the version', async () => {
    const event = await createEvent(operator);
    await operator.run(UpdateEventDocument, update(event, { title: 'Newer' }));
    await operator.refused(ArchiveEventDocument, archive(event), 'STALE_VERSION');
    expect((await stored(event.id)).archivedAt).toBeNull();
  });

  test('does not mind requests', async () => {
    const event = await createEvent(operator);
    await freeze(event.id);
    await operator.run(ArchiveEventDocument, archive(event));
  });
});
