import { Types } from 'mongoose';
import { CreateEventDocument, EventDocument, type CreateEventInput } from '../../generated/documents';
import { readAudit } from '../../support/audit';
import type { Actor } from '../../support/actors';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const NOW = '2026-06-01T03:00:00.000Z';
const MINIMAL: CreateEventInput = { title: 'Spring', startAt: '2026-06-01T03:00:00Z' };

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer({ now: NOW });
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

const entriesOf = (id: string) => readAudit(server.database, { targetId: new Types.ObjectId(id) });

describe('an event is created', () => {
  test('with defaults: inactive, paid at once, without end, conditions and rewards', async () => {
    const { createEvent: payload } = await operator.run(CreateEventDocument, { input: MINIMAL });
    expect(payload?.event).toEqual({
      id: expect.any(String),
      title: 'Spring',
      description: '',
      startAt: '2026-06-01T03:00:00.000Z',
      endAt: null,
      claimUntil: null,
      active: false,
      state: 'INACTIVE',
      inProgress: false,
      claimable: false,
      copiedFrom: null,
      series: null,
      occurrence: null,
      isTemplate: false,
      payout: 'AUTO',
      conditions: [],
      rewards: [],
      version: 1,
      createdAt: NOW,
      createdBy: { id: operator.id, username: operator.username },
      draft: true,
      firstActivatedAt: null,
      frozen: false,
    });
  });

  test('active, with conditions and rewards, the whole stock remaining, and its window days kept', async () => {
    const required = await createEvent(operator);
    const event = await createEvent(operator, {
      startAt: '2026-05-31T15:00:00Z',
      endAt: '2026-06-03T15:00:00Z',
      conditions: [
        { kind: 'TOTAL_ATTENDANCE', target: 366 },
        { kind: 'ACCOUNT_AGE', target: Number.MAX_SAFE_INTEGER },
        { kind: 'EVENT_REWARDED', requiredEventId: required.id },
      ],
      rewards: [{ type: 'ITEM', name: 'Sword', quantity: 2, externalId: 'sku-1', stock: 7 }],
    });
    expect(event).toMatchObject({
      state: 'IN_PROGRESS',
      inProgress: true,
      conditions: [
        { kind: 'TOTAL_ATTENDANCE', target: 366, requiredEvent: null },
        { kind: 'ACCOUNT_AGE', target: Number.MAX_SAFE_INTEGER, requiredEvent: null },
        {
          kind: 'EVENT_REWARDED',
          target: 1,
          requiredEvent: { id: required.id },
          description: 'Receive the reward of the required event.',
        },
      ],
      rewards: [{ type: 'ITEM', name: 'Sword', quantity: 2, externalId: 'sku-1', stock: 7, remaining: 7 }],
    });
    const stored = await server.database.events.findOne({ _id: new Types.ObjectId(event.id) });
    expect(stored).toMatchObject({ firstDay: '2026-06-01', lastDay: '2026-06-03', holds: [], deltaN: 0 });
    const read = await operator.run(EventDocument, { id: event.id });
    expect(read.event).toMatchObject(event);
  });

  test('with one entry in the audit, which no longer waits in the outbox', async () => {
    const { createEvent: payload } = await operator.run(CreateEventDocument, { input: MINIMAL });
    const id = payload?.event?.id ?? '';
    const entries = await entriesOf(id);
    expect(entries).toMatchObject([
      { action: 'createEvent', targetType: 'Event', actorRole: 'OPERATOR', before: null, at: new Date(NOW) },
    ]);
    expect(JSON.parse(entries[0]?.after ?? '')).toMatchObject({ title: 'Spring', active: false });
    const stored = await server.database.events.findOne({ _id: new Types.ObjectId(id) });
    expect(stored?.outbox).toEqual([]);
  });
});

describe('an event that is created active must be complete, else nothing is stored', () => {
  const condition = { kind: 'ACCOUNT_AGE', target: 1 } as const;
  const reward = { type: 'POINT', name: 'Points' } as const;
  test.each<[string, Partial<CreateEventInput>, string[]]>([
    ['a reward', { conditions: [condition] }, ['rewards']],
    ['a condition when payout is AUTO', { rewards: [reward] }, ['conditions']],
    ['a reward even when payout is MANUAL', { payout: 'MANUAL' }, ['rewards']],
    [
      'startAt before endAt',
      { conditions: [condition], rewards: [reward], endAt: MINIMAL.startAt },
      ['endAt'],
    ],
    ['all of them', { endAt: '2026-01-01T00:00:00Z' }, ['rewards', 'conditions', 'endAt']],
  ])('%s', async (_what, overrides, missing) => {
    const before = await server.database.events.countDocuments();
    const input = { ...MINIMAL, ...overrides, active: true };
    const payload = await operator.refused(CreateEventDocument, { input }, 'EVENT_INCOMPLETE');
    expect(payload).toMatchObject({
      event: null,
      userErrors: missing.map((name) => ({ code: 'EVENT_INCOMPLETE', field: ['input', name] })),
    });
    expect(await server.database.events.countDocuments()).toBe(before);
  });

  test('a MANUAL one needs no condition', async () => {
    const event = await createEvent(operator, { payout: 'MANUAL', conditions: [] });
    expect(event).toMatchObject({ active: true, conditions: [] });
  });

  test('an inactive one may end before it starts', async () => {
    const event = await createEvent(operator, { active: false, endAt: '2020-01-01T00:00:00Z' });
    expect(event).toMatchObject({ state: 'INACTIVE' });
  });
});

describe('bad input is refused with its path, and nothing is stored', () => {
  const astral = '🎁';
  const rewards = (count: number) => Array.from({ length: count }, () => ({ type: 'POINT', name: 'Points' }));
  const conditions = (count: number) =>
    Array.from({ length: count }, () => ({ kind: 'ACCOUNT_AGE', target: 1 }));
  const reward = (fields: object) => ({ rewards: [{ type: 'POINT', name: 'Points', ...fields }] });
  const condition = (fields: object) => ({ conditions: [fields] });
  const UNKNOWN = new Types.ObjectId().toHexString();

  test.each<[string, object, string]>([
    ['an empty title', { title: '' }, 'input.title'],
    ['a title of 201 characters', { title: 'x'.repeat(201) }, 'input.title'],
    ['a title of 201 astral characters', { title: astral.repeat(201) }, 'input.title'],
    ['a title with NUL', { title: 'a\0b' }, 'input.title'],
    ['half a surrogate pair', { title: '\ud83c' }, 'input.title'],
    ['a title that is an object', { title: { $gt: '' } }, 'input.title'],
    ['no title', { title: undefined }, 'input'],
    ['a description of 10,001 characters', { description: 'x'.repeat(10_001) }, 'input.description'],
    ['a description that is null', { description: null }, 'input.description'],
    ['a day for an instant', { startAt: '2026-06-01' }, 'input.startAt'],
    ['an instant without offset', { startAt: '2026-06-01T00:00:00' }, 'input.startAt'],
    ['a number for an instant', { endAt: 1 }, 'input.endAt'],
    ['an unknown payout', { payout: 'LATER' }, 'input.payout'],
    ['an empty key', { idempotencyKey: '' }, 'input.idempotencyKey'],
    ['a key of 129 characters', { idempotencyKey: 'x'.repeat(129) }, 'input.idempotencyKey'],
    ['21 rewards', { rewards: rewards(21) }, 'input.rewards'],
    ['21 conditions', { conditions: conditions(21) }, 'input.conditions'],
    ['an empty name', reward({ name: '' }), 'input.rewards.0.name'],
    ['a name of 201 characters', reward({ name: 'x'.repeat(201) }), 'input.rewards.0.name'],
    ['quantity 0', reward({ quantity: 0 }), 'input.rewards.0.quantity'],
    ['quantity -1', reward({ quantity: -1 }), 'input.rewards.0.quantity'],
    ['quantity 1.5', reward({ quantity: 1.5 }), 'input.rewards.0.quantity'],
    ['quantity 2^53', reward({ quantity: 2 ** 53 }), 'input.rewards.0.quantity'],
    ['quantity 1,000,001', reward({ quantity: 1_000_001 }), 'input.rewards.0.quantity'],
    ['stock -1', reward({ stock: -1 }), 'input.rewards.0.stock'],
    ['stock 1,000,000,001', reward({ stock: 1_000_000_001 }), 'input.rewards.0.stock'],
    [
      'an externalId of 201 characters',
      reward({ externalId: 'x'.repeat(201) }),
      'input.rewards.0.externalId',
    ],
    ['an unknown type of reward', reward({ type: 'GOLD' }), 'input.rewards.0.type'],
    ['no target', condition({ kind: 'TOTAL_ATTENDANCE' }), 'input.conditions.0.target'],
    ['target 0', condition({ kind: 'TOTAL_ATTENDANCE', target: 0 }), 'input.conditions.0.target'],
    [
      'attendance target 367',
      condition({ kind: 'CONSECUTIVE_ATTENDANCE', target: 367 }),
      'input.conditions.0.target',
    ],
    ['target 2^53', condition({ kind: 'ACCOUNT_AGE', target: 2 ** 53 }), 'input.conditions.0.target'],
    [
      'a required event beside another kind',
      condition({ kind: 'ACCOUNT_AGE', target: 1, requiredEventId: UNKNOWN }),
      'input.conditions.0.requiredEventId',
    ],
    ['no required event', condition({ kind: 'EVENT_REWARDED' }), 'input.conditions.0.requiredEventId'],
    [
      'an unknown required event',
      condition({ kind: 'EVENT_REWARDED', requiredEventId: UNKNOWN }),
      'input.conditions.0.requiredEventId',
    ],
    [
      'a required event that is no id',
      condition({ kind: 'EVENT_REWARDED', requiredEventId: 'x' }),
      'input.conditions.0.requiredEventId',
    ],
    [
      'a required event that is an object',
      condition({ kind: 'EVENT_REWARDED', requiredEventId: { $gt: '' } }),
      'input.conditions.0.requiredEventId',
    ],
    [
      'EVENT_REWARDED with target 2',
      condition({ kind: 'EVENT_REWARDED', requiredEventId: UNKNOWN, target: 2 }),
      'input.conditions.0.target',
    ],
    [
      'a MANUAL event that could hold 10,001 requests open',
      { payout: 'MANUAL', ...reward({ stock: 20_002, quantity: 2 }) },
      'input.rewards',
    ],
  ])('%s', async (_what, overrides, path) => {
    const before = await server.database.events.countDocuments();
    const input = { ...MINIMAL, ...overrides };
    const error = await operator.refused(CreateEventDocument, { input }, 'BAD_USER_INPUT');
    expect(error.extensions.fields.map((field: { path: string }) => field.path)).toContain(path);
    expect(await server.database.events.countDocuments()).toBe(before);
  });

  test('the limits themselves are fine, and a character is a code point', async () => {
    const event = await createEvent(operator, {
      title: astral.repeat(200),
      description: astral.repeat(10_000),
      conditions: conditions(20) as CreateEventInput['conditions'],
      rewards: [
        ...(rewards(19) as NonNullable<CreateEventInput['rewards']>),
        { type: 'ITEM', name: astral.repeat(200), quantity: 1_000_000, stock: 1_000_000_000, externalId: '' },
      ],
    });
    expect(event.title).toBe(astral.repeat(200));
    expect(event.rewards).toHaveLength(20);
  });

  test('a MANUAL event may hold exactly 10,000 requests open', async () => {
    const event = await createEvent(operator, {
      payout: 'MANUAL',
      rewards: [
        { type: 'ITEM', name: 'Sword', quantity: 2, stock: 20_001 },
        { type: 'ITEM', name: 'Shield', stock: 1_000_000 },
      ],
    });
    expect(event.payout).toBe('MANUAL');
  });
});

describe('an idempotency key', () => {
  test('gives the same event again, as it stands now', async () => {
    const input = { ...MINIMAL, idempotencyKey: 'again' };
    const first = await operator.run(CreateEventDocument, { input });
    const id = first.createEvent?.event?.id ?? '';
    await server.database.events.updateOne({ _id: new Types.ObjectId(id) }, { $set: { title: 'Autumn' } });
    const second = await operator.run(CreateEventDocument, { input: { ...input, endAt: null } });
    expect(second.createEvent?.event).toMatchObject({ id, title: 'Autumn' });
    expect(await entriesOf(id)).toHaveLength(1);
  });

  test('with other input is refused, and the record is null', async () => {
    const input = { ...MINIMAL, idempotencyKey: 'other input' };
    await operator.run(CreateEventDocument, { input });
    const payload = await operator.refused(
      CreateEventDocument,
      { input: { ...input, title: 'Summer' } },
      'IDEMPOTENCY_KEY_REUSED',
    );
    expect(payload.event).toBeNull();
  });

  test("is the actor's own", async () => {
    const input = { ...MINIMAL, idempotencyKey: 'own' };
    const one = await operator.run(CreateEventDocument, { input });
    const other = await (await server.actor('ADMIN')).run(CreateEventDocument, { input });
    expect(other.createEvent?.event?.id).not.toBe(one.createEvent?.event?.id);
  });

  test('makes one event of 20 calls at once', async () => {
    const input = { ...MINIMAL, title: 'Race', idempotencyKey: 'race' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => operator.run(CreateEventDocument, { input })),
    );
    const ids = new Set(answers.map(({ createEvent: payload }) => payload?.event?.id));
    expect(ids.size).toBe(1);
    expect(await server.database.events.countDocuments({ title: 'Race' })).toBe(1);
    expect(await entriesOf([...ids][0] ?? '')).toHaveLength(1);
  });

  test('of a refusal is free: only what was done is remembered', async () => {
    const input = { ...MINIMAL, active: true, idempotencyKey: 'refused first' };
    await operator.refused(CreateEventDocument, { input }, 'EVENT_INCOMPLETE');
    await operator.run(CreateEventDocument, { input: { ...input, active: false } });
  });
});

test.each(['USER', 'AUDITOR'] as const)('a %s creates no event', async (role) => {
  const actor = await server.actor(role);
  await actor.refused(CreateEventDocument, { input: MINIMAL }, 'FORBIDDEN');
});
