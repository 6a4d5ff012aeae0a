import { Types } from 'mongoose';
import {
  AddConditionDocument,
  ArchiveEventDocument,
  CreateEventDocument,
  InvariantsDocument,
  UpdateConditionDocument,
  UpdateEventDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

const requiring = (...events: CreatedEvent[]) =>
  events.map(({ id }) => ({ kind: 'EVENT_REWARDED' as const, requiredEventId: id }));

/** The first of `length` events requires the second and so on; the last one requires the first, inactive. */
async function circle(length: number): Promise<CreatedEvent[]> {
  let events = [await createEvent(operator, { active: false })];
  while (events.length < length) {
    events = [await createEvent(operator, { active: false, conditions: requiring(events[0]!) }), ...events];
  }
  const last = events.at(-1)!;
  const { updateCondition } = await operator.run(UpdateConditionDocument, {
    input: { id: last.conditions[0]!.id, expectedVersion: 1, condition: requiring(events[0]!)[0]! },
  });
  return [...events.slice(0, -1), { ...last, version: updateCondition!.event!.version }];
}

const activate = ({ id, version }: CreatedEvent) => ({
  input: { id, expectedVersion: version, active: true },
});
const isActive = async ({ id }: CreatedEvent) =>
  (await server.database.events.findOne({ _id: new Types.ObjectId(id) }))!.active;

test.each([2, 3, 6])('none of %i events that require each other is activated', async (length) => {
  for (const event of await circle(length)) {
    const payload = await operator.refused(UpdateEventDocument, activate(event), 'EVENT_INCOMPLETE');
    expect(payload.userErrors).toMatchObject([{ field: ['conditions', '0', 'requiredEventId'] }]);
    expect(await isActive(event)).toBe(false);
  }
});

test('an active event is not made to require an event that requires it', async () => {
  const first = await createEvent(operator);
  const second = await createEvent(operator, { conditions: requiring(first) });
  const third = await createEvent(operator, { conditions: requiring(second), active: false });
  const { updateCondition, addCondition } = {
    updateCondition: {
      input: { id: first.conditions[0]!.id, expectedVersion: 1, condition: requiring(third)[0]! },
    },
    addCondition: { input: { eventId: first.id, expectedVersion: 1, condition: requiring(third)[0]! } },
  };
  await operator.refused(UpdateConditionDocument, updateCondition, 'EVENT_INCOMPLETE');
  const payload = await operator.refused(AddConditionDocument, addCondition, 'EVENT_INCOMPLETE');
  expect(payload.userErrors).toMatchObject([{ field: ['conditions', '1', 'requiredEventId'] }]);
});

test('no active event is created that leads into a circle; an inactive one is', async () => {
  const [first] = await circle(2);
  const other = await createEvent(operator);
  const input = {
    title: 'After the circle',
    startAt: server.clock.now().toISOString(),
    active: true,
    conditions: requiring(other, first!),
    rewards: [{ type: 'POINT' as const, name: 'Points', quantity: 1 }],
  };
  const payload = await operator.refused(CreateEventDocument, { input }, 'EVENT_INCOMPLETE');
  expect(payload).toMatchObject({
    event: null,
    userErrors: [{ field: ['input', 'conditions', '1', 'requiredEventId'] }],
  });
  await operator.run(CreateEventDocument, { input: { ...input, active: false } });
});

test('two ways to the same event are no circle', async () => {
  const last = await createEvent(operator);
  const one = await createEvent(operator, { conditions: requiring(last) });
  const other = await createEvent(operator, { conditions: requiring(last) });
  await createEvent(operator, { conditions: requiring(one, other) });
});

test('what two servers close from both sides is found by the invariants, and can be paused, archived and opened', async () => {
  const [one, other] = [await createEvent(operator), await createEvent(operator)];
  const require = ({ id }: CreatedEvent, required: CreatedEvent) =>
    server.database.events.updateOne(
      { _id: new Types.ObjectId(id) },
      {
        $set: {
          'conditions.0.kind': 'EVENT_REWARDED',
          'conditions.0.requiredEventId': new Types.ObjectId(required.id),
        },
      },
    );
  await Promise.all([require(one, other), require(other, one)]);
  const auditor = await server.actor('AUDITOR');
  const circles = async () => {
    const { invariants } = await auditor.run(InvariantsDocument);
    return invariants!.find(({ name }) => name === 'noCircularRequirements')!.examples;
  };
  expect(new Set(await circles())).toEqual(new Set([one.id, other.id]));
  await operator.run(UpdateEventDocument, { input: { id: one.id, expectedVersion: 1, active: false } });
  expect(await circles()).toEqual([other.id]);
  await operator.run(ArchiveEventDocument, { input: { id: other.id, expectedVersion: 1 } });
  expect(await circles()).toEqual([]);
  await operator.run(UpdateConditionDocument, {
    input: { id: one.conditions[0]!.id, expectedVersion: 2, condition: { kind: 'ACCOUNT_AGE', target: 1 } },
  });
  await operator.run(UpdateEventDocument, { input: { id: one.id, expectedVersion: 3, active: true } });
});
