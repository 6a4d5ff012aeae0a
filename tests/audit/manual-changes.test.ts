import { createSecretKey } from 'node:crypto';
import { mongo, Types, type Schema } from 'mongoose';
import { dayBits } from '../../src/attendance/day-bits';
import { findServiceCalendar } from '../../src/attendance/stored-calendar';
import { findRuleDifferences } from '../../src/attendance/zone-rules-watch';
import { checkCopy } from '../../src/invariants/copy-rules';
import { outboxEntry } from '../../src/audit/entries';
import { checkInvariants } from '../../src/invariants/invariants';
import { leafHash, leafText } from '../../src/reward-feed/leaf';
import type { RewardFeedEntry } from '../../src/reward-feed/reward-feed.model';
import type { RelayedType } from '../../src/domain/reward-feed';
import { verifyChain } from '../../src/audit/verification';
import { migrationStatus } from '../../src/database/migrations/run';
import {
  AddAudienceMembersDocument,
  AddStaffNoteDocument,
  ApproveRewardRequestDocument,
  CheckAttendanceDocument,
  CreateAudienceDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  RevokeRewardRequestDocument,
  SealAudienceDocument,
  UserDocument,
} from '../generated/documents';
import { recordAll, report } from '../support/activities';
import type { Actor } from '../support/actors';
import { createPoolEvent, importCodes } from '../support/codes';
import { createEvent, type CreatedEvent } from '../support/events';
import { WebhookDeliveries } from '../../src/webhooks/webhook-deliveries';
import { readDocument } from '../support/markdown';
import { lastDays } from '../support/attendance';
import { TEST_SECRETS_KEY } from '../support/child-environment';
import { sealNow } from '../support/seals';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf } from '../support/service-keys';
import { until } from '../support/until';

/** As docs/manual-changes.md has it. */
interface Row {
  readonly field: string;
  /** Null: not detected. */
  readonly rule: string | null;
  /** Only a seal finds it once the stored leaf was changed too. Undefined: what leaves do not hold. */
  readonly onlySeal: boolean | undefined;
  readonly limits: string;
}

const page = new Map(
  readDocument('docs/manual-changes.md')
    .split(/^## /m)
    .flatMap((section) => {
      const [, name = ''] = /^`(\w+)`\n/.exec(section) ?? [];
      const hasSeals = section.includes('| Only a seal |');
      const row = /^\| `([^`]+)` *\| (?:`([^`]+)`|not detected) *\|(?: *(yes|no)? *\|)? *(.*?) *\|$/gm;
      return [...section.matchAll(row)].map(([, field = '', rule, onlySeal, limits = '']): [string, Row] => [
        `${name} ${field}`,
        { field, rule: rule ?? null, onlySeal: hasSeals ? onlySeal === 'yes' : undefined, limits },
      ]);
    }),
);

/** The end of the summary of an account's check-ins. */
const SUMMED_UP = '2027-01-01';

type Id = Types.ObjectId | string | number;
interface Stored extends mongo.Document {
  _id: Id;
}
let server: TestServer;
let world: Awaited<ReturnType<typeof makeWorld>>;
beforeAll(async () => {
  server = await startTestServer({ env: { ACCESS_TOKEN_TTL_SECONDS: '86400' } });
  world = await makeWorld();
});
afterAll(() => server.close());

const inDatabase = (name: string) =>
  server.database.connection.db!.collection(name) as unknown as mongo.Collection<Stored>;

/** An endpoint with a former secret and a range to send again, and one of its messages, which nobody sends. */
async function makeWebhooks() {
  await server.services.webhookSender.stop();
  const { database, services, clock } = server;
  const by = {
    viewer: { id: (await server.actor('ADMIN')).id, role: 'ADMIN' as const, sessionId: '' },
    now: clock.now(),
  };
  const url = 'https://example.com/hook';
  const { endpoint } = await services.webhooks.create({ url, types: ['REWARD_GRANTED'] }, by);
  const { _id } = endpoint;
  await services.webhooks.rotateSecret(String(_id), by);
  const replay = { id: new Types.ObjectId(), next: 1, to: 1 };
  await database.webhookEndpoints.updateOne({ _id }, { $set: { replays: [replay] } });
  const entry = { sequence: 1, type: 'REWARD_GRANTED' as const, rowId: new Types.ObjectId(), at: by.now };
  const [delivery] = await new WebhookDeliveries(database.webhookDeliveries).store(
    _id,
    'epoch',
    [entry],
    by.now,
  );
  await database.webhookLeases.insertOne({ _id, cursor: 1, n: 1, owner: 'a server', until: by.now });
  return { endpoint: _id, delivery: delivery!._id };
}

/** One that is sealed, with a member, and one with members that are being added while it is to be sealed. */
async function makeAudiences(operator: Actor, member: Actor) {
  const { database } = server;
  const create = async () => {
    const { createAudience } = await operator.run(CreateAudienceDocument, { input: { name: 'Players' } });
    return createAudience!.audience!.id;
  };
  const sealed = await create();
  const users = [{ id: member.id }];
  await operator.run(AddAudienceMembersDocument, { input: { audienceId: sealed, users } });
  await operator.run(SealAudienceDocument, { input: { id: sealed } });
  const busy = new Types.ObjectId(await create());
  const by = { actorId: new Types.ObjectId(operator.id), actorRole: 'OPERATOR' as const, at: LATER };
  const one = [new Types.ObjectId()];
  const adding = [{ id: new Types.ObjectId(), rows: one, userIds: one, ...by }];
  const pendingSeal = { entryId: new Types.ObjectId(), ...by };
  await database.audiences.updateOne({ _id: busy }, { $set: { adding, pendingSeal } });
  const audience = new Types.ObjectId(sealed);
  const row = await database.audienceMembers.findOne({ audienceId: audience });
  return { audience, busyAudience: busy, audienceMember: row!._id };
}

/** As `retain` leaves a request whose activity it has deleted. */
async function keepTotalsAlone(requestId: Types.ObjectId): Promise<void> {
  const { activities, requests, settings } = server.database;
  const { userId } = (await requests.findOne({ _id: requestId }))!;
  const { kind, quantity, occurredAt } = (await activities.findOneAndDelete({ userId }))!;
  const before = new Date(occurredAt.getTime() + 86_400_000);
  const totals = { count: 1, sum: quantity, days: 1, firstAt: occurredAt, lastAt: occurredAt };
  await requests.updateOne(
    { _id: requestId },
    { $set: { deletedActivities: [{ kind, before, ...totals }] } },
  );
  await settings.insertOne({ _id: 'activityRetention', before: new Date('2026-01-01') });
}

/** One that is done, with the request that it made. */
async function makePayout({ id }: Actor, event: CreatedEvent, audience: Types.ObjectId) {
  const { services, clock, database } = server;
  const by = { id, role: 'OPERATOR' as const, sessionId: '' };
  const input = {
    eventId: event.id,
    audienceId: audience.toHexString(),
    reason: 'outage',
    idempotencyKey: 'payout',
  };
  const { _id } = (await services.payoutStarter.start(by, input, clock.now())).payout!;
  const isDone = async () => (await database.payouts.findOne({ _id }))!.state === 'DONE';
  await until(async () => {
    await services.payoutRunner.sweep();
    return isDone();
  });
  await services.payoutRunner.stop();
  const row = await database.requests.findOne({ payoutId: _id });
  return { payout: _id, payoutRequest: row!._id };
}

/** Requests of every kind: paid by the rules, approved, rejected, pending, failed, revoked, and one that needs another. */
async function makeWorld() {
  const operator = await server.actor('OPERATOR');
  const idle = await server.actor('USER');
  const [auto, pending, approved, rejected, winner, revoked] = await Promise.all(
    Array.from({ length: 6 }, () => server.actor('USER')),
  );
  await operator.run(UserDocument, { id: auto!.id });
  // Another service day, with the same tokens.
  server.clock.advance({ hours: 23 });
  const days = { kind: 'TOTAL_ATTENDANCE' as const, target: 1 };
  const rewards = [{ type: 'ITEM' as const, name: 'Cup', quantity: 1, stock: 10, externalId: 'cup' }];
  const first = await createEvent(operator, {
    conditions: [days, { kind: 'ACCOUNT_AGE', target: 1 }],
    rewards,
  });
  const next = await createEvent(operator, {
    conditions: [{ kind: 'EVENT_REWARDED', requiredEventId: first.id }],
  });
  const manual = await createEvent(operator, { payout: 'MANUAL', conditions: [days], rewards });
  const pooled = await createPoolEvent(operator, { conditions: [days] });
  await importCodes(server, pooled.poolId, ['code-1', 'code-2']);
  const counted = await createEvent(operator, {
    conditions: [{ kind: 'ACTIVITY_SUM', activityKind: 'purchase', target: 2 }],
  });
  const audiences = await makeAudiences(operator, auto!);
  const listed = await createEvent(operator, {
    conditions: [{ kind: 'IN_AUDIENCE', audienceId: audiences.audience.toHexString() }],
  });
  const given = await createEvent(operator, { conditions: [days] });
  await recordAll(server, [report(server, auto!.id, { quantity: 5 })]);
  const activity = (await server.database.activities.findOne())!._id;
  const claimed = async (user: Actor, { id }: CreatedEvent) => {
    await user.run(CheckAttendanceDocument);
    const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: id } });
    return new Types.ObjectId(requestReward!.request!.id);
  };
  const requests = {
    auto: await claimed(auto!, first),
    chained: await claimed(auto!, next),
    counted: await claimed(auto!, counted),
    pending: await claimed(pending!, manual),
    approved: await claimed(approved!, manual),
    rejected: await claimed(rejected!, manual),
    pooled: await claimed(winner!, pooled),
    revoked: await claimed(revoked!, manual),
  };
  await recordAll(server, [report(server, winner!.id, { quantity: 5 })]);
  const withTotals = await claimed(winner!, counted);
  await keepTotalsAlone(withTotals);
  const code = (await server.database.rewardCodes.findOne({ requestId: requests.pooled }))!;
  const approvedId = requests.approved.toHexString();
  const rejectedId = requests.rejected.toHexString();
  await operator.run(ApproveRewardRequestDocument, { input: { id: approvedId, note: 'well done' } });
  await operator.run(RejectRewardRequestDocument, { input: { id: rejectedId, reason: 'too late' } });
  const revokedId = requests.revoked.toHexString();
  await operator.run(ApproveRewardRequestDocument, { input: { id: revokedId } });
  const revocation = { id: revokedId, reason: 'by mistake', returnStock: true, idempotencyKey: 'once' };
  await operator.run(RevokeRewardRequestDocument, { input: revocation });
  const { request } = await idle.refused(
    RequestRewardDocument,
    { input: { eventId: first.id } },
    'CONDITIONS_NOT_MET',
  );
  await server.services.holds.bury({ _id: new Types.ObjectId(), userId: new Types.ObjectId() });
  const backend = await backendOf(server, ['GRANTS_READ']);
  const [named] = await server.services.identities.ensure(
    [{ identity: { issuer: 'game', subject: 'p-2' }, username: null }],
    { actor: null, action: 'upsertUsers', now: server.clock.now() },
  );
  const excused = await server.services.excusedDays.excuse(
    { id: operator.id, role: 'OPERATOR', sessionId: '' },
    { day: '2026-05-20', reason: 'outage' },
    server.clock.now(),
  );
  const { addStaffNote } = await operator.run(AddStaffNoteDocument, {
    input: { userId: auto!.id, text: 'called twice' },
  });
  const template = await createEvent(operator, { active: false });
  const { series } = await server.services.seriesCreator.create(
    { id: operator.id, role: 'OPERATOR', sessionId: '' },
    server.clock.now(),
    {
      ...{ templateEventId: template.id, title: 'Every week', recurrence: 'WEEKLY' },
      ...{ firstDay: lastDays(server.clock.now(), 1)[0]!, claimGraceHours: 0 },
    },
  );
  await server.services.occurrences.round();
  const occurrence = await server.database.events.findOne({ seriesId: series!._id });
  const checkIn = (await server.database.attendances.findOne({ userId: new Types.ObjectId(auto!.id) }))!;
  const bits = new mongo.Binary(dayBits([checkIn.day], SUMMED_UP));
  const streak = {
    ...{ before: SUMMED_UP, lastDay: checkIn.day, lastRun: 1, longest: 1, excused: 1 },
    days: bits,
  };
  const hashCost = '$2b$10$';
  await server.database.users.updateOne({ _id: checkIn.userId }, { $set: { streak, hashCost } });
  // A seal of what a test has changed would break rules for good.
  await server.services.dailySeal.stop();
  await sealNow(server);
  const feedEntry = await server.database.rewardFeed.findOne({
    rowId: requests.approved,
    type: 'REQUEST_PENDING',
  });
  const [created] = await server.database.auditEntries
    .find({ action: 'createEvent' })
    .sort({ sequence: 1 })
    .toArray();
  const opened = await server.database.accessLog.findOne();
  return {
    opened: opened!._id,
    requests: { ...requests, withTotals, failed: new Types.ObjectId(request.id) },
    events: {
      first: new Types.ObjectId(first.id),
      next: new Types.ObjectId(next.id),
      manual: new Types.ObjectId(manual.id),
      counted: new Types.ObjectId(counted.id),
      pooled: new Types.ObjectId(pooled.id),
      listed: new Types.ObjectId(listed.id),
      given: new Types.ObjectId(given.id),
      occurrence: occurrence!._id,
    },
    code: code._id,
    series: series!._id,
    users: {
      auto: new Types.ObjectId(auto!.id),
      idle: new Types.ObjectId(idle.id),
      named: named!.userId!,
    },
    entry: created!._id,
    activity,
    checkIn: checkIn._id,
    excusedDay: excused._id,
    staffNote: new Types.ObjectId(addStaffNote!.note!.id),
    serviceKey: new Types.ObjectId(backend.keyId),
    feedEntry: feedEntry!._id,
    ...audiences,
    ...(await makePayout(operator, given, audiences.audience)),
    ...(await makeWebhooks()),
  };
}

const keys = { current: createSecretKey(Buffer.from(TEST_SECRETS_KEY, 'base64')), previous: [] };

/** Everything that finds changes, by the names of what it finds broken. */
async function brokenRules(): Promise<Set<string>> {
  const { database } = server;
  const names = (await checkInvariants(database)).filter(({ ok }) => !ok).map(({ name }) => name);
  if (!(await verifyChain(database, new Date())).ok) names.push('auditChain');
  for await (const { ok, name } of checkCopy(database, keys)) if (!ok) names.push(name);
  for (const { state, number } of await migrationStatus(database)) {
    if (state === 'changed') names.push(`migration.${number}`);
  }
  const calendar = await findServiceCalendar(database, null);
  const differences = calendar && (await findRuleDifferences(database, calendar, server.clock.now()));
  if (differences && differences.length > 0) names.push('zoneRules');
  return new Set(names);
}

const OPAQUE = new Set(['logins', 'outbox']);

/** Every field of a model, lists and what is in them included. */
function fieldsOf({ paths }: Schema, prefix = ''): string[] {
  return Object.entries(paths).flatMap(([name, type]) => {
    const inner = (type as { schema?: Schema }).schema;
    const isOpen = inner !== undefined && !OPAQUE.has(name);
    return [`${prefix}${name}`, ...(isOpen ? fieldsOf(inner, `${prefix}${name}.`) : [])];
  });
}

/** Every field of a stored document without a model; lists and what is in them included. */
function fieldsIn(value: unknown, name: string, depth: number): string[] {
  const inner = Array.isArray(value) ? (value[0] as unknown) : value;
  if (depth === 0 || typeof inner !== 'object' || inner === null || inner instanceof Date) return [name];
  if ('_bsontype' in inner) return [name];
  const fields = Object.entries(inner).filter(([key]) => key !== '_id');
  return [name, ...fields.flatMap(([key, item]) => fieldsIn(item, `${name}.${key}`, depth - 1))];
}

const withoutModel = async (collection: string, depth: number) =>
  (await inDatabase(collection).find().toArray()).flatMap((document) =>
    fieldsIn(document, String(document._id), depth),
  );

test('the page has a row for every field that is stored, and no other', async () => {
  const { models } = server.database;
  const stored = new Map<string, string[]>();
  for (const model of Object.values(models)) {
    stored.set(model.collection.collectionName, ['(row)', '(new row)', ...fieldsOf(model.schema as Schema)]);
  }
  stored.set('settings', await withoutModel('settings', 1));
  stored.set('migrations', await withoutModel('migrations', 2));
  const all = [...stored].flatMap(([collection, fields]) => fields.map((field) => `${collection} ${field}`));
  expect([...page.keys()].sort()).toEqual(all.sort());
});

test('every collection has its section', async () => {
  const collections = await server.database.connection.db!.listCollections().toArray();
  const sections = new Set([...page.keys()].map((key) => key.split(' ')[0]));
  for (const { name } of collections) expect([...sections, 'ratelimits']).toContain(name);
});

test('where a change is not detected, the page gives the reason', () => {
  for (const { field, rule, limits } of page.values()) {
    expect({ field, explained: rule !== null || limits !== '' }).toEqual({ field, explained: true });
  }
});

test('what nobody has changed breaks no rule', async () => {
  expect([...(await brokenRules())]).toEqual([]);
});

interface Change {
  /** Of the document to change; default: `DEFAULTS`. */
  readonly id?: () => Id;
  /** Default: another value of the same type. */
  readonly value?: () => unknown;
}

const DEFAULTS: Record<string, () => Id> = {
  rewardrequests: () => world.requests.approved,
  userattendances: () => world.checkIn,
  excuseddays: () => world.excusedDay,
  activities: () => world.activity,
  events: () => world.events.first,
  eventseries: () => world.series,
  users: () => world.users.auto,
  servicekeys: () => world.serviceKey,
  payouts: () => world.payout,
  audiences: () => world.audience,
  audiencemembers: () => world.audienceMember,
  webhookendpoints: () => world.endpoint,
  webhookdeliveries: () => world.delivery,
  webhookleases: () => world.endpoint,
  accesslog: () => world.opened,
  staffnotes: () => world.staffNote,
  auditentries: () => world.entry,
  audittexts: () => world.entry,
  rewardfeed: () => world.feedEntry,
  rewardcodes: () => world.code,
};

const LATER = new Date('2026-07-01T00:00:00Z');
const auto = () => world.requests.auto;
const manual = () => world.events.manual;
const revoked = () => world.requests.revoked;
const busyAudience = () => world.busyAudience;
const otherNonce = () => new mongo.Binary(Buffer.alloc(16));
const delivery = { state: 'DELIVERED', reference: 'by hand', at: LATER, attempts: 1 };

const CHANGES: Record<string, Change> = {
  'rewardrequests (row)': { id: auto },
  'rewardrequests nonces': { value: () => ({ decidedById: otherNonce() }) },
  'rewardrequests nonces.decidedById': { value: otherNonce },
  'rewardrequests nonces.note': { value: otherNonce },
  'rewardrequests nonces.revokedById': { id: revoked, value: otherNonce },
  'rewardrequests nonces.revokeReason': { id: revoked, value: otherNonce },
  'rewardrequests commitments': { value: () => ({ note: 'f'.repeat(64) }) },
  'rewardrequests commitments.note': { value: () => 'f'.repeat(64) },
  'rewardrequests commitments.revokeReason': { id: revoked, value: () => 'f'.repeat(64) },
  'rewardrequests revokedAt': { id: revoked },
  'rewardrequests revokedById': { id: revoked },
  'rewardrequests revokeReason': { id: revoked },
  'rewardrequests stockReturnId': { id: revoked },
  'rewardrequests due': { value: () => ['feed:REWARD_GRANTED'] },
  'rewardrequests grants.delivery': { value: () => delivery },
  'rewardrequests grants.delivery.state': { value: () => delivery.state },
  'rewardrequests grants.delivery.reference': { value: () => delivery.reference },
  'rewardrequests grants.delivery.at': { value: () => delivery.at },
  'rewardrequests grants.delivery.attempts': { value: () => delivery.attempts },
  'rewardrequests userId': { id: auto, value: () => world.users.idle },
  'rewardrequests status': { value: () => 0 },
  'rewardrequests requestedAt': { id: auto },
  'rewardrequests failureCode': { value: () => 'OUT_OF_STOCK' },
  'rewardrequests evidence.kind': { value: () => 'ACCOUNT_AGE' },
  'rewardrequests evidence.days': { value: () => ['2026-06-01'] },
  'rewardrequests evidenceDays': { value: () => '2026-06-01' },
  'rewardrequests imported': { value: () => true },
  'rewardrequests grants.revokedAt': { value: () => LATER },
  'rewardrequests rewards.codePool': { value: () => true },
  'rewardrequests grants.codePool': { id: () => world.requests.pooled, value: () => false },
  'rewardrequests idempotencyKey': { value: () => 'another' },
  'rewardrequests source': { value: () => 'SERVICE' },
  'rewardrequests payoutId': { id: () => world.payoutRequest },
  'rewardrequests serviceKeyId': { value: () => new Types.ObjectId() },
  'userattendances source': { value: () => 'SERVICE' },
  'userattendances serviceKeyId': { value: () => new Types.ObjectId() },
  'rewardrequests holdDue': { value: () => true },
  'rewardrequests outbox': { value: () => [harmlessEntry('RewardRequest', world.requests.approved)] },
  'rewardrequests tombstone': { value: () => true },
  'rewardrequests evidence.activityKind': { id: () => world.requests.counted },
  'rewardrequests evidence.firstActivityAt': { id: () => world.requests.counted },
  'rewardrequests evidence.lastActivityAt': { id: () => world.requests.counted },
  'rewardrequests deletedActivities': { id: () => world.requests.withTotals },
  'rewardrequests deletedActivities.kind': { id: () => world.requests.withTotals },
  'rewardrequests deletedActivities.before': { id: () => world.requests.withTotals },
  'rewardrequests deletedActivities.count': { id: () => world.requests.withTotals, value: () => 0 },
  'rewardrequests deletedActivities.sum': { id: () => world.requests.withTotals, value: () => 4 },
  'rewardrequests deletedActivities.days': { id: () => world.requests.withTotals },
  'rewardrequests deletedActivities.firstAt': { id: () => world.requests.withTotals },
  'rewardrequests deletedActivities.lastAt': {
    id: () => world.requests.withTotals,
    value: () => new Date(0),
  },
  'settings activityRetention.before': { value: () => new Date(0) },
  'activities userId': { value: () => world.users.idle },
  'activities quantity': { value: () => 1 },
  'activities voidedAt': { value: () => LATER },
  'activities voidReason': { value: () => 'because' },
  'activities outbox': { value: () => [harmlessEntry('Import', world.activity)] },
  'userattendances userId': { value: () => world.users.idle },
  'userattendances day': { value: () => '2026-06-01' },
  'rewardrequests evidence.excused': { value: () => '2026-06-01' },
  'excuseddays day': { value: () => '2026-06-01' },
  'excuseddays removedAt': { value: () => LATER },
  'excuseddays outbox': { value: () => [harmlessEntry('Import', world.excusedDay)] },
  'staffnotes userId': { value: () => world.users.idle },
  'staffnotes requestId': { value: () => world.requests.auto },
  'staffnotes outbox': { value: () => [harmlessEntry('Import', world.staffNote)] },
  'users passwordReset': { value: () => ({ expiresAt: LATER }) },
  'users passwordReset.expiresAt': { value: () => LATER },
  'users streak.excused': { value: () => 2 },
  'users streak.days': { value: () => new mongo.Binary(dayBits(['2026-01-01'], SUMMED_UP)) },
  'events firstDay': { value: () => '2026-05-01' },
  'events lastDay': { value: () => '2026-12-01' },
  'events claimUntil': { value: () => LATER },
  'events payouts': { id: () => world.events.given },
  'events payouts.id': { id: () => world.events.given },
  'events payouts.total': { id: () => world.events.given },
  'events payouts.inputHash': { id: () => world.events.given },
  'events seriesId': { id: () => world.events.occurrence },
  'events occurrence': { id: () => world.events.occurrence, value: () => '2026-06-01' },
  'events isTemplate': { value: () => true },
  'eventseries firstDay': { value: () => '2026-06-01' },
  'eventseries lastDay': { value: () => '2026-07-01' },
  'eventseries pausedReason': { value: () => 'TEMPLATE_ARCHIVED' },
  'eventseries endedAt': { value: () => LATER },
  'eventseries dueAt': { value: () => LATER },
  'eventseries slot': { value: () => 7 },
  'eventseries outbox': { value: () => [harmlessEntry('Import', world.series)] },
  'events copiedFromId': { value: () => world.events.next },
  'events archivedAt': { value: () => LATER },
  'events payout': { value: () => 'MANUAL' },
  'events conditions.kind': { value: () => 'CONSECUTIVE_ATTENDANCE' },
  'events conditions.activityKind': { id: () => world.events.counted },
  'events conditions.audienceId': { id: () => world.events.listed },
  'events conditions.requiredEventId': { id: () => world.events.next },
  'events rewards.codePool': { id: () => world.events.pooled, value: () => false },
  'events rewards.type': { value: () => 'COUPON' },
  'events holds': { id: manual },
  'events holds.id': { id: manual },
  'events holds.userId': { id: manual },
  'events holds.at': { id: manual, value: () => new Date(0) },
  'events frozenAt': { value: () => null },
  'events outbox': { value: () => [harmlessEntry('Import', world.events.first)] },
  'users identities': { value: () => [{ issuer: 'game', subject: 'p-1', linkedAt: LATER }] },
  'users identities.issuer': { id: () => world.users.named },
  'users identities.subject': { id: () => world.users.named },
  'users identities.linkedAt': { id: () => world.users.named },
  'users role': { value: () => 'OPERATOR' },
  'users createdAt': { value: () => LATER },
  'users disabledAt': { value: () => LATER },
  'users erasedAt': { value: () => LATER },
  'users erasure': { value: () => ({ nextAt: LATER, until: LATER }) },
  'users erasure.nextAt': { value: () => LATER },
  'users erasure.until': { value: () => LATER },
  'users due': { value: () => [] },
  'users adminN': { value: () => 1_000 },
  'users streak': {
    value: () => ({ before: SUMMED_UP, lastDay: null, lastRun: 0, longest: 0, excused: 1 }),
  },
  'users streak.before': { value: () => '2026-05-25' },
  'users streak.held': { value: () => true },
  'users streak.released': { value: () => new Types.ObjectId() },
  'users outbox': { value: () => [harmlessEntry('Import', world.users.auto)] },
  'webhookendpoints failingSince': { value: () => LATER },
  'webhookendpoints pausedReason': { value: () => 'GONE' },
  'webhookendpoints removedAt': { value: () => LATER },
  'webhookendpoints secrets.until': { value: () => LATER },
  'webhookendpoints slot': { value: () => 7 },
  'webhookendpoints outbox': { value: () => [harmlessEntry('Import', world.endpoint)] },
  'webhookdeliveries state': { value: () => 'EXHAUSTED' },
  'webhookdeliveries lastStatus': { value: () => 500 },
  'webhookdeliveries lastError': { value: () => 'GONE' },
  'webhookdeliveries lastAttemptAt': { value: () => LATER },
  'webhookdeliveries settledAt': { value: () => LATER },
  'audiences adding': { id: busyAudience },
  'audiences adding.id': { id: busyAudience },
  'audiences adding.at': { id: busyAudience },
  'audiences adding.rows': { id: busyAudience, value: () => [new Types.ObjectId()] },
  'audiences adding.userIds': { id: busyAudience, value: () => [new Types.ObjectId()] },
  'audiences adding.actorId': { id: busyAudience },
  'audiences adding.actorRole': { id: busyAudience },
  'audiences pendingSeal': { id: busyAudience, value: () => null },
  'audiences pendingSeal.entryId': { id: busyAudience },
  'audiences pendingSeal.at': { id: busyAudience },
  'audiences pendingSeal.actorId': { id: busyAudience },
  'audiences pendingSeal.actorRole': { id: busyAudience },
  'audiences outbox': { value: () => [harmlessEntry('Import', world.audience)] },
  'audiencemembers tombstone': { value: () => true },
  'payouts approvedById': { value: () => world.users.idle },
  'payouts pausedReason': { value: () => 'EVENT_ENDED' },
  'payouts owner': { value: () => 'a server' },
  'payouts uncounted': { value: () => true },
  'payouts outbox': { value: () => [harmlessEntry('Import', world.payout)] },
  'servicekeys expiresAt': { value: () => LATER },
  'servicekeys revokedAt': { value: () => LATER },
  'servicekeys lastUsedAt': { value: () => LATER },
  'servicekeys outbox': { value: () => [harmlessEntry('Import', world.serviceKey)] },
  'rewardfeed type': { value: () => 'REQUEST_REJECTED' },
  'auditentries serviceKeyId': { value: () => new Types.ObjectId() },
  'auditentries subjectId': { value: () => new Types.ObjectId() },
  'audittexts subjectId': { value: () => new Types.ObjectId() },
  'audittexts texts.nonce': { value: otherNonce },
  'auditentries sequence': { value: () => 999_999 },
  'auditentries before': { value: () => '{}' },
  'auditentries reason': { value: () => 'because' },
  'auditentries idempotencyKey': { value: () => 'another' },
  'auditentries inputHash': { value: () => 'f'.repeat(64) },
  'settings serviceCalendar.timeZone': { value: () => 'America/Los_Angeles' },
  'settings serviceCalendar.dayStartMinute': { value: () => 1_000 },
  'settings serviceCalendar.zoneRules': {
    value: () => ({ [server.clock.now().getUTCFullYear()]: 'another' }),
  },
  'settings seals.endedAt': { value: () => LATER },
  'settings auditHead.head': { value: () => ({ sequence: 1, hash: 'f'.repeat(64) }) },
  'settings admins.ids': { value: () => [world.users.idle] },
  'settings admins.n': { value: () => 0 },
  'settings admins.pending': {
    value: () => ({
      userId: world.users.idle,
      set: { disabledAt: null },
      entry: harmlessEntry('User', world.users.idle),
    }),
  },
  'migrations state.applied.checksum': { value: () => 'f'.repeat(64) },
};

/** What a row that somebody adds by hand has unlike the row that it is copied from: unique indexes refuse the same. */
const NEW_ROWS: Record<string, () => object> = {
  rewardrequests: () => ({ userId: world.users.idle, idempotencyKey: 'another' }),
  userattendances: () => ({ userId: world.users.idle }),
  excuseddays: () => ({ day: '2026-05-21' }),
  staffnotes: () => ({ number: 2 }),
  activities: () => ({ externalId: 'another' }),
  eventseries: () => ({ slot: 9 }),
  users: () => ({ username: 'another', usernameKey: 'another', nameLookup: 'another', identities: [] }),
  audiencemembers: () => ({ userId: world.users.idle }),
  webhookendpoints: () => ({ slot: 9 }),
  webhookdeliveries: () => ({ sequence: 2 }),
  auditentries: () => ({ sequence: 100_000 }),
  rewardfeed: () => ({ rowId: new Types.ObjectId() }),
  rewardcodes: () => ({ lookup: 'another', requestId: null }),
};

/** As somebody would who knows how leaves are made. @returns what gives the entries their leaves back */
async function rewriteLeaves(requestId: Id): Promise<null | (() => Promise<void>)> {
  const { requests, rewardFeed } = server.database;
  const row = await requests.findOne({ _id: requestId as Types.ObjectId });
  const entries = await rewardFeed.find({ rowId: requestId as Types.ObjectId }).toArray();
  const write = async (leafOf: (entry: RewardFeedEntry) => string) => {
    for (const entry of entries)
      await rewardFeed.updateOne({ _id: entry._id }, { $set: { leaf: leafOf(entry) } });
  };
  const leafOf = ({ _id, type }: RewardFeedEntry) => leafHash(leafText(_id, type as RelayedType, row!));
  try {
    if (row === null || entries.every((entry) => leafOf(entry) === entry.leaf)) return null;
    await write(leafOf);
  } catch {
    // No leaf can be made of it.
    return null;
  }
  return () => write(({ leaf }) => leaf);
}

/** It stays in the chain. */
function harmlessEntry(targetType: 'RewardRequest' | 'Import' | 'User', targetId: Types.ObjectId) {
  return outboxEntry({ at: LATER, actor: null, action: 'somethingByHand', targetType, targetId });
}

function another(value: unknown): unknown {
  if (value instanceof Types.ObjectId) return new Types.ObjectId();
  if (value instanceof Date) return new Date(value.getTime() + 86_400_000);
  if (Array.isArray(value)) return [];
  switch (typeof value) {
    case 'string':
      return `${value}x`;
    case 'number':
      return value + 1;
    case 'boolean':
      return !value;
    default:
      throw new Error(`another value than ${JSON.stringify(value)}?`);
  }
}

/** Of a field in a list the first item's. */
function placeOf(document: unknown, path: string): { path: string; value: unknown } {
  let value = document;
  const steps: string[] = [];
  for (const step of path.split('.')) {
    if (Array.isArray(value)) {
      steps.push('0');
      value = value[0] as unknown;
    }
    steps.push(step);
    value = (value as Record<string, unknown> | undefined)?.[step];
  }
  return { path: steps.join('.'), value };
}

test.each([...page])('%s', async (key, { field, rule, onlySeal }) => {
  const [name = ''] = key.split(' ');
  const collection = inDatabase(name);
  const { id, value } = CHANGES[key] ?? {};
  const hasModel = name in DEFAULTS;
  const [documentId = '', ...inDocument] = field.split('.');
  const _id = hasModel ? (id ?? DEFAULTS[name])!() : documentId;
  const path = hasModel ? field : inDocument.join('.');
  const document = (await collection.findOne({ _id }))!;

  const copyId: Id = name === 'rewardfeed' && path === '(new row)' ? 1_000 : new Types.ObjectId();
  if (path === '(row)' || path === '') await collection.deleteOne({ _id });
  else if (path === '(new row)')
    await collection.insertOne({ ...document, ...NEW_ROWS[name]?.(), _id: copyId });
  else if (path === '_id') {
    await collection.deleteOne({ _id });
    await collection.insertOne({ ...document, _id: copyId });
  } else {
    const place = placeOf(document, path);
    await collection.updateOne({ _id }, { $set: { [place.path]: value ? value() : another(place.value) } });
  }

  const broken = await brokenRules();
  const restoreLeaves = onlySeal === undefined ? null : await rewriteLeaves(_id);
  const withLeaf = restoreLeaves && (await brokenRules());
  await restoreLeaves?.();
  await collection.deleteOne({ _id: copyId });
  await collection.replaceOne({ _id }, document, { upsert: true });
  if (rule === null) expect([...broken]).toEqual([]);
  else expect([...broken]).toContain(rule);
  if (withLeaf?.size === 1) expect([...withLeaf, onlySeal]).toEqual(['sealsMatchFeed', true]);
  else expect({ onlySeal: onlySeal ?? false, withLeaf }).toEqual({ onlySeal: false, withLeaf });
});
