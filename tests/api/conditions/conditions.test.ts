import { Types } from 'mongoose';
import {
  AddConditionDocument,
  ConditionDocument,
  ConditionsDocument,
  RemoveConditionDocument,
  UpdateConditionDocument,
  UpdateEventDocument,
  type ConditionInput,
} from '../../generated/documents';
import { readAudit } from '../../support/audit';
import type { Actor } from '../../support/actors';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const NOW = '2026-06-01T03:00:00.000Z';
const AGE: ConditionInput = { kind: 'ACCOUNT_AGE', target: 7 };

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
const pause = (event: CreatedEvent) =>
  operator.run(UpdateEventDocument, {
    input: { id: event.id, expectedVersion: event.version, active: false },
  });
const add = (event: CreatedEvent, condition: ConditionInput = AGE) => ({
  input: { eventId: event.id, expectedVersion: event.version, condition },
});
const update = (event: CreatedEvent, condition: ConditionInput) => ({
  input: { id: event.conditions[0]?.id ?? '', expectedVersion: event.version, condition },
});
const remove = (event: CreatedEvent) => ({
  input: { id: event.conditions[0]?.id ?? '', expectedVersion: event.version },
});

describe('addCondition', () => {
  test('adds it last, raises the version and is audited', async () => {
    const event = await createEvent(operator);
    const { addCondition: payload } = await operator.run(AddConditionDocument, add(event));
    expect(payload?.condition).toMatchObject({
      ...AGE,
      requiredEvent: null,
      description: 'Have an account that is at least 7 days old.',
    });
    expect(payload?.event).toEqual({
      id: event.id,
      version: event.version + 1,
      conditions: [...event.conditions, payload?.condition],
    });
    const entry = await lastEntry(event.id);
    expect(entry).toMatchObject({ action: 'addCondition', before: null });
    expect(JSON.parse(entry?.after ?? '')).toEqual({
      condition: { id: payload?.condition?.id, requiredEventId: null, ...AGE },
    });
  });

  test('of a 21st is BAD_USER_INPUT', async () => {
    const event = await createEvent(operator, { conditions: Array.from({ length: 20 }, () => AGE) });
    await operator.refused(AddConditionDocument, add(event), 'BAD_USER_INPUT');
    expect((await stored(event.id)).conditions).toHaveLength(20);
  });

  test.each<[string, (event: CreatedEvent) => ConditionInput, string]>([
    ['target 0', () => ({ ...AGE, target: 0 }), 'target'],
    ['target 367 of attendance', () => ({ kind: 'TOTAL_ATTENDANCE', target: 367 }), 'target'],
    ['no target', () => ({ kind: 'ACCOUNT_AGE' }), 'target'],
    ['its own event', ({ id }) => ({ kind: 'EVENT_REWARDED', requiredEventId: id }), 'requiredEventId'],
    [
      'an unknown event',
      () => ({ kind: 'EVENT_REWARDED', requiredEventId: new Types.ObjectId().toHexString() }),
      'requiredEventId',
    ],
    ['EVENT_REWARDED and no event', () => ({ kind: 'EVENT_REWARDED' }), 'requiredEventId'],
    [
      'a required event beside another kind',
      ({ id }) => ({ ...AGE, requiredEventId: id }),
      'requiredEventId',
    ],
    [
      'EVENT_REWARDED twice',
      ({ id }) => ({ kind: 'EVENT_REWARDED', requiredEventId: id, target: 2 }),
      'target',
    ],
  ])('with %s is BAD_USER_INPUT, and nothing is stored', async (_what, condition, field) => {
    const event = await createEvent(operator);
    const error = await operator.refused(
      AddConditionDocument,
      add(event, condition(event)),
      'BAD_USER_INPUT',
    );
    expect(error.extensions.fields).toMatchObject([{ path: `input.condition.${field}` }]);
    expect(await stored(event.id)).toMatchObject({ version: 1, conditions: { length: 1 } });
  });

  test('with a stale version is refused with the event, without a condition', async () => {
    const event = await createEvent(operator);
    await operator.run(AddConditionDocument, add(event));
    const payload = await operator.refused(AddConditionDocument, add(event), 'STALE_VERSION');
    expect(payload).toMatchObject({ condition: null, event: { version: 2, conditions: { length: 2 } } });
  });

  test('on a frozen event is refused', async () => {
    const event = await createEvent(operator);
    await freeze(event.id);
    const payload = await operator.refused(AddConditionDocument, add(event), 'EVENT_HAS_REQUESTS');
    expect(payload).toMatchObject({ condition: null, event: { version: 1 } });
    expect((await stored(event.id)).conditions).toHaveLength(1);
  });

  test.each([new Types.ObjectId().toHexString(), 'x'])('to event %p is NOT_FOUND', async (eventId) => {
    const input = { eventId, expectedVersion: 1, condition: AGE };
    await operator.refused(AddConditionDocument, { input }, 'NOT_FOUND');
  });
});

describe('updateCondition', () => {
  test('replaces what it asks; its id stays', async () => {
    const event = await createEvent(operator);
    const required = await createEvent(operator);
    const { updateCondition: payload } = await operator.run(
      UpdateConditionDocument,
      update(event, { kind: 'EVENT_REWARDED', requiredEventId: required.id }),
    );
    expect(payload?.condition).toMatchObject({
      id: event.conditions[0]?.id,
      kind: 'EVENT_REWARDED',
      target: 1,
      requiredEvent: { id: required.id },
    });
    expect(payload?.event).toMatchObject({ version: 2, conditions: [payload?.condition] });
    const entry = await lastEntry(event.id);
    expect(JSON.parse(entry?.before ?? '').condition).toMatchObject({
      kind: 'CONSECUTIVE_ATTENDANCE',
      target: 3,
    });
    expect(JSON.parse(entry?.after ?? '').condition).toMatchObject({ requiredEventId: required.id });
  });

  test('changes its own condition only', async () => {
    const event = await createEvent(operator, {
      conditions: [AGE, { kind: 'TOTAL_ATTENDANCE', target: 5 }, AGE],
    });
    const id = event.conditions[1]?.id ?? '';
    const input = { id, expectedVersion: 1, condition: { ...AGE, target: 9 } };
    await operator.run(UpdateConditionDocument, { input });
    expect((await stored(event.id)).conditions).toMatchObject([AGE, { ...AGE, target: 9 }, AGE]);
  });

  test('to the same raises no version, even of a frozen event', async () => {
    const event = await createEvent(operator);
    await freeze(event.id);
    const same = update(event, { kind: 'CONSECUTIVE_ATTENDANCE', target: 3 });
    const { updateCondition: payload } = await operator.run(UpdateConditionDocument, same);
    expect(payload?.event?.version).toBe(1);
    expect(await lastEntry(event.id)).toMatchObject({ action: 'createEvent' });
  });

  test('on a frozen event is refused with the condition as it stands', async () => {
    const event = await createEvent(operator);
    await freeze(event.id);
    const payload = await operator.refused(UpdateConditionDocument, update(event, AGE), 'EVENT_HAS_REQUESTS');
    expect(payload.condition).toEqual(event.conditions[0]);
  });

  test('that requires its own event is BAD_USER_INPUT', async () => {
    const event = await createEvent(operator);
    const own: ConditionInput = { kind: 'EVENT_REWARDED', requiredEventId: event.id };
    await operator.refused(UpdateConditionDocument, update(event, own), 'BAD_USER_INPUT');
    expect((await stored(event.id)).version).toBe(1);
  });

  test.each([new Types.ObjectId().toHexString(), 'x'])('%p is NOT_FOUND', async (id) => {
    const input = { id, expectedVersion: 1, condition: AGE };
    await operator.refused(UpdateConditionDocument, { input }, 'NOT_FOUND');
  });
});

describe('removeCondition', () => {
  test('removes it and is audited', async () => {
    const event = await createEvent(operator, { conditions: [AGE, AGE] });
    const { removeCondition: payload } = await operator.run(RemoveConditionDocument, remove(event));
    expect(payload).toMatchObject({
      removedId: event.conditions[0]?.id,
      event: { version: 2, conditions: [event.conditions[1]] },
    });
    expect(await lastEntry(event.id)).toMatchObject({ action: 'removeCondition', after: null });
    await operator.refused(RemoveConditionDocument, remove(event), 'NOT_FOUND');
  });

  test('of the last one of an active AUTO event is EVENT_INCOMPLETE', async () => {
    const event = await createEvent(operator);
    const payload = await operator.refused(RemoveConditionDocument, remove(event), 'EVENT_INCOMPLETE');
    expect(payload).toMatchObject({ removedId: null, event: { version: 1, conditions: event.conditions } });
    expect(payload.userErrors).toMatchObject([{ field: ['conditions'] }]);
    expect((await stored(event.id)).conditions).toHaveLength(1);
  });

  test('of the last one of a MANUAL or a paused event is fine', async () => {
    const manual = await createEvent(operator, { payout: 'MANUAL' });
    await operator.run(RemoveConditionDocument, remove(manual));
    const paused = await createEvent(operator, { active: false });
    await operator.run(RemoveConditionDocument, remove(paused));
  });

  test('on a frozen event is refused', async () => {
    const event = await createEvent(operator, { conditions: [AGE, AGE] });
    await freeze(event.id);
    await operator.refused(RemoveConditionDocument, remove(event), 'EVENT_HAS_REQUESTS');
    expect((await stored(event.id)).conditions).toHaveLength(2);
  });

  test('races with an addition: one wins, the other has a stale version', async () => {
    const event = await createEvent(operator, { conditions: [AGE, AGE] });
    const [removed, added] = await Promise.all([
      operator.ask(RemoveConditionDocument, remove(event)),
      operator.ask(AddConditionDocument, add(event)),
    ]);
    const codes = [removed.data?.removeCondition, added.data?.addCondition].map((payload) =>
      payload?.userErrors.map(({ code }) => code),
    );
    expect(codes).toEqual(expect.arrayContaining([[], ['STALE_VERSION']]));
    const { version, conditions } = await stored(event.id);
    expect({ version, count: conditions.length }).toEqual({
      version: 2,
      count: codes[0]?.length === 0 ? 1 : 3,
    });
  });
});

describe('reading', () => {
  test('a condition leads to its event, and an event to its conditions', async () => {
    const event = await createEvent(operator, { conditions: [AGE, { kind: 'TOTAL_ATTENDANCE', target: 2 }] });
    const { conditions } = await user.run(ConditionsDocument, { eventId: event.id });
    expect(conditions).toEqual(event.conditions);
    const { condition } = await user.run(ConditionDocument, { id: conditions?.[1]?.id ?? '' });
    expect(condition).toEqual({ ...conditions?.[1], event: { id: event.id, title: event.title } });
  });

  test('a USER finds no condition of a paused event', async () => {
    const event = await createEvent(operator);
    await pause(event);
    const id = event.conditions[0]?.id ?? '';
    await user.refused(ConditionDocument, { id }, 'NOT_FOUND');
    await user.refused(ConditionsDocument, { eventId: event.id }, 'NOT_FOUND');
    expect((await operator.run(ConditionDocument, { id })).condition?.id).toBe(id);
  });

  test('a required event is null to a USER while it is paused', async () => {
    const required = await createEvent(operator);
    const event = await createEvent(operator, {
      conditions: [{ kind: 'EVENT_REWARDED', requiredEventId: required.id }],
    });
    const read = async (actor: Actor) =>
      (await actor.run(ConditionsDocument, { eventId: event.id })).conditions?.[0]?.requiredEvent;
    expect(await read(user)).toMatchObject({ id: required.id });
    await pause(required);
    expect(await read(user)).toBeNull();
    expect(await read(operator)).toMatchObject({ id: required.id });
  });

  test.each([new Types.ObjectId().toHexString(), 'x', ''])('%p is NOT_FOUND', async (id) => {
    await user.refused(ConditionDocument, { id }, 'NOT_FOUND');
    await user.refused(ConditionsDocument, { eventId: id }, 'NOT_FOUND');
  });
});
