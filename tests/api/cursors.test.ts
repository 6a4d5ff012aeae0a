import { Types } from 'mongoose';
import {
  AddStaffNoteDocument,
  ApproveRewardRequestDocument,
  CheckAttendanceDocument,
  CreateSeriesDocument,
  CreateWebhookEndpointDocument,
  RequestRewardDocument,
  UpdateWebhookEndpointDocument,
} from '../generated/documents';
import type { Actor } from '../support/actors';
import { recordAll, report } from '../support/activities';
import { attend, lastDays } from '../support/attendance';
import { sealedAudience } from '../support/audiences';
import { createEvent, type CreatedEvent } from '../support/events';
import { inputPlaces } from '../support/inputs';
import { sealNow } from '../support/seals';
import { startPayout } from '../support/payouts';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf } from '../support/service-keys';

let server: TestServer;
let user: Actor;
let admin: Actor;
let event: CreatedEvent;
beforeAll(async () => {
  server = await startTestServer();
  const operator = await server.actor('OPERATOR');
  user = await server.actor('USER');
  admin = await server.actor('ADMIN');
  event = await createEvent(operator, { payout: 'MANUAL' });
  await createEvent(operator);
  for (const title of ['Daily', 'Weekly']) {
    const { id: templateEventId } = await createEvent(operator, { active: false });
    const input = { templateEventId, title, recurrence: 'DAILY' as const, firstDay: '2036-06-01' };
    await operator.run(CreateSeriesDocument, { input });
  }
  await attend(server.database, user.id, lastDays(server.clock.now(), 4).slice(0, 3));
  await user.run(CheckAttendanceDocument);
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: event.id } });
  await operator.run(ApproveRewardRequestDocument, { input: { id: requestReward!.request!.id } });
  await recordAll(server, [report(server, user.id)]);
  await sealNow(server);
  await backendOf(server, ['GRANTS_READ']);
  await operator.run(AddStaffNoteDocument, { input: { userId: user.id, text: 'called twice' } });
  const audienceId = await sealedAudience(operator, server.app, [user.id]);
  await startPayout(operator, event.id, audienceId);
  const { createWebhookEndpoint } = await admin.run(CreateWebhookEndpointDocument, {
    input: { url: 'https://example.com/hook', types: ['USER_ERASED'] },
  });
  const { id } = createWebhookEndpoint!.endpoint!;
  await admin.run(UpdateWebhookEndpointDocument, { input: { id, active: false } });
  // The sender removes deliveries whose endpoint does not exist.
  await server.database.webhookDeliveries.insertOne({
    ...{ _id: new Types.ObjectId(), endpointId: new Types.ObjectId(id), rowId: new Types.ObjectId() },
    ...{ sequence: 1, type: 'REWARD_GRANTED', state: 'DELIVERED', attempts: 1 },
  } as never);
});
afterAll(() => server.close());

interface List {
  /** With `ARGS` where the page's arguments go. */
  readonly text: () => string;
  readonly caller: () => Actor;
}

const list = (caller: () => Actor, text: () => string): List => ({ caller, text });
const asUser = (text: () => string) => list(() => user, text);
const asAdmin = (text: () => string) => list(() => admin, text);

/** Every list of the API, and some again with another filter. */
const LISTS: Readonly<Record<string, List>> = {
  myAttendance: asUser(() => 'myAttendance(ARGS)'),
  'myAttendance from a day': asUser(() => 'myAttendance(from: "2026-01-01", ARGS)'),
  attendance: asAdmin(() => `attendance(userId: "${user.id}", ARGS)`),
  'attendance to a day': asAdmin(() => `attendance(userId: "${user.id}", to: "2027-01-01", ARGS)`),
  events: asAdmin(() => 'events(ARGS)'),
  eventSeriesList: asAdmin(() => 'eventSeriesList(ARGS)'),
  'events as a USER': asUser(() => 'events(ARGS)'),
  'events of a state': asAdmin(() => 'events(filter: { states: [IN_PROGRESS] }, ARGS)'),
  'events of a title': asAdmin(() => 'events(filter: { titleContains: "days" }, ARGS)'),
  users: asAdmin(() => 'users(ARGS)'),
  'users of roles': asAdmin(() => 'users(filter: { roles: [USER, ADMIN, OPERATOR] }, ARGS)'),
  rewardRequests: asAdmin(() => 'rewardRequests(ARGS)'),
  'rewardRequests of an event': asAdmin(() => `rewardRequests(filter: { eventId: "${event.id}" }, ARGS)`),
  'rewardRequests since': asAdmin(
    () => 'rewardRequests(filter: { requestedFrom: "2026-01-01T00:00:00Z" }, ARGS)',
  ),
  'rewardRequests of users': asAdmin(() => 'rewardRequests(filter: { source: USER }, ARGS)'),
  'rewardRequests that are not revoked': asAdmin(() => 'rewardRequests(filter: { revoked: false }, ARGS)'),
  myRewardRequests: asUser(() => 'myRewardRequests(ARGS)'),
  'myRewardRequests paid': asUser(() => 'myRewardRequests(filter: { statuses: [SUCCESS] }, ARGS)'),
  rewardGrants: asAdmin(() => 'rewardGrants(ARGS)'),
  'rewardGrants of points': asAdmin(() => 'rewardGrants(filter: { types: [POINT] }, ARGS)'),
  auditEntries: asAdmin(() => 'auditEntries(ARGS)'),
  activities: asAdmin(() => 'activities(ARGS)'),
  'activities of a kind': asAdmin(() => 'activities(filter: { kind: "purchase" }, ARGS)'),
  myActivities: asUser(() => 'myActivities(ARGS)'),
  accessLog: asAdmin(() => 'accessLog(ARGS)'),
  staffNotes: asAdmin(() => 'staffNotes(ARGS)'),
  'staffNotes of a user': asAdmin(() => `staffNotes(filter: { userId: "${user.id}" }, ARGS)`),
  serviceKeys: asAdmin(() => 'serviceKeys(ARGS)'),
  audiences: asAdmin(() => 'audiences(ARGS)'),
  seals: asAdmin(() => 'seals(ARGS)'),
  payouts: asAdmin(() => 'payouts(ARGS)'),
  'payouts of an event': asAdmin(() => `payouts(eventId: "${event.id}", ARGS)`),
  webhookDeliveries: asAdmin(() => 'webhookDeliveries(ARGS)'),
  'auditEntries of actions': asAdmin(() => 'auditEntries(filter: { actions: ["createEvent"] }, ARGS)'),
};

interface PageAnswer {
  readonly edges: ReadonlyArray<{ readonly cursor: string }>;
}

async function page({ caller, text }: List, args: string) {
  const query = `{ ${text().replace('ARGS', args)} { edges { cursor } } }`;
  const { data, errors } = await caller().send<Record<string, PageAnswer | null>>(query);
  const [answer = null] = Object.values(data ?? {});
  return { cursors: answer?.edges.map(({ cursor }) => cursor) ?? null, errors };
}

async function firstCursor(of: List): Promise<string> {
  const { cursors } = await page(of, 'first: 1');
  if (!cursors?.[0]) throw new Error(`${of.text()} is empty`);
  return cursors[0];
}

async function expectRefused(of: List, args: string): Promise<void> {
  const { cursors, errors } = await page(of, args);
  expect({ list: of.text(), args, cursors }).toEqual({ list: of.text(), args, cursors: null });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] } }]);
}

test('every list of the API is among these', () => {
  // The reward feed goes on by sequences, not by cursors.
  const lists = inputPlaces
    .filter(({ field, path }) => path === 'first' && field !== 'Query.rewardFeed')
    .map(({ field }) => field.split('.')[1]);
  const tried = Object.keys(LISTS).map((name) => name.split(' ')[0]);
  expect([...new Set(tried)].sort()).toEqual(lists.sort());
});

test('a cursor is one of its own list and filter alone', async () => {
  const cursors = new Map<string, string>();
  for (const [name, of] of Object.entries(LISTS)) cursors.set(name, await firstCursor(of));
  expect(new Set(cursors.values()).size).toBe(cursors.size);
  for (const [name, of] of Object.entries(LISTS)) {
    for (const [other, cursor] of cursors) {
      if (other === name) expect((await page(of, `after: "${cursor}"`)).errors).toEqual([]);
      else await expectRefused(of, `after: "${cursor}"`);
    }
  }
});

test.each(Object.entries(LISTS))('%s: a cursor is one of its order alone', async (_name, of) => {
  const cursor = await firstCursor(of);
  await expectRefused(of, `after: "${cursor}", reverse: true`);
  const { cursors } = await page(of, 'first: 1, reverse: true');
  await expectRefused(of, `after: "${cursors![0]}"`);
});

test.each(Object.entries(LISTS))('%s: a cursor that was tampered with is none', async (_name, of) => {
  const cursor = await firstCursor(of);
  const decoded = Buffer.from(cursor, 'base64url').toString();
  const parts = JSON.parse(decoded) as unknown[];
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  const withPart = (place: number, part: unknown) => encoded(JSON.stringify(parts.with(place, part)));
  for (const bad of [
    ...['', 'x', '0', 'null', cursor.slice(1), cursor.slice(0, -1), `${cursor}A`, `${cursor}=`, ` ${cursor}`],
    ...[encoded(` ${decoded}`), encoded('[]'), encoded('{}'), encoded('null'), encoded('{"$gt":""}')],
    ...[withPart(0, 'other'), withPart(1, 'x'), withPart(2, '1'), withPart(2, 1.5), withPart(2, { $gt: '' })],
    ...[withPart(3, 'x'), withPart(3, { $ne: 1 }), withPart(4, -1), withPart(4, '0')],
  ]) {
    await expectRefused(of, `after: ${JSON.stringify(bad)}`);
  }
});
