import { Types } from 'mongoose';
import { STAFF_NOTES_MAX } from '../../../src/domain/staff-notes';
import { checkInvariants } from '../../../src/invariants/invariants';
import {
  AddStaffNoteDocument,
  EraseUserDocument,
  RequestRewardDocument,
  StaffNotesDocument,
  type StaffNoteFilter,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { readAudit } from '../../support/audit';
import { placesOf } from '../../support/erasable';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
let auditor: Actor;
let admin: Actor;
beforeAll(async () => {
  server = await startTestServer({ now: '2026-06-01T03:00:00Z' });
  [operator, auditor, admin] = [
    await server.actor('OPERATOR'),
    await server.actor('AUDITOR'),
    await server.actor('ADMIN'),
  ];
});
afterAll(() => server.close());

const add = async (input: { userId?: string; requestId?: string; text: string; idempotencyKey?: string }) =>
  (await operator.run(AddStaffNoteDocument, { input })).addStaffNote!.note!;
const textsOf = async (filter: StaffNoteFilter, page: { first?: number; after?: string } = {}) => {
  const { staffNotes } = await auditor.run(StaffNotesDocument, { filter, ...page });
  return { texts: staffNotes!.nodes.map(({ text }) => text), ...staffNotes!.pageInfo };
};
const brokenRules = async () =>
  (await checkInvariants(server.database)).filter(({ ok }) => !ok).map(({ name }) => name);

async function userWithRequest() {
  const event = await createEvent(operator, { payout: 'MANUAL', title: 'Spring', conditions: [] });
  const user = await server.actor('USER');
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: event.id } });
  return { user, event, requestId: requestReward!.request!.id };
}

test('notes on an account and on its requests are listed newest first, and audited by their record', async () => {
  const { user, event, requestId } = await userWithRequest();
  const onUser = await add({ userId: user.id, text: 'called twice' });
  server.clock.advance({ minutes: 1 });
  const onRequest = await add({ requestId, text: 'the receipt is missing' });
  expect(onUser).toMatchObject({ requestId: null, event: null, createdBy: { id: operator.id } });
  expect(onRequest).toMatchObject({ requestId, event: { id: event.id, title: 'Spring' } });
  expect((await textsOf({ userId: user.id })).texts).toEqual(['the receipt is missing', 'called twice']);
  expect((await textsOf({ requestId })).texts).toEqual(['the receipt is missing']);

  const first = await textsOf({ userId: user.id }, { first: 1 });
  expect(first).toMatchObject({ texts: ['the receipt is missing'], hasNextPage: true });
  const rest = await textsOf({ userId: user.id }, { first: 1, after: first.endCursor! });
  expect(rest).toMatchObject({ texts: ['called twice'], hasNextPage: false });

  const entries = await readAudit(server.database, { action: 'addStaffNote' });
  expect(entries.map(({ targetType, targetId, after }) => [targetType, String(targetId), after])).toEqual([
    ['User', user.id, '{"number":1,"text":"called twice"}'],
    ['RewardRequest', requestId, '{"number":1,"text":"the receipt is missing"}'],
  ]);
  // The chain itself has a commitment.
  const stored = JSON.stringify(await server.database.auditEntries.find().toArray());
  expect(stored).not.toContain('called twice');
  expect(await brokenRules()).toEqual([]);
});

test('reading notes leaves a line in the access log', async () => {
  const { user, requestId } = await userWithRequest();
  await textsOf({ requestId });
  const line = { userId: new Types.ObjectId(user.id), what: 'staffNotes' };
  expect(await server.database.accessLog.countDocuments(line)).toBe(1);
});

test('users neither read nor write notes, and auditors only read them', async () => {
  const { user } = await userWithRequest();
  const filter = { userId: user.id };
  const input = { userId: user.id, text: 'about me' };
  for (const [actor, document, variables] of [
    [user, StaffNotesDocument, { filter }],
    [user, AddStaffNoteDocument, { input }],
    [auditor, AddStaffNoteDocument, { input }],
  ] as const) {
    const { errors } = await actor.ask(document as typeof StaffNotesDocument, variables as never);
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
  }
  expect((await admin.run(StaffNotesDocument, { filter })).staffNotes!.nodes).toEqual([]);
});

test('a note is on exactly one record that exists', async () => {
  const { user, requestId } = await userWithRequest();
  const codeOf = async (input: object) =>
    (await operator.ask(AddStaffNoteDocument, { input: { text: 'x', ...input } })).errors[0]?.extensions.code;
  expect(await codeOf({})).toBe('BAD_USER_INPUT');
  expect(await codeOf({ userId: user.id, requestId })).toBe('BAD_USER_INPUT');
  expect(await codeOf({ userId: user.id, text: ' \n' })).toBe('BAD_USER_INPUT');
  expect(await codeOf({ userId: user.id, text: 'x'.repeat(1_001) })).toBe('BAD_USER_INPUT');
  expect(await codeOf({ userId: requestId })).toBe('NOT_FOUND');
  expect(await codeOf({ requestId: user.id })).toBe('NOT_FOUND');
  expect(await codeOf({ userId: 'nobody' })).toBe('NOT_FOUND');
});

test('the same key gives the same note again, and refuses another text', async () => {
  const user = await server.actor('USER');
  const given = { userId: user.id, text: 'once', idempotencyKey: 'note-1' };
  const { id } = await add(given);
  expect((await add(given)).id).toBe(id);
  const input = { ...given, text: 'twice' };
  await operator.refused(AddStaffNoteDocument, { input }, 'IDEMPOTENCY_KEY_REUSED');
  // In one moment too.
  const both = { userId: user.id, text: 'at once', idempotencyKey: 'note-2' };
  const [one, other] = await Promise.all([add(both), add(both)]);
  expect(one.id).toBe(other.id);
  expect((await textsOf({ userId: user.id })).texts.sort()).toEqual(['at once', 'once']);
  expect(await brokenRules()).toEqual([]);
});

test('a record has a bounded number of notes, also when the last ones are written at the same moment', async () => {
  const user = await server.actor('USER');
  const userId = new Types.ObjectId(user.id);
  const rows = Array.from({ length: STAFF_NOTES_MAX - 2 }, (_, n) => ({
    ...{ _id: new Types.ObjectId(), userId, requestId: null, number: n + 1, text: `note ${n}` },
    ...{ createdAt: server.clock.now(), createdById: new Types.ObjectId(operator.id) },
  }));
  await server.database.staffNotes.insertMany(rows);
  const calls = Array.from({ length: 6 }, (_, n) =>
    operator.ask(AddStaffNoteDocument, { input: { userId: user.id, text: `last ${n}` } }),
  );
  const codes = (await Promise.all(calls)).map(({ data }) => data!.addStaffNote!.userErrors[0]?.code);
  expect(codes.filter((code) => code === undefined)).toHaveLength(2);
  expect(codes.filter((code) => code === 'TOO_MANY_NOTES')).toHaveLength(4);
  expect(await server.database.staffNotes.countDocuments({ userId })).toBe(STAFF_NOTES_MAX);
  // They were written past the API, which the rule finds.
  expect(await brokenRules()).toEqual(['staffNotesMatchAudit']);
  await server.database.staffNotes.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
  expect(await brokenRules()).toEqual([]);
});

test('a note that somebody changes or deletes in the database is found', async () => {
  const user = await server.actor('USER');
  const { id } = await add({ userId: user.id, text: 'as it was' });
  const { staffNotes } = server.database;
  const _id = new Types.ObjectId(id);
  const row = (await staffNotes.findOne({ _id }))!;
  await staffNotes.updateOne({ _id }, { $set: { text: 'as it never was' } });
  expect(await brokenRules()).toEqual(['staffNotesMatchAudit']);
  await staffNotes.deleteOne({ _id });
  expect(await brokenRules()).toEqual(['staffNotesMatchAudit']);
  await staffNotes.insertOne(row);
  expect(await brokenRules()).toEqual([]);
});

test('an erasure removes the notes and their texts, and nobody adds another one', async () => {
  const { user, requestId } = await userWithRequest();
  const texts = ['an unkind word', 'a private matter'];
  await add({ userId: user.id, text: texts[0]! });
  await add({ requestId, text: texts[1]!, idempotencyKey: 'gone' });
  expect((await placesOf(server.database, texts)).length).toBeGreaterThan(3);
  await admin.run(EraseUserDocument, { input: { userId: user.id, reason: 'asked for it' } });
  expect(await placesOf(server.database, texts)).toEqual([]);
  expect((await textsOf({ userId: user.id })).texts).toEqual([]);
  for (const input of [
    { userId: user.id, text: 'another' },
    { requestId, text: texts[1]!, idempotencyKey: 'gone' },
  ])
    await operator.refused(AddStaffNoteDocument, { input }, 'ACCOUNT_ERASED');
  expect(await brokenRules()).toEqual([]);

  // One that came late is reported, and removed by the next sweep.
  await server.database.staffNotes.insertOne({
    ...{ _id: new Types.ObjectId(), userId: new Types.ObjectId(user.id), requestId: null, number: 1 },
    ...{ text: 'late', createdAt: server.clock.now(), createdById: new Types.ObjectId(operator.id) },
  });
  expect(await brokenRules()).toEqual(['erasedAccountsHoldNothing']);
  server.clock.advance({ minutes: 1 });
  await server.services.erasures.sweep();
  expect(await brokenRules()).toEqual([]);
});
