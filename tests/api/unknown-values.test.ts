import { isEnumType, Kind, print, type DocumentNode } from 'graphql';
import { parse } from 'csv-parse/sync';
import { Types, type mongo, type Schema } from 'mongoose';
import { checkInvariants } from '../../src/invariants/invariants';
import { ERROR_CODES } from '../../src/errors';
import * as operations from '../generated/documents';
import { CheckAttendanceDocument, RequestRewardDocument } from '../generated/documents';
import type { Actor } from '../support/actors';
import type { Answer, Client } from '../support/client';
import { createEvent } from '../support/events';
import { ask } from '../support/http';
import { inputPlaces } from '../support/inputs';
import { api } from '../support/root-fields';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf } from '../support/service-keys';
import { until } from '../support/until';

/** What a newer server may have stored: no version of this one knows it. */
const NEWER = 'SOMETHING_NEWER';
const NEWER_STATUS = 7;

type Document = mongo.Document & { _id: Types.ObjectId };
interface EnumPath {
  readonly collection: string;
  readonly path: string;
  readonly isNumber: boolean;
}

let server: TestServer;
let paths: readonly EnumPath[];
beforeAll(async () => {
  server = await startTestServer();
  paths = Object.values(server.database.models).flatMap(({ collection, schema }) =>
    enumPathsOf(schema as Schema).map((path) => ({ collection: collection.collectionName, ...path })),
  );
});
afterAll(() => server.close());

/** Every field of a model whose values are listed, those of embedded documents included. */
function enumPathsOf({ paths: fields }: Schema, prefix = ''): Array<Omit<EnumPath, 'collection'>> {
  return Object.entries(fields).flatMap(([name, type]) => {
    const { schema: inner, options } = type as {
      schema?: Schema;
      options: { enum?: unknown; type?: unknown };
    };
    if (inner !== undefined) return enumPathsOf(inner, `${prefix}${name}.`);
    return options.enum ? [{ path: `${prefix}${name}`, isNumber: options.type === Number }] : [];
  });
}

const inDatabase = (name: string) =>
  server.database.connection.db!.collection(name) as unknown as mongo.Collection<Document>;

/** An account of each kind, and requests in every status. */
async function makeWorld() {
  const since = new Types.ObjectId();
  const [admin, user, pending, failed, rejected, newcomer] = await Promise.all([
    server.actor('ADMIN'),
    ...Array.from({ length: 5 }, () => server.actor('USER')),
  ]);
  const conditions = [{ kind: 'TOTAL_ATTENDANCE' as const, target: 1 }];
  const rewards = [
    { type: 'POINT' as const, name: 'Points', quantity: 5 },
    { type: 'ITEM' as const, name: 'Cup', stock: 10 },
  ];
  const first = await createEvent(admin, { conditions, rewards });
  const manual = await createEvent(admin, { payout: 'MANUAL', conditions, rewards });
  const draft = await createEvent(admin, { active: false, conditions, rewards });
  const claim = async (actor: Actor, eventId: string) => {
    const { data } = await actor.ask(RequestRewardDocument, { input: { eventId } });
    return data!.requestReward!.request!.id;
  };
  await claim(failed!, first.id);
  for (const actor of [user!, pending!, rejected!, newcomer!]) await actor.run(CheckAttendanceDocument);
  const paidId = await claim(user!, first.id);
  const pendingId = await claim(pending!, manual.id);
  const rejectedId = await claim(rejected!, manual.id);
  await admin.run(operations.RejectRewardRequestDocument, { input: { id: rejectedId, reason: 'no' } });
  await until(async () => (await inDatabase('rewardfeed').countDocuments({ rowId: { $gt: since } })) === 4);
  return {
    since,
    admin: admin,
    user: user!,
    pending: pending!,
    newcomer: newcomer!,
    feedReader: await backendOf(server, ['GRANTS_READ']),
    events: { first, manual, draft },
    requests: { paidId, pendingId },
  };
}
type World = Awaited<ReturnType<typeof makeWorld>>;

/** Which records the operations name. */
interface Names {
  readonly event: string;
  readonly condition: string;
  readonly reward: string;
  readonly request: string;
  readonly account: string;
  readonly target: string;
  readonly version: number;
}

type Variables = (names: Names, world: World) => Record<string, unknown>;
const none: Variables = () => ({});
const all: Variables = () => ({ first: 100 });
const eventId: Variables = ({ event }) => ({ eventId: event });
const unique = () => new Types.ObjectId().toHexString();
const edit = (fields: (names: Names) => object): Variables => {
  return (names) => ({ input: { expectedVersion: names.version, ...fields(names) } });
};
const CONDITION = { kind: 'TOTAL_ATTENDANCE', target: 2 };

const QUERIES: Record<string, Variables> = {
  // The reads themselves leave lines.
  AccessLog: () => ({ filter: { actorId: unique() } }),
  Activities: all,
  ActivityKinds: none,
  Attendance: ({ account }) => ({ userId: account }),
  AuditChain: ({ target }) => ({ filter: { targetId: target }, first: 100 }),
  AuditEntries: ({ target }) => ({ filter: { targetId: target }, first: 100 }),
  AuditVerification: none,
  Audience: () => ({ id: unique() }),
  Audiences: all,
  Payout: () => ({ id: unique() }),
  Payouts: all,
  Condition: ({ condition }) => ({ id: condition }),
  Conditions: eventId,
  Eligibility: ({ event }, { user }) => ({ eventId: event, userId: user.id }),
  Event: ({ event }) => ({ id: event }),
  ExcusedDays: none,
  EventSeries: () => ({ id: unique() }),
  EventSeriesList: all,
  EventStats: ({ event }) => ({ id: event }),
  EventHistory: ({ event }) => ({ id: event }),
  EventWindows: all,
  Events: all,
  Invariants: none,
  Me: none,
  MyActivities: none,
  MyAttendance: none,
  MyDataExport: none,
  MyEvents: all,
  MyGrants: none,
  MyRewardRequests: none,
  Overview: none,
  Reward: ({ reward }) => ({ id: reward }),
  RewardGrantSums: none,
  RewardGrants: all,
  RewardRequest: ({ request }) => ({ id: request }),
  RewardRequests: all,
  Rewards: eventId,
  SealProof: ({ request }) => ({ requestId: request }),
  Seals: all,
  ServerInfo: none,
  ServiceKeys: all,
  MyLogins: none,
  StaffNotes: all,
  User: ({ account }) => ({ id: account }),
  Users: all,
  WebhookDeliveries: all,
  WebhookEndpoints: none,
  WhoAmI: none,
};

const voidOf: Variables = ({ account }) => ({
  input: {
    source: 'shop',
    activities: [{ user: { id: account }, externalId: 'order-1' }],
    reason: 'refund',
  },
});
/** For service keys alone. */
const KEY_QUERIES: Record<string, Variables> = { RewardFeed: all };
/** For service keys alone; tests/api has their own suites. */
const KEY_MUTATIONS = [
  'AcknowledgeGrants',
  'CheckAttendanceFor',
  'RecordActivities',
  'RequestRewardFor',
  'UpsertUsers',
];

/** A decision of a request that is paid finds it decided, whatever the event holds. */
const DECIDES = /RewardRequests?$/;

/** Those that change or judge an event come first; the others change accounts. */
const EVENT_MUTATIONS: Record<string, Variables> = {
  RequestReward: ({ event }) => ({ input: { eventId: event } }),
  ApproveRewardRequest: ({ request }) => ({ input: { id: request } }),
  RejectRewardRequest: ({ request }) => ({ input: { id: request, reason: 'no' } }),
  ApproveRewardRequests: ({ request }) => ({ input: { ids: [request] } }),
  RejectRewardRequests: ({ request }) => ({ input: { ids: [request], reason: 'no' } }),
  RevokeRewardRequest: ({ request }) => ({
    input: { id: request, reason: 'no', idempotencyKey: unique() },
  }),
  UpdateEvent: edit(({ event }) => ({ id: event, title: 'Another title' })),
  AddCondition: edit(({ event }) => ({ eventId: event, condition: CONDITION })),
  UpdateCondition: edit(({ condition }) => ({ id: condition, condition: CONDITION })),
  RemoveCondition: edit(({ condition }) => ({ id: condition })),
  AddReward: edit(({ event }) => ({ eventId: event, reward: { type: 'ITEM', name: 'Hat' } })),
  UpdateReward: edit(({ reward }) => ({ id: reward, name: 'Another name' })),
  RemoveReward: edit(({ reward }) => ({ id: reward })),
  AdjustRewardStock: ({ reward }) => ({
    input: { id: reward, delta: 1, reason: 'more', idempotencyKey: unique() },
  }),
  DuplicateEvent: ({ event }) => ({ input: { id: event, startAt: '2026-06-01T00:00:00Z' } }),
  ArchiveEvent: edit(({ event }) => ({ id: event })),
};
const OTHER_MUTATIONS: Record<string, Variables> = {
  CreateEvent: ({ event }) => ({
    input: {
      title: 'The next one',
      startAt: '2026-06-01T00:00:00Z',
      conditions: [{ kind: 'EVENT_REWARDED', requiredEventId: event }],
      rewards: [{ type: 'ITEM', name: 'Hat' }],
      active: true,
    },
  }),
  CheckAttendance: none,
  RevealCode: ({ request }) => ({ input: { requestId: request, grantId: unique(), reason: 'lost' } }),
  AddStaffNote: ({ account }) => ({ input: { userId: account, text: 'called twice' } }),
  ExcuseDay: () => ({ input: { day: '2026-06-01', reason: 'outage' } }),
  RemoveExcusedDay: () => ({ input: { day: '2026-06-01', reason: 'a mistake' } }),
  CreateSeries: ({ event }) => ({
    input: { templateEventId: event, title: 'Daily', recurrence: 'DAILY', firstDay: '2026-06-01' },
  }),
  UpdateSeries: () => ({ input: { id: unique(), expectedVersion: 1, title: 'Another title' } }),
  Register: () => ({ input: { username: `new-${unique().slice(-8)}`, password: 'a password that is long' } }),
  Login: (_names, { pending }) => ({ input: { username: pending.username, password: pending.password } }),
  LoginWithIdentity: () => ({ input: { token: 'not a token' } }),
  LinkIdentity: () => ({ input: { token: 'not a token' } }),
  UnlinkIdentity: () => ({ input: { issuer: 'https://id.example.com', subject: 'p-1' } }),
  RefreshTokens: (_names, { pending }) => ({ input: { refreshToken: pending.tokens.refreshToken } }),
  ChangeUserRole: ({ account }) => ({ input: { userId: account, role: 'AUDITOR' } }),
  SetUserDisabled: ({ account }) => ({ input: { userId: account, disabled: true } }),
  ChangePassword: (_names, { user }) => ({
    input: { currentPassword: user.password, newPassword: 'another long password' },
  }),
  EndLogin: () => ({ input: { id: unique() } }),
  ResetPassword: () => ({ input: { userId: unique(), reason: 'forgotten' } }),
  RedeemOneTimePassword: () => ({
    input: { username: 'nobody', oneTimePassword: 'none', newPassword: 'another long password' },
  }),
  EraseUser: () => ({ input: { userId: unique(), reason: 'asked for it' } }),
  EraseMyAccount: () => ({ input: { password: 'not the password' } }),
  Logout: none,
  CreateAudience: () => ({ input: { name: 'Players' } }),
  AddAudienceMembers: () => ({ input: { audienceId: unique(), users: [{ id: unique() }] } }),
  SealAudience: () => ({ input: { id: unique() } }),
  StartPayout: ({ event }) => ({
    input: { eventId: event, audienceId: unique(), reason: 'outage', idempotencyKey: unique() },
  }),
  ChangePayout: () => ({ input: { id: unique(), change: 'PAUSE' } }),
  CreateServiceKey: () => ({ input: { name: 'A backend', source: 'shop', scopes: ['GRANTS_READ'] } }),
  RevokeServiceKey: (_names, { feedReader }) => ({ input: { id: feedReader.keyId } }),
  VoidActivities: voidOf,
  VoidActivitiesByStaff: voidOf,
  CreateWebhookEndpoint: () => ({ input: { url: 'http://127.0.0.1:1/hook', types: ['REWARD_GRANTED'] } }),
  UpdateWebhookEndpoint: () => ({ input: { id: unique(), active: false } }),
  RotateWebhookSecret: () => ({ input: { id: unique() } }),
  ReplayWebhook: () => ({ input: { id: unique(), fromSequence: 1, toSequence: 2 } }),
  RemoveWebhookEndpoint: () => ({ input: { id: unique() } }),
};

const documents = new Map(
  Object.values(operations).flatMap((document: DocumentNode) =>
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? [[definition.name!.value, document] as const] : [],
    ),
  ),
);

test('the tables hold every operation', () => {
  const known = Object.keys({ ...QUERIES, ...KEY_QUERIES, ...EVENT_MUTATIONS, ...OTHER_MUTATIONS });
  expect([...known, ...KEY_MUTATIONS].sort()).toEqual([...documents.keys()].sort());
});

test('the models list their values', () => {
  expect(paths.map(({ collection, path }) => `${collection} ${path}`).sort()).toEqual([
    'activities outbox.actorRole',
    'audiences outbox.actorRole',
    'auditentries actorRole',
    'events conditions.kind',
    'events outbox.actorRole',
    'events payout',
    'events rewards.type',
    'eventseries outbox.actorRole',
    'excuseddays outbox.actorRole',
    'payouts outbox.actorRole',
    'rewardfeed type',
    'rewardrequests evidence.kind',
    'rewardrequests failureCode',
    'rewardrequests grants.delivery.state',
    'rewardrequests grants.type',
    'rewardrequests outbox.actorRole',
    'rewardrequests rewards.type',
    'rewardrequests status',
    'servicekeys outbox.actorRole',
    'staffnotes outbox.actorRole',
    'users logins.current.role',
    'users outbox.actorRole',
    'users role',
    'webhookendpoints outbox.actorRole',
  ]);
});

function send(actor: Client, name: string, variables: Record<string, unknown>): Promise<Answer<unknown>> {
  return actor.send(print(documents.get(name)!), variables);
}

const codesOf = ({ errors }: Answer<unknown>) => errors.map(({ extensions }) => extensions.code);

/** The ids of everything that an answer holds. */
function idsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'id' && typeof item === 'string' ? [item] : idsIn(item),
  );
}

interface Reading {
  readonly codes: string[];
  readonly ids: readonly string[];
  readonly isNull: boolean;
  readonly text: string;
}

async function readAll(world: World, names: Names): Promise<Map<string, Reading>> {
  const readings = new Map<string, Reading>();
  for (const [caller, actor, queries] of [
    ['ADMIN', world.admin, QUERIES],
    ['USER', world.user, QUERIES],
    ['KEY', world.feedReader, KEY_QUERIES],
  ] as const) {
    for (const [name, variables] of Object.entries(queries)) {
      const answer = await send(actor, name, variables(names, world));
      const isNull = Object.values(answer.data ?? { nothing: null }).includes(null);
      const text = JSON.stringify(answer.data);
      readings.set(`${name} ${caller}`, { codes: codesOf(answer), ids: idsIn(answer.data), isNull, text });
    }
  }
  for (const name of ['requests', 'grants', 'audit', 'attendance']) {
    const filters: Record<string, object> = {
      attendance: { userId: names.account },
      audit: { targetId: names.target },
    };
    const filter = encodeURIComponent(JSON.stringify(filters[name] ?? {}));
    const { status, text } = await ask(`${server.url}/export/${name}.csv?reason=test&filter=${filter}`, {
      headers: { authorization: `Bearer ${world.admin.accessToken}` },
    });
    const rows = status === 200 ? parse<{ id: string }>(text, { columns: true, bom: true }) : [];
    const codes = status === 200 ? [] : [String(status)];
    readings.set(`export ${name}`, { codes, ids: rows.map(({ id }) => id), isNull: false, text });
  }
  return readings;
}

/** The places of one value in a document: of a list each item's. */
function placesOf(value: unknown, path: readonly string[], at: string[] = []): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, place) => placesOf(item, path, [...at, String(place)]));
  const [step, ...rest] = path;
  if (step === undefined) return value === null || value === undefined ? [] : [at.join('.')];
  return placesOf((value as Record<string, unknown> | undefined)?.[step], rest, [...at, step]);
}

/** Changes the value in the first place of each row that has it, one row after another. */
async function* changedRows(
  { collection, path, isNumber }: EnumPath,
  world: World,
): AsyncGenerator<Document> {
  const callers = [world.admin.id, world.user.id];
  const rows = (
    await inDatabase(collection)
      .find({ _id: { $gt: world.since } })
      .toArray()
  ).filter((row) => !callers.includes(String(row._id)) && placesOf(row, path.split('.')).length > 0);
  for (const row of rows.slice(0, 2)) {
    const [place = ''] = placesOf(row, path.split('.'));
    const value = isNumber ? NEWER_STATUS : NEWER;
    await inDatabase(collection).updateOne({ _id: row._id }, { $set: { [place]: value } });
    yield row;
    await inDatabase(collection).replaceOne({ _id: row._id }, row);
  }
}

function namesFor(world: World, collection: string, row: Document): Names {
  const { first } = world.events;
  const event =
    Object.values(world.events).find(({ id }) => id === String(row._id) || id === String(row.eventId)) ??
    first;
  return {
    event: event.id,
    condition: event.conditions[0]!.id,
    reward: event.rewards[1]!.id,
    request: collection === 'rewardrequests' ? String(row._id) : world.requests.paidId,
    account: collection === 'users' ? String(row._id) : world.newcomer.id,
    target: String(row.targetId ?? event.id),
    version: event.version,
  };
}

const JUDGED_BY = ['events conditions.kind', 'events payout', 'events rewards.type'];
/** What an operation may answer besides what it answered before. */
function documented(name: string, { collection, path }: EnumPath): string[] {
  const place = `${collection} ${path}`;
  if (name.startsWith('Eligibility') && JUDGED_BY.includes(place)) return ['SERVICE_UNAVAILABLE'];
  if (/^(RewardRequest|SealProof) /.test(name) && place === 'rewardrequests status') return ['NOT_FOUND'];
  return [];
}

const ENUM_PATHS = [
  'auditentries actorRole',
  'events conditions.kind',
  'events payout',
  'events rewards.type',
  'rewardrequests evidence.kind',
  'rewardrequests failureCode',
  'rewardrequests grants.type',
  'rewardrequests rewards.type',
  'rewardrequests status',
  'users logins.current.role',
  'users role',
];
const pathOf = (place: string) => paths.find(({ collection, path }) => `${collection} ${path}` === place)!;

describe('a value that only newer servers know', () => {
  let world: World;
  let shared: TestServer;
  beforeAll(async () => {
    [shared, server] = [server, await startTestServer()];
    world = await makeWorld();
  });
  afterAll(async () => {
    await server.close();
    server = shared;
  });

  test.each(ENUM_PATHS)('of %s: every read answers, with all other rows', async (place) => {
    let changed = 0;
    for await (const row of changedRows(pathOf(place), world)) {
      changed += 1;
      const names = namesFor(world, pathOf(place).collection, row);
      const after = await readAll(world, names);
      await inDatabase(pathOf(place).collection).replaceOne({ _id: row._id }, row);
      const before = await readAll(world, names);
      const ownIds = JSON.stringify(row);
      const faults = [...after].filter(([name, { codes, ids, isNull }]) => {
        const was = before.get(name)!;
        const allowed = documented(name, pathOf(place));
        if (codes.length > 0 && codes.every((code) => allowed.includes(code))) return false;
        const missing = was.ids.filter((id) => !ids.includes(id) && !ownIds.includes(id));
        return missing.length > 0 || isNull !== was.isNull || codes.join() !== was.codes.join();
      });
      expect(faults.map(([name, { codes, text }]) => [name, codes, text.slice(0, 300)])).toEqual([]);
      // Callers compare with the values of the schema: no other word leaves.
      const leaked = [...after].filter(([, { text }]) => text.includes(NEWER)).map(([name]) => name);
      // But for texts of what is stored: what the audit hashes, and what an account exports of its own.
      const isText = (name: string) => /^(export audit|AuditChain|MyDataExport)\b/.test(name);
      expect(leaked.filter((name) => !isText(name))).toEqual([]);
    }
    expect(changed).toBeGreaterThan(0);
  });

  test.each(ENUM_PATHS)('of %s: every mutation answers, and none guesses', async (place) => {
    const { collection } = pathOf(place);
    const own = await makeWorld();
    for await (const row of changedRows(pathOf(place), own)) {
      const names = namesFor(own, collection, row);
      const rows = await server.database.requests.countDocuments();
      const stored = await inDatabase(collection).findOne({ _id: row._id });
      const answers: Array<[string, string[]]> = [];
      for (const [name, variables] of Object.entries(EVENT_MUTATIONS)) {
        const actor = name === 'RequestReward' ? own.newcomer : own.admin;
        const answer = await send(actor, name, variables(names, own));
        if (JUDGED_BY.includes(place) && !DECIDES.test(name)) answers.push([name, codesOf(answer)]);
        expect([name, codesOf(answer)]).not.toEqual([name, ['INTERNAL_SERVER_ERROR']]);
      }
      const refused = Object.keys(EVENT_MUTATIONS).filter((name) => !DECIDES.test(name));
      if (!JUDGED_BY.includes(place)) continue;
      expect(answers).toEqual(refused.map((name) => [name, ['SERVICE_UNAVAILABLE']]));
      expect(await server.database.requests.countDocuments()).toBe(rows);
      expect(await inDatabase(collection).findOne({ _id: row._id })).toEqual(stored);
    }
    const [row] = await inDatabase(collection).find().sort({ _id: -1 }).limit(1).toArray();
    for (const [name, variables] of Object.entries(OTHER_MUTATIONS)) {
      const actor = name === 'CheckAttendance' || name === 'ChangePassword' ? own.user : own.admin;
      const answer = await send(actor, name, variables(namesFor(own, collection, row!), own));
      expect([name, codesOf(answer)]).not.toEqual([name, ['INTERNAL_SERVER_ERROR']]);
    }
  });
});

describe('an event that holds a value of a newer server', () => {
  const VALUES: Array<[string, object]> = [
    ['kind', { $set: { 'conditions.0.kind': NEWER }, $unset: { 'conditions.0.requiredEventId': true } }],
    ['another kind beside EVENT_REWARDED', { $set: { 'conditions.1.kind': NEWER } }],
    ['reward', { $set: { 'rewards.1.type': NEWER } }],
    ['payout', { $set: { payout: NEWER } }],
    ['name of a built-in property', { $set: { 'conditions.0.kind': 'constructor' } }],
  ];

  // Claim invariants: C25.
  test.each(VALUES)('%s: a claim waits for a newer server, and writes no row', async (_name, update) => {
    const { admin, user, newcomer, events } = await makeWorld();
    const event = await createEvent(admin, {
      conditions: [
        { kind: 'EVENT_REWARDED', requiredEventId: events.first.id },
        { kind: 'TOTAL_ATTENDANCE', target: 1 },
      ],
    });
    const _id = new Types.ObjectId(event.id);
    await server.database.events.updateOne({ _id }, update);
    const stored = await inDatabase('events').findOne({ _id });
    // In one batch with a claim on an event that this server knows.
    const [waiting, paid] = await Promise.all([
      send(user, 'RequestReward', { input: { eventId: event.id } }),
      send(newcomer, 'RequestReward', { input: { eventId: events.first.id } }),
    ]);
    expect(codesOf(waiting)).toEqual(['SERVICE_UNAVAILABLE']);
    expect(waiting.errors[0]?.extensions.retryAfterSeconds).toBeGreaterThan(0);
    expect(paid.data).toMatchObject({ requestReward: { request: { status: 'SUCCESS' }, userErrors: [] } });
    expect(await server.database.requests.countDocuments({ eventId: _id })).toBe(0);
    expect(await inDatabase('events').findOne({ _id })).toEqual(stored);
  });

  test('who was paid before still gets that answer, and a page has no eligibility for it', async () => {
    const { user, newcomer, events } = await makeWorld();
    const _id = new Types.ObjectId(events.first.id);
    await server.database.events.updateOne({ _id }, { $set: { 'conditions.0.kind': NEWER } });
    const again = await send(user, 'RequestReward', { input: { eventId: events.first.id } });
    expect(again.data).toMatchObject({
      requestReward: { request: { status: 'SUCCESS' }, userErrors: [{ code: 'ALREADY_REWARDED' }] },
    });
    const page = await newcomer.run(operations.MyEventsDocument, { first: 100 });
    const eligibility = new Map(page.events!.nodes.map(({ id, myEligibility }) => [id, myEligibility]));
    expect(eligibility.get(events.first.id)).toBeNull();
    expect(eligibility.get(events.manual.id)).toMatchObject({ eligible: true });
  });

  // Claim invariants: C25.
  test('its pending request is neither approved nor rejected', async () => {
    for (const update of [{ payout: NEWER }, { 'conditions.0.kind': NEWER }, { 'rewards.0.type': NEWER }]) {
      const { admin, events, requests } = await makeWorld();
      await inDatabase('events').updateOne({ _id: new Types.ObjectId(events.manual.id) }, { $set: update });
      const stored = await inDatabase('rewardrequests').findOne({
        _id: new Types.ObjectId(requests.pendingId),
      });
      for (const name of ['ApproveRewardRequest', 'RejectRewardRequest']) {
        const answer = await send(admin, name, { input: { id: requests.pendingId, reason: 'no' } });
        expect([name, codesOf(answer)]).toEqual([
          name,
          [answer.data === null ? 'BAD_USER_INPUT' : 'SERVICE_UNAVAILABLE'],
        ]);
      }
      expect(await inDatabase('rewardrequests').findOne({ _id: stored!._id })).toEqual(stored);
    }
  });

  test('what it reads as', async () => {
    const { admin, events } = await makeWorld();
    await inDatabase('events').updateOne(
      { _id: new Types.ObjectId(events.draft.id) },
      { $set: { 'conditions.0.kind': NEWER, 'rewards.0.type': NEWER, payout: NEWER } },
    );
    const { event } = await admin.run(operations.EventDocument, { id: events.draft.id });
    expect(event).toMatchObject({
      payout: 'UNKNOWN',
      conditions: [{ kind: 'UNKNOWN', description: 'A condition that only a newer server knows.' }],
      rewards: [{ type: 'UNKNOWN' }, { type: 'ITEM' }],
    });
  });
});

test('one rule of the invariants names it, and the others say nothing of what they cannot judge', async () => {
  const shared = server;
  server = await startTestServer();
  const { events } = await makeWorld();
  await inDatabase('events').updateOne(
    { _id: new Types.ObjectId(events.first.id) },
    { $set: { 'conditions.0.kind': NEWER } },
  );
  const broken = (await checkInvariants(server.database)).filter(({ ok }) => !ok);
  await server.close();
  server = shared;
  // The audit has the kind that the event was created with: that finding is right.
  expect(broken.map(({ name, examples }) => [name, examples])).toEqual([
    ['eventsMatchAudit', [events.first.id]],
    ['valuesAreKnown', [events.first.id]],
  ]);
});

test('a FAILED row with a newer code is replayed, counted and summed up as UNKNOWN', async () => {
  const { admin, newcomer, events } = await makeWorld();
  const event = await createEvent(admin, { conditions: [{ kind: 'ACCOUNT_AGE', target: 100 }] });
  const input = { eventId: event.id, idempotencyKey: unique() };
  const { data } = await newcomer.ask(RequestRewardDocument, { input });
  const _id = new Types.ObjectId(data!.requestReward!.request!.id);
  await inDatabase('rewardrequests').updateOne({ _id }, { $set: { failureCode: NEWER } });
  const replayed = await newcomer.ask(RequestRewardDocument, { input });
  expect(replayed.errors).toEqual([]);
  expect(replayed.data!.requestReward).toMatchObject({
    request: { failureCode: 'UNKNOWN' },
    userErrors: [{ code: 'UNKNOWN', message: expect.stringContaining('newer') as string }],
  });
  const stats = await admin.run(operations.EventStatsDocument, { id: event.id });
  expect(stats.event!.stats!.failures).toEqual([{ code: 'UNKNOWN', count: 1 }]);
  await inDatabase('rewardrequests').updateMany(
    { eventId: new Types.ObjectId(events.first.id), status: 1 },
    { $set: { 'grants.0.type': NEWER } },
  );
  const sums = await admin.run(operations.RewardGrantSumsDocument, { filter: { eventId: events.first.id } });
  expect(sums.rewardGrantSums!.types.map(({ type, quantity }) => [type, quantity])).toEqual([
    ['ITEM', 1],
    ['UNKNOWN', 5],
  ]);
});

test('an entry of the reward feed with a newer type is read as UNKNOWN', async () => {
  const { feedReader, requests } = await makeWorld();
  const entries = server.database.rewardFeed;
  const [last] = await entries.find().sort({ _id: -1 }).limit(1).toArray();
  const rowId = new Types.ObjectId(requests.paidId);
  await entries.insertOne({ ...last!, _id: last!._id + 1, rowId, type: NEWER as never });
  const { rewardFeed } = await feedReader.run(operations.RewardFeedDocument, { after: last!._id });
  expect(rewardFeed!.entries).toMatchObject([{ type: 'UNKNOWN', request: { id: requests.paidId } }]);
});

// Claim invariants: C25.
test('a request in a newer status keeps its units, whoever sweeps', async () => {
  const { admin, pending, events, requests } = await makeWorld();
  await inDatabase('rewardrequests').updateOne(
    { _id: new Types.ObjectId(requests.pendingId) },
    { $set: { status: NEWER_STATUS, holdDue: true } },
  );
  await server.services.holds.sweep();
  const { event } = await admin.run(operations.EventDocument, { id: events.manual.id });
  expect(event!.rewards[1]!.remaining).toBe(9);
  const own = await pending.run(operations.MyEventsDocument, { first: 100 });
  expect(own.events!.nodes.find(({ id }) => id === events.manual.id)!.myRequest).toBeNull();
});

describe('UNKNOWN is no input', () => {
  const open = Object.values(api.getTypeMap()).filter(
    (type) => isEnumType(type) && type.getValue('UNKNOWN') !== undefined,
  );
  const places = inputPlaces.filter(({ typeName }) => open.some(({ name }) => name === typeName));

  test('every kind, type, mode, role and refusal has the value', () => {
    expect(open.map(({ name }) => name).sort()).toEqual([
      'ConditionKind',
      'FeedEntryType',
      'PayoutMode',
      'RefusalCode',
      'RequestSource',
      'RewardType',
      'Role',
    ]);
    expect(places.length).toBeGreaterThan(8);
  });

  test.each(places.map((place) => [place.field, place.path, place] as const))(
    '%s %s',
    async (_f, _p, place) => {
      const { query, variables } = place.operation(
        String(place.type).includes('[') ? ['UNKNOWN'] : 'UNKNOWN',
      );
      const { errors } = await server.anonymous.send(query, variables);
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    },
  );

  test('nor is it in a document', async () => {
    const { errors } = await server.anonymous.send('{ users(filter: { roles: [UNKNOWN] }) { totalCount } }');
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(Object.keys(ERROR_CODES)).toContain('GRAPHQL_VALIDATION_FAILED');
  });
});
