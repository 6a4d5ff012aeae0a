import { Types } from 'mongoose';
import { declaredIndexes } from '../../src/database/collections';
import { insertUntilKnown } from '../../src/database/insert-until-known';
import { GUARDED } from '../../src/database/guard-index';
import { COLLECTIONS } from '../../src/features';
import { RequestInserter, RequestStore } from '../../src/reward-requests/claim/insert-request';
import * as d from '../generated/documents';
import type { Actor } from '../support/actors';
import { insertUsers, sealedAudience } from '../support/audiences';
import { attend, lastDays } from '../support/attendance';
import { activityRow, recordAll, report, SOURCE } from '../support/activities';
import { codesSettled, createPoolEvent, importCodes } from '../support/codes';
import { createEvent, type CreatedEvent } from '../support/events';
import { payoutSettled, startPayout } from '../support/payouts';
import { BACKGROUND, CommandRecorder } from '../support/query-plans';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf } from '../support/service-keys';
import { documentedUnkeyed, ROW_COMMANDS, SHARDED, unkeyedIn } from '../support/shard-keys';
import { until } from '../support/until';

let server: TestServer;
let recorder: CommandRecorder;
let operator: Actor;

beforeAll(async () => {
  server = await startTestServer();
  recorder = new CommandRecorder(server, ROW_COMMANDS);
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

const claim = (actor: Actor, event: CreatedEvent, idempotencyKey: string | null = null) =>
  recorder.during('claims', () =>
    actor.ask(d.RequestRewardDocument, { input: { eventId: event.id, idempotencyKey } }),
  );

async function qualified(): Promise<Actor> {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 5));
  return user;
}

async function claims() {
  const one = await qualified();
  const first = await createEvent(operator);
  await claim(one, first, 'once');
  await claim(one, first, 'once');
  await claim(one, first);
  const mug = [{ type: 'ITEM' as const, name: 'Mug', stock: 1 }];
  const limited = await createEvent(operator, { rewards: mug });
  await Promise.all([claim(one, limited), claim(await qualified(), limited)]);
  const [{ audienceId }] = await Promise.all([audienceOf(one)]);
  const every = await createEvent(operator, {
    conditions: [
      { kind: 'EVENT_REWARDED', requiredEventId: first.id, target: 1 },
      { kind: 'IN_AUDIENCE', audienceId, target: 1 },
      { kind: 'ACTIVITY_COUNT', activityKind: 'purchase', target: 1 },
      { kind: 'TOTAL_ATTENDANCE', target: 1 },
    ],
  });
  await claim(one, every);
  // One more than a day keeps.
  const stranger = await server.actor('USER');
  for (let n = 0; n <= 21; n += 1) await claim(stranger, first);
  await claim(stranger, every);
  await recorder.during('claims', () => one.ask(d.MyEventsDocument, { filter: null, first: 5 }));
  const paid = { userId: new Types.ObjectId(one.id), status: 1 as const };
  expect(await server.database.requests.countDocuments(paid)).toBeGreaterThan(0);
}

async function audienceOf(user: Actor) {
  return recorder.during('audiences', async () => ({
    audienceId: await sealedAudience(operator, server, [user.id], `Of ${user.id}`),
  }));
}

/** What a claim does when an insert was refused, and a server when another one died. */
async function lateClaims() {
  const user = await qualified();
  const event = await createEvent(operator, {
    payout: 'MANUAL',
    rewards: [{ type: 'ITEM', name: 'Mug', stock: 9 }],
  });
  await claim(user, event, 'first');
  const row = (await server.database.requests.findOne({ userId: new Types.ObjectId(user.id) }))!;
  const { database, services } = server;
  const inserter = new RequestInserter(database, new RequestStore(database), services.holds);
  const again = { ...row, _id: new Types.ObjectId() };
  const primary = database.primary.current()!;
  const deadline = performance.now() + 5_000;
  const { kind } = await recorder.during('claims', () => inserter.insertUntilKnown(again, primary, deadline));
  expect(kind).toBe('answer');
  const at = new Date(0);
  const dead = { id: new Types.ObjectId(), userId: row.userId, at };
  await database.events.updateOne({ _id: row.eventId }, { $push: { holds: dead } });
  await recorder.during('claims', () => services.holds.sweep());
  await until(async () => (await database.requests.findOne({ _id: dead.id }))?.tombstone === true);
  const pending = async () => {
    const other = await qualified();
    await claim(other, event);
    const found = await database.requests.findOne({ userId: new Types.ObjectId(other.id), status: 0 });
    return found!._id.toHexString();
  };
  const approved = { id: await pending(), note: 'trial' };
  const rejected = { id: await pending(), reason: 'trial' };
  await recorder.during('decisions', async () => {
    await operator.run(d.ApproveRewardRequestDocument, { input: approved });
    await operator.run(d.RejectRewardRequestDocument, { input: rejected });
    await operator.run(d.RevokeRewardRequestDocument, {
      input: { id: approved.id, reason: 'trial', returnStock: true, idempotencyKey: 'trial' },
    });
  });
}

async function checkIns() {
  const user = await server.actor('USER');
  await recorder.during('check-ins', async () => {
    await user.run(d.CheckAttendanceDocument);
    await user.run(d.CheckAttendanceDocument);
    const row = (await server.database.attendances.findOne({ userId: new Types.ObjectId(user.id) }))!;
    await insertUntilKnown(server.database.attendances, [{ ...row, _id: new Types.ObjectId() }, row]);
  });
}

async function activities() {
  const user = await server.actor('USER');
  const backend = await backendOf(server, ['ACTIVITIES_WRITE', 'CLAIMS_WRITE'], { source: SOURCE });
  const bought = report(server, user.id);
  await recorder.during('activities', async () => {
    await recordAll(server, [bought]);
    await recordAll(server, [bought, report(server, user.id)]);
    const userId = new Types.ObjectId(user.id);
    const row = (await server.database.activities.findOne({ userId }))!;
    await insertUntilKnown(server.database.activities, [{ ...row, _id: new Types.ObjectId() }, row]);
    await backend.run(d.VoidActivitiesDocument, {
      input: {
        ...{ source: SOURCE, reason: 'returned' },
        activities: [{ user: { id: user.id }, externalId: bought.externalId }],
      },
    });
  });
  const event = await createEvent(operator, {
    conditions: [{ kind: 'ACTIVITY_SUM', activityKind: 'purchase', target: 1 }],
  });
  // More than a shared read takes.
  const busy = new Types.ObjectId(user.id);
  await server.database.activities.insertMany(
    Array.from({ length: 300 }, () => activityRow(busy, { occurredAt: server.clock.now() })),
  );
  await claim(user, event);
  await recorder.during('claims', () =>
    backend.ask(d.RequestRewardForDocument, {
      input: { user: { id: user.id }, eventId: event.id, idempotencyKey: 'once' },
    }),
  );
  await recorder.during('check-ins', () =>
    backend.ask(d.CheckAttendanceForDocument, { input: { user: { id: user.id } } }),
  );
}

async function payouts() {
  const event = await createEvent(operator, { conditions: [], payout: 'MANUAL' });
  const auto = await createEvent(operator, { conditions: [{ kind: 'ACCOUNT_AGE', target: 1 }] });
  const members = await insertUsers(server, 5, new Date('2026-01-01T00:00:00Z'));
  const audienceId = await sealedAudience(operator, server, members);
  for (const { id } of [event, auto]) {
    const payout = await startPayout(operator, id, audienceId);
    const { state } = await payoutSettled(operator, payout.id);
    expect(state).toBe('DONE');
  }
}

async function codes() {
  const { id, poolId } = await createPoolEvent(operator);
  await importCodes(server, poolId, ['one', 'two', 'three']);
  const user = await qualified();
  await recorder.during('codes', async () => {
    await user.run(d.RequestRewardDocument, { input: { eventId: id } });
    await server.services.codeBinder.sweep();
  });
  await codesSettled(server);
  await until(async () => (await server.database.rewardFeed.countDocuments()) > 5);
}

test('every statement of the paths of users names the user, but for those that docs/scale.md gives a reason for', async () => {
  await claims();
  await lateClaims();
  await checkIns();
  await activities();
  await payouts();
  await codes();
  const found = new Set(
    recorder.sent.filter(({ operation }) => operation !== 'between operations').flatMap(unkeyedIn),
  );
  expect([...found].sort()).toEqual(documentedUnkeyed().sort());
  const seen = new Set(recorder.sent.flatMap(({ name, command }) => `${name} ${String(command[name])}`));
  for (const collection of SHARDED) expect(seen).toContain(`insert ${collection}`);
  expect(recorder.sent.filter(({ operation }) => operation === BACKGROUND).length).toBeGreaterThan(10);
});

test('every unique index of what can be sharded begins with the user, and so does a full one', () => {
  for (const name of SHARDED) {
    const indexes = declaredIndexes(COLLECTIONS.find((each) => each.name === name)!);
    const firstOf = ({ key }: (typeof indexes)[number]) => Object.keys(key)[0];
    for (const each of indexes.filter(({ options }) => options.unique))
      expect([name, firstOf(each)]).toEqual([name, 'userId']);
    // The one that `shardCollection` asks for.
    const full = indexes.filter(({ options }) => options.partialFilterExpression === undefined);
    expect(full.map(firstOf)).toContain('userId');
  }
  expect([...SHARDED].sort()).toEqual(['activities', 'audiencemembers', GUARDED, 'userattendances']);
});
