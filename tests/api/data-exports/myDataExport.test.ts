import { Types, type mongo, type Schema } from 'mongoose';
import { RATE_LIMITS } from '../../../src/rate-limits/rate-limits';
import {
  AddAudienceMembersDocument,
  AddStaffNoteDocument,
  CheckAttendanceDocument,
  CreateAudienceDocument,
  MyDataExportDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  SetUserDisabledDocument,
  UserDocument,
  VoidActivitiesByStaffDocument,
} from '../../generated/documents';
import { recordAll, report } from '../../support/activities';
import type { Actor } from '../../support/actors';
import { createPoolEvent, importCodes } from '../../support/codes';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

type Section = Array<Record<string, unknown>>;
type Exported = Record<string, Section>;

/** Where the export has what a field relates to an account, or why it has not. */
const FIELDS: Readonly<Record<string, string>> = {
  'users _id': 'account',
  'users logins.id': 'logins',
  'userattendances userId': 'checkIns',
  'activities userId': 'activities',
  'rewardrequests userId': 'requests',
  'audiencemembers userId': 'audiences',
  'audittexts subjectId': 'auditEntries',
  'auditentries targetId': 'auditEntries',
  'auditentries subjectId': 'auditEntries',
  'accesslog userId': 'accessLog',
  'staffnotes userId': 'staffNotes',
  'staffnotes requestId': 'staffNotes',
  // The request and its code.
  'rewardcodes requestId': 'requests',
  'rewardfeed rowId': 'requests',
  'webhookdeliveries rowId': 'requests',
  'events holds.id': 'requests',
  'events holds.userId': 'requests',
  'audiences adding.userIds': 'audiences',
  // The place in the audience that a payout has reached.
  'payouts cursor': 'audiences',
};
/** What staff did, which is about other records. */
const ACTORS = new Set([
  ...['actorId', 'createdById', 'decidedById', 'revokedById', 'excusedById', 'startedById', 'approvedById'],
  ...['adding.actorId', 'pendingSeal.actorId'],
]);
/** Fields that name no account. */
const OTHERS = new Set([
  ...[
    '_id',
    'id',
    'eventId',
    'rewardId',
    'rewardIds',
    'audienceId',
    'endpointId',
    'serviceKeyId',
    'payoutId',
  ],
  ...['requiredEventId', 'copiedFromId', 'seriesId', 'templateId', 'entryId', 'stockReturnId', 'conditionId'],
  ...['released', 'rows'],
]);

let server: TestServer;
let user: Actor;
let other: Actor;
let exported: Exported;
let text: string;
const exportOf = async (actor: Actor) => (await actor.run(MyDataExportDocument)).myDataExport!;

beforeAll(async () => {
  server = await startTestServer({ now: '2026-06-01T03:00:00Z' });
  const [operator, admin] = [await server.actor('OPERATOR'), await server.actor('ADMIN')];
  [user, other] = [await server.actor('USER'), await server.actor('USER')];
  const identities = [{ issuer: 'game', subject: 'player-77', linkedAt: server.clock.now() }];
  await server.database.users.updateOne({ _id: new Types.ObjectId(user.id) }, { $set: { identities } });
  const pool = await createPoolEvent(operator);
  await importCodes(server, pool.poolId, ['CODE-OF-USER', 'CODE-OF-OTHER']);
  const decided = await createEvent(operator, {
    payout: 'MANUAL',
    conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
  });
  for (const each of [user, other]) {
    await each.run(CheckAttendanceDocument);
    await each.run(RequestRewardDocument, { input: { eventId: pool.id } });
  }
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: decided.id } });
  for (const each of [user, other]) {
    const text = `a word about ${each.username}`;
    await operator.run(AddStaffNoteDocument, { input: { userId: each.id, text } });
  }
  const requestId = requestReward!.request!.id;
  await operator.run(AddStaffNoteDocument, { input: { requestId, text: 'the receipt is missing' } });
  const reason = 'not in this round';
  await operator.run(RejectRewardRequestDocument, { input: { id: requestReward!.request!.id, reason } });
  const activities = [report(server, user.id, { externalId: 'order-7' })];
  await recordAll(server, [...activities, report(server, other.id, { externalId: 'order-8' })]);
  await operator.run(VoidActivitiesByStaffDocument, {
    input: {
      source: 'shop',
      activities: [{ user: { id: user.id }, externalId: 'order-7' }],
      reason: 'returned goods',
    },
  });
  const { createAudience } = await operator.run(CreateAudienceDocument, { input: { name: 'Spring' } });
  await operator.run(AddAudienceMembersDocument, {
    input: { audienceId: createAudience!.audience!.id, users: [{ id: user.id }] },
  });
  const viewer = { id: operator.id, role: 'OPERATOR', sessionId: '' } as const;
  await server.services.excusedDays.excuse(
    viewer,
    { day: '2026-05-20', reason: 'outage' },
    server.clock.now(),
  );
  for (const each of [user, other]) {
    const input = { userId: each.id, disabled: true, reason: `about ${each.username}` };
    await admin.run(SetUserDisabledDocument, { input });
    await admin.run(SetUserDisabledDocument, { input: { userId: each.id, disabled: false } });
    await admin.run(UserDocument, { id: each.id });
    Object.assign(each, { accessToken: await tokenOf(each) });
  }
  await server.services.feedRelay.round();
  text = await exportOf(user);
  exported = JSON.parse(text) as Exported;
});
afterAll(() => server.close());

const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } } }`;
async function tokenOf({ username, password }: Actor): Promise<string> {
  const { data } = await server.anonymous.send<{ login: { tokens: { accessToken: string } } }>(LOGIN, {
    input: { username, password },
  });
  return data!.login.tokens.accessToken;
}

test('an account receives everything that is stored about it', () => {
  expect(exported).toMatchObject({
    exportedAt: '2026-06-01T03:00:00.000Z',
    account: { id: user.id, username: user.username, hasPassword: true, role: 'USER' },
    identities: [{ issuer: 'game', subject: 'player-77' }],
    audiences: [{ name: 'Spring' }],
    excusedDays: [{ day: '2026-05-20', reason: 'outage' }],
    checkIns: [{ day: '2026-06-01', source: 'USER' }],
    activities: [{ externalId: 'order-7', voidReason: 'returned goods' }],
    accessLog: [{ what: 'user' }],
    staffNotes: [
      { requestId: expect.any(String) as string, text: 'the receipt is missing' },
      { requestId: null, text: `a word about ${user.username}` },
    ],
    truncated: [],
  });
  expect(exported.logins).toHaveLength(1);
  const requests = [...exported.requests!].sort((a, b) => String(a.status).localeCompare(String(b.status)));
  expect(requests).toMatchObject([
    {
      status: 'FAILED',
      note: 'not in this round',
      evidence: [{ kind: 'TOTAL_ATTENDANCE', days: ['2026-06-01'] }],
    },
    {
      status: 'SUCCESS',
      grants: [{ name: 'Gift card', code: expect.stringMatching(/^CODE-OF-/) as string }],
    },
  ]);
  const reasons = exported.auditEntries!.map(({ action, reason }) => [action, reason]);
  expect(reasons).toEqual(
    expect.arrayContaining([
      ['setUserDisabled', `about ${user.username}`],
      ['rejectRewardRequest', 'not in this round'],
      ['voidActivities', 'returned goods'],
    ]),
  );
});

test('and nothing of anybody else, and no credentials', async () => {
  const row = await server.database.users.findOne({ _id: new Types.ObjectId(user.id) });
  const hidden = [other.id, other.username, 'order-8', row!.passwordHash, row!.logins[0]!.current.jti];
  expect(hidden.filter((value) => text.includes(value))).toEqual([]);
  expect(await exportOf(other)).not.toContain(user.username);
});

/** Places of ids in the models, such as `rewardrequests grants.id`. */
function idsOf({ paths }: Schema, prefix = ''): string[] {
  return Object.entries(paths).flatMap(([name, type]) => {
    const { instance, schema, embeddedSchemaType } = type as {
      instance: string;
      schema?: Schema;
      embeddedSchemaType?: { instance?: string };
    };
    if (name === 'outbox') return [];
    if (schema !== undefined) return idsOf(schema, `${prefix}${name}.`);
    const isId = instance === 'ObjectId' || embeddedSchemaType?.instance === 'ObjectId';
    return isId ? [`${prefix}${name}`] : [];
  });
}

test('every field that can hold the id of an account is in the export, or named here', () => {
  const unknown = Object.values(server.database.models).flatMap((model) => {
    const collection = model.collection.collectionName;
    return idsOf(model.schema as Schema)
      .filter((path) => {
        const leaf = path.split('.').at(-1)!;
        const isOther = OTHERS.has(leaf) || ACTORS.has(path) || ACTORS.has(leaf);
        return FIELDS[`${collection} ${path}`] === undefined && !isOther;
      })
      .map((path) => `${collection} ${path}`);
  });
  expect(unknown).toEqual([]);
  for (const section of Object.values(FIELDS)) expect(Object.keys(exported)).toContain(section);
});

test('every collection that names the account in this world is one of those', async () => {
  const db = server.database.connection.db!;
  const known = new Set(Object.keys(FIELDS).map((key) => key.split(' ')[0]));
  const found: string[] = [];
  for (const { name } of await db.listCollections().toArray()) {
    const documents = (await db.collection(name).find().toArray()) as unknown as mongo.Document[];
    if (documents.some((document) => JSON.stringify(document).includes(user.id))) found.push(name);
  }
  // Counts of attempts, for minutes.
  expect(found.filter((name) => !known.has(name) && name !== 'ratelimits')).toEqual([]);
});

test('a document of too many rows is cut off and says so', async () => {
  const many = await server.actor('USER');
  const rows = Array.from({ length: 9_000 }, (_, n) => ({
    ...{ _id: new Types.ObjectId(), userId: new Types.ObjectId(many.id), source: 's'.repeat(200) },
    ...{ externalId: `${'x'.repeat(700)}${n}`, kind: 'purchase', quantity: 1, occurredAt: new Date(n) },
    ...{ receivedAt: new Date(n), day: '2026-06-01', voided: false, voidedAt: null, voidReason: null },
  }));
  await server.database.activities.insertMany(rows);
  const cut = await exportOf(many);
  expect(cut.length).toBeLessThan(8_100_000);
  const { truncated, activities } = JSON.parse(cut) as Exported;
  expect(truncated).toEqual(['activities']);
  expect(activities!.length).toBeGreaterThan(5_000);
  await server.database.activities.deleteMany({ userId: new Types.ObjectId(many.id) });
});

test('an account exports its data ten times a day', async () => {
  const limited = await startTestServer({ env: { RATE_LIMIT: 'on' } });
  const actor = await limited.actor('USER');
  for (let n = 0; n < RATE_LIMITS.dataExport.points; n++) await exportOf(actor);
  const { errors } = await actor.ask(MyDataExportDocument);
  expect(errors[0]?.extensions.code).toBe('RATE_LIMITED');
  await limited.close();
});
