import { Types, type mongo } from 'mongoose';
import { signals } from '../../../src/telemetry/signals';
import {
  ArchiveEventDocument,
  EligibilityDocument,
  MyEventsDocument,
  RequestRewardDocument,
  UpdateEventDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { commandsAbout } from '../../support/commands';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

async function userWithDays(count: number): Promise<Actor> {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), count));
  return user;
}

const of = async (caller: Actor, eventId: string, userId?: string) =>
  (await caller.run(EligibilityDocument, { eventId, userId })).eligibility!;

// Claim invariants: C11.
test('the first blocker is what a request answers, in every situation', async () => {
  const open = await createEvent(operator);
  const upcoming = await createEvent(operator, { startAt: '2026-06-05T00:00:00Z' });
  const ended = await createEvent(operator, { endAt: server.clock.now().toISOString() });
  const soldOut = await createEvent(operator, { rewards: [{ type: 'ITEM', name: 'Mug', stock: 0 }] });
  const paused = await createEvent(operator);
  await operator.run(UpdateEventDocument, { input: { id: paused.id, expectedVersion: 1, active: false } });
  const [met, unmet] = [await userWithDays(3), await userWithDays(2)];

  for (const user of [met, unmet]) {
    for (const event of [open, upcoming, ended, soldOut, paused]) {
      const { eligible, blockedBy } = await of(user, event.id);
      const { data } = await user.ask(RequestRewardDocument, { input: { eventId: event.id } });
      const answered = data!.requestReward!.userErrors.map(({ code }) => code);
      expect(answered).toEqual(blockedBy.slice(0, 1));
      expect(eligible).toBe(answered.length === 0);
    }
  }
  expect((await of(met, open.id)).blockedBy).toEqual(['ALREADY_REWARDED']);
});

// Claim invariants: C11.
test('all that blocks is listed, in the order of a request', async () => {
  const event = await createEvent(operator, {
    startAt: '2026-06-05T00:00:00Z',
    rewards: [{ type: 'ITEM', name: 'Mug', quantity: 2, stock: 1 }],
  });
  const { blockedBy, progress } = await of(await userWithDays(3), event.id);
  expect(blockedBy).toEqual(['EVENT_NOT_STARTED', 'CONDITIONS_NOT_MET', 'OUT_OF_STOCK']);
  expect(progress).toMatchObject([{ current: 0, target: 3, met: false, days: [] }]);
});

test('asking writes nothing', async () => {
  const event = await createEvent(operator);
  const user = await userWithDays(3);
  await of(user, event.id);
  expect(await server.database.requests.countDocuments({ userId: new Types.ObjectId(user.id) })).toBe(0);
  const stored = await server.database.events.findOne({ _id: new Types.ObjectId(event.id) });
  expect(stored!.frozenAt).toBeNull();
});

test('a USER asks for himself alone, whether the other one exists or not', async () => {
  const event = await createEvent(operator);
  const [user, other] = [await userWithDays(3), await userWithDays(3)];
  for (const userId of [other.id, new Types.ObjectId().toHexString(), 'nobody']) {
    await user.refused(EligibilityDocument, { eventId: event.id, userId }, 'FORBIDDEN');
  }
  expect((await of(user, event.id, user.id)).user.id).toBe(user.id);
});

test('staff must name a user, and see any', async () => {
  const event = await createEvent(operator);
  const user = await userWithDays(3);
  for (const role of ['OPERATOR', 'AUDITOR', 'ADMIN'] as const) {
    const caller = await server.actor(role);
    await caller.refused(EligibilityDocument, { eventId: event.id }, 'BAD_USER_INPUT');
    expect(await of(caller, event.id, user.id)).toMatchObject({ eligible: true, user: { id: user.id } });
    await caller.refused(EligibilityDocument, { eventId: event.id, userId: 'nobody' }, 'NOT_FOUND');
  }
});

test('a paused event is not shown to a USER, nor are its conditions; staff see both', async () => {
  const event = await createEvent(operator);
  await operator.run(UpdateEventDocument, { input: { id: event.id, expectedVersion: 1, active: false } });
  const user = await userWithDays(3);
  expect(await of(user, event.id)).toMatchObject({
    blockedBy: ['EVENT_INACTIVE'],
    event: null,
    progress: [],
  });
  expect(await of(operator, event.id, user.id)).toMatchObject({
    event: { id: event.id },
    progress: [{ met: true }],
  });
});

test.each(['paused', 'archived'])(
  'a USER does not learn from an event that is %s whether conditions are met or stock is left',
  async (change) => {
    const event = await createEvent(operator, { rewards: [{ type: 'ITEM', name: 'Mug', stock: 0 }] });
    const ids = { id: event.id, expectedVersion: event.version };
    await (change === 'paused'
      ? operator.run(UpdateEventDocument, { input: { ...ids, active: false } })
      : operator.run(ArchiveEventDocument, { input: ids }));
    const user = await userWithDays(2);
    expect(await of(user, event.id)).toMatchObject({
      eligible: false,
      blockedBy: ['EVENT_INACTIVE'],
      event: null,
      progress: [],
    });
    expect((await of(operator, event.id, user.id)).blockedBy).toEqual([
      'EVENT_INACTIVE',
      'CONDITIONS_NOT_MET',
      'OUT_OF_STOCK',
    ]);
  },
);

test('an unknown event is NOT_FOUND', async () => {
  const user = await userWithDays(0).catch(() => server.actor('USER'));
  await user.refused(EligibilityDocument, { eventId: 'nothing' }, 'NOT_FOUND');
});

test('a page of events with eligibility and own requests costs a fixed number of calls', async () => {
  for (let n = 0; n < 12; n += 1) await createEvent(operator);
  const user = await userWithDays(3);
  const cost = async (first: number) =>
    (await commandsAbout(server, user.id, () => user.run(MyEventsDocument, { first }))).length;
  const [few, many] = [await cost(2), await cost(12)];
  expect(many).toBe(few);
  expect(many).toBeLessThanOrEqual(5);
});

test('staff have no eligibility of their own on events', async () => {
  await createEvent(operator);
  const { events } = await operator.run(MyEventsDocument, { first: 1 });
  expect(events!.nodes).toMatchObject([{ myEligibility: null, myRequest: null }]);
});

test('eligibility is read in batches of its own, never in one that a claim waits for', async () => {
  const event = await createEvent(operator);
  const users = await Promise.all(Array.from({ length: 4 }, () => server.actor('USER')));
  const batches = new Map<string, number>();
  const stop = signals.batch.listen(({ batch, items }) =>
    batches.set(batch, (batches.get(batch) ?? 0) + items),
  );
  const claims: string[] = [];
  const note = ({ command }: mongo.CommandStartedEvent) => claims.push(JSON.stringify(command));
  server.database.claims.on('commandStarted', note);
  await Promise.all(users.map((user) => user.run(EligibilityDocument, { eventId: event.id })));
  server.database.claims.off('commandStarted', note);
  stop();
  expect(batches.get('eligibilityFacts')).toBe(4);
  expect(batches.has('claimFacts')).toBe(false);
  // Nor does it take one of the few connections that claims have.
  expect(claims.filter((sent) => users.some(({ id }) => sent.includes(id)))).toEqual([]);
});

test('what waits for eligibility is bounded', async () => {
  const event = await createEvent(operator);
  const user = await server.actor('USER');
  const { eligibility } = server.services;
  const viewer = { id: user.id, role: 'USER' as const, sessionId: '' };
  const eventId = new Types.ObjectId(event.id);
  const asked = await Promise.allSettled(
    Array.from({ length: 2_500 }, () => eligibility.findOwn(viewer, eventId, server.clock.now())),
  );
  const refused = asked.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every((each) => 'reason' in each && each.reason.code === 'SERVICE_UNAVAILABLE')).toBe(true);
  expect(await eligibility.findOwn(viewer, eventId, server.clock.now())).not.toBeNull();
});
