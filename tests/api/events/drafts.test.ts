import { Types } from 'mongoose';
import {
  ArchiveEventDocument,
  DuplicateEventDocument,
  EventDocument,
  UpdateEventDocument,
  type UpdateEventInput,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const NOW = '2026-06-01T03:00:00.000Z';
const LATER = '2026-06-01T03:05:00.000Z';

let server: TestServer;
let operator: Actor;
beforeEach(async () => {
  server = await startTestServer({ now: NOW });
  operator = await server.actor('OPERATOR');
});
afterEach(() => server.close());

const find = async (id: string) => (await operator.run(EventDocument, { id })).event!;
async function update(id: string, changes: Omit<UpdateEventInput, 'id' | 'expectedVersion'>) {
  const { version } = await find(id);
  const input = { id, expectedVersion: version, ...changes };
  const { updateEvent } = await operator.run(UpdateEventDocument, { input });
  expect(updateEvent?.userErrors).toEqual([]);
  return updateEvent!.event!;
}
const rows = () => server.database.events;
const keyOf = (id: string) => ({ _id: new Types.ObjectId(id) });

test('an event that was never active is a draft, and a paused one is not', async () => {
  const { id } = await createEvent(operator, { active: false });
  expect(await find(id)).toMatchObject({ state: 'INACTIVE', draft: true, firstActivatedAt: null });
  expect(await update(id, { title: 'Renamed' })).toMatchObject({ draft: true, firstActivatedAt: null });
  expect(await update(id, { active: true })).toMatchObject({ draft: false, firstActivatedAt: NOW });

  server.clock.set(LATER);
  expect(await update(id, { active: false })).toMatchObject({
    state: 'INACTIVE',
    draft: false,
    firstActivatedAt: NOW,
  });
  // The first time stays.
  expect(await update(id, { active: true })).toMatchObject({ draft: false, firstActivatedAt: NOW });
});

test('an event that is created active was activated then, and a copy of it is a draft', async () => {
  const { id } = await createEvent(operator);
  expect(await find(id)).toMatchObject({ draft: false, firstActivatedAt: NOW });
  const { duplicateEvent } = await operator.run(DuplicateEventDocument, {
    input: { id, startAt: NOW, endAt: LATER },
  });
  expect(duplicateEvent?.event).toMatchObject({ draft: true, firstActivatedAt: null });
});

test('an archived draft is still one', async () => {
  const { id, version } = await createEvent(operator, { active: false });
  await operator.run(ArchiveEventDocument, { input: { id, expectedVersion: version } });
  expect(await find(id)).toMatchObject({ state: 'ARCHIVED', draft: true });
});

test('an inactive event of a former release is paused, because it may have been active', async () => {
  const { id } = await createEvent(operator, { active: false });
  await rows().updateOne(keyOf(id), { $unset: { firstActivatedAt: true } });
  expect(await find(id)).toMatchObject({ state: 'INACTIVE', draft: false, firstActivatedAt: null });
  expect(await update(id, { active: true })).toMatchObject({ draft: false, firstActivatedAt: null });
  expect(await update(id, { active: false })).toMatchObject({ draft: false, firstActivatedAt: null });
});

test('a draft that a server of a former release activated is paused afterwards', async () => {
  const { id } = await createEvent(operator, { active: false });
  await rows().updateOne(keyOf(id), { $set: { active: true } });
  expect(await update(id, { active: false })).toMatchObject({ state: 'INACTIVE', draft: false });
  expect(await rows().findOne(keyOf(id))).not.toHaveProperty('firstActivatedAt');
});
