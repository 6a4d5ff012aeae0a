import { Types } from 'mongoose';
import {
  CheckAttendanceDocument,
  EventDocument,
  RequestRewardDocument,
  UpdateEventDocument,
  type UpdateEventInput,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { attend } from '../../support/attendance';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const START = '2026-06-01T00:00:00.000Z';
const END = '2026-06-10T00:00:00.000Z';
const CLAIM_UNTIL = '2026-06-12T00:00:00.000Z';
const TWO_DAYS = {
  startAt: START,
  endAt: END,
  claimUntil: CLAIM_UNTIL,
  conditions: [{ kind: 'TOTAL_ATTENDANCE' as const, target: 2 }],
};

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const at = (instant: string, ms = 0) => server.clock.set(new Date(Date.parse(instant) + ms).toISOString());
/** Sessions are short, so each test signs its actors in at the instant at which they act. */
beforeEach(async () => {
  at(START);
  operator = await server.actor('OPERATOR');
});
const freeze = (id: string) =>
  server.database.events.updateOne({ _id: new Types.ObjectId(id) }, { $set: { frozenAt: new Date(START) } });
const update = (event: CreatedEvent, changes: Omit<UpdateEventInput, 'id' | 'expectedVersion'>) => ({
  input: { id: event.id, expectedVersion: event.version, ...changes },
});

describe('after the end of an event', () => {
  test('requests are accepted until claimUntil, and the state is ENDED', async () => {
    const event = await createEvent(operator, TWO_DAYS);
    at(CLAIM_UNTIL, -1);
    const [early, late] = [await server.actor('USER'), await server.actor('USER')];
    for (const { id } of [early, late]) await attend(server.database, id, ['2026-06-02', '2026-06-03']);
    const read = await early.run(EventDocument, { id: event.id });
    expect(read.event).toMatchObject({ state: 'ENDED', inProgress: false, claimable: true });
    const { requestReward } = await early.run(RequestRewardDocument, { input: { eventId: event.id } });
    expect(requestReward?.request).toMatchObject({ status: 'SUCCESS' });

    at(CLAIM_UNTIL);
    const closed = await late.run(EventDocument, { id: event.id });
    expect(closed.event).toMatchObject({ state: 'ENDED', claimable: false });
    await late.refused(RequestRewardDocument, { input: { eventId: event.id } }, 'EVENT_ENDED');
  });

  test('check-ins do not count any more', async () => {
    const event = await createEvent(operator, TWO_DAYS);
    at(END, 86_400_000);
    const user = await server.actor('USER');
    await attend(server.database, user.id, ['2026-06-09']);
    await user.run(CheckAttendanceDocument);
    await user.refused(RequestRewardDocument, { input: { eventId: event.id } }, 'CONDITIONS_NOT_MET');
  });
});

describe('claimUntil', () => {
  test.each([
    ['before endAt', { endAt: END, claimUntil: START }],
    ['without endAt', { endAt: null, claimUntil: END }],
  ])('%s is BAD_USER_INPUT', async (_title, window) => {
    await operator.refused(
      UpdateEventDocument,
      update(await createEvent(operator), window),
      'BAD_USER_INPUT',
    );
  });

  test.each([
    ['moving endAt beyond it', { endAt: '2026-06-20T00:00:00.000Z' }],
    ['clearing endAt', { endAt: null }],
  ])('%s must change it too', async (_title, window) => {
    const event = await createEvent(operator, TWO_DAYS);
    await operator.refused(UpdateEventDocument, update(event, window), 'BAD_USER_INPUT');
    const { updateEvent } = await operator.run(
      UpdateEventDocument,
      update(event, { ...window, claimUntil: null }),
    );
    expect(updateEvent?.event).toMatchObject({ ...window, claimUntil: null });
  });

  test.each([
    ['later', '2026-06-13T00:00:00.000Z', []],
    ['earlier', '2026-06-11T00:00:00.000Z', [{ code: 'EVENT_HAS_REQUESTS', field: ['input', 'claimUntil'] }]],
    ['removed', null, [{ code: 'EVENT_HAS_REQUESTS', field: ['input', 'claimUntil'] }]],
  ])('of an event with requests can be moved %s only when nobody loses time', async (_title, to, errors) => {
    const event = await createEvent(operator, TWO_DAYS);
    await freeze(event.id);
    const { data } = await operator.ask(UpdateEventDocument, update(event, { claimUntil: to }));
    expect(data?.updateEvent?.userErrors).toMatchObject(errors);
    expect(data?.updateEvent?.userErrors).toHaveLength(errors.length);
    expect(data?.updateEvent?.event?.claimUntil).toBe(errors.length === 0 ? to : CLAIM_UNTIL);
  });

  test('can be set on an event with requests, and read by its window as null before', async () => {
    const { claimUntil: _none, ...window } = TWO_DAYS;
    const event = await createEvent(operator, window);
    // An event of a former release.
    await server.database.events.updateOne(
      { _id: new Types.ObjectId(event.id) },
      { $set: { frozenAt: new Date(START) }, $unset: { claimUntil: 1 } },
    );
    expect(await operator.run(EventDocument, { id: event.id })).toMatchObject({
      event: { claimUntil: null },
    });
    const set = { claimUntil: CLAIM_UNTIL };
    const { updateEvent } = await operator.run(UpdateEventDocument, update(event, set));
    expect(updateEvent).toMatchObject({ userErrors: [], event: set });
  });
});
