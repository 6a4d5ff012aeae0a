import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import { commitTexts, readableEntries } from '../../src/audit/audit-texts';
import { CHAIN_START, canonicalEntry, link } from '../../src/audit/chain';
import { Chainer } from '../../src/audit/chainer';
import { outboxEntry, type Act } from '../../src/audit/entries';
import { verifyChain } from '../../src/audit/verification';
import { buildIndexes } from '../../src/database/indexes';
import type { Database } from '../../src/database/connection';
import { openDatabase } from '../../src/features';
import { checkInvariants } from '../../src/invariants/invariants';
import { createLog } from '../../src/log';
import { INTACT } from '../support/intact';
import { freshDatabaseUri } from '../support/server';

const AT = new Date('2026-06-01T00:00:00Z');
const log = createLog('silent', false);

let database: Database;
beforeAll(async () => {
  database = await openDatabase(freshDatabaseUri());
  await buildIndexes(database);
});
beforeEach(async () => {
  const { auditEntries, auditTexts, settings } = database;
  await Promise.all([auditEntries.deleteMany({}), auditTexts.deleteMany({}), settings.deleteMany({})]);
});
afterAll(async () => {
  await database.connection.dropDatabase();
  await database.close();
});

const chainerOf = () => new Chainer({ database, structure: INTACT, log });
const entry = (act: Partial<Act> = {}) =>
  outboxEntry({
    ...{ at: AT, actor: null, action: 'createEvent', targetType: 'Event', targetId: new Types.ObjectId() },
    ...act,
  });
const TEXTS = {
  after: { title: 'Spring', active: true, rewards: [{ id: 'r', name: 'Cup of Kim' }] },
  reason: 'asked by Kim',
};
const brokenRules = async () =>
  (await checkInvariants(database)).filter(({ ok }) => !ok).map(({ name, violations }) => [name, violations]);

test('the chain holds commitments, the texts are beside it, and both are read as they were written', async () => {
  const written = entry(TEXTS);
  await chainerOf().append(written);
  const [stored] = await database.auditEntries.find().toArray();
  expect(canonicalEntry(stored!)).not.toMatch(/Spring|Kim/);
  expect(stored!.commitments).toEqual(['/after/rewards/0/name', '/after/title', '/reason']);
  expect(JSON.parse(stored!.after!)).toMatchObject({ active: true, rewards: [{ id: 'r' }] });

  const row = await database.auditTexts.findOne({ _id: written.id });
  const { nonce, text } = row!.texts.find(({ path }) => path === '/reason')!;
  expect([nonce.buffer.length, text]).toEqual([16, 'asked by Kim']);
  expect(stored!.reason).toBe(createHash('sha256').update(nonce.buffer).update(text).digest('hex'));

  const [read] = await readableEntries(database, [stored!]);
  expect(read).toMatchObject({ before: null, after: written.after, reason: written.reason });
  expect(await verifyChain(database, AT)).toMatchObject({ ok: true, entries: 1 });
});

test('an entry without texts is chained as it is', async () => {
  await chainerOf().append(entry({ after: { active: false } }));
  const [stored] = await database.auditEntries.find().toArray();
  expect(stored).not.toHaveProperty('commitments');
  expect(stored!.after).toBe('{"active":false}');
  expect(await database.auditTexts.countDocuments()).toBe(0);
});

test('the texts that a server stored before it died are those that the entry commits to', async () => {
  const written = entry(TEXTS);
  const first = await commitTexts(database.auditTexts, [written]);
  await Promise.all([chainerOf().append(written), chainerOf().append(written)]);
  const stored = await database.auditEntries.find().toArray();
  expect(stored).toHaveLength(1);
  expect(stored[0]).toMatchObject({ reason: first![0]!.reason, after: first![0]!.after });
});

test('an entry from before keeps its text', async () => {
  const [old] = link(CHAIN_START, [entry({ reason: 'seen' })]);
  await database.auditEntries.insertOne(old!);
  expect((await readableEntries(database, [old!]))[0]!.reason).toBe('seen');
  expect(await verifyChain(database, AT)).toMatchObject({ ok: true });
});

test('a missing or changed text is a violation, unless its account was erased', async () => {
  const [userId, other] = [new Types.ObjectId(), new Types.ObjectId()];
  const about = (targetId: Types.ObjectId, act: Partial<Act>) =>
    entry({ targetType: 'User', targetId, action: 'test', ...act });
  const [one, two, three] = [
    about(userId, { reason: 'cheated' }),
    entry({ action: 'voidActivities', targetType: 'Activity', subjectId: userId, reason: 'returned' }),
    about(other, { reason: 'asked for it' }),
  ];
  for (const each of [one, two, three]) await chainerOf().append(each);
  expect(await brokenRules()).toEqual([]);

  const removed = { _id: { $in: [one.id, two.id] } };
  await database.auditTexts.updateOne({ _id: three.id }, { $set: { 'texts.0.text': 'another' } });
  await database.auditTexts.deleteMany(removed);
  expect(await brokenRules()).toEqual([['auditTextsMatchChain', 3]]);

  await chainerOf().append(about(userId, { action: 'eraseUser' }));
  expect(await brokenRules()).toEqual([['auditTextsMatchChain', 1]]);
  const [, , , erasure] = await database.auditEntries.find().sort({ sequence: 1 }).toArray();
  expect(await readableEntries(database, [erasure!])).toMatchObject([{ action: 'eraseUser' }]);
});
