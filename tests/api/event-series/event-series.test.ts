import { Types } from 'mongoose';
import { checkInvariants } from '../../../src/invariants/invariants';
import {
  AddRewardDocument,
  ArchiveEventDocument,
  CreateAudienceDocument,
  CreateEventDocument,
  CreateSeriesDocument,
  EventSeriesDocument,
  EventSeriesListDocument,
  RequestRewardDocument,
  StartPayoutDocument,
  UpdateEventDocument,
  UpdateSeriesDocument,
  type CreateEventInput,
  type CreateSeriesInput,
  type UpdateSeriesInput,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const DAY = { hours: 24 };

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer({
    env: { ACCESS_TOKEN_TTL_SECONDS: '86400', SERVICE_DAY_START: '02:30' },
  });
});
beforeEach(async () => {
  await server.database.eventSeries.updateMany({}, { $set: { dueAt: null } });
  await moveTo('2026-06-01');
});
afterEach(async () => {
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});
afterAll(() => server.close());

/** Noon of a day in Seoul. Tokens do not live for days, so an operator signs in there. */
async function moveTo(day: string): Promise<void> {
  server.clock.set(`${day}T03:00:00Z`);
  operator = await server.actor('OPERATOR');
}
const round = () => server.services.occurrences.round();
const template = (fields: Partial<CreateEventInput> = {}) =>
  createEvent(operator, {
    active: false,
    conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
    ...fields,
  });

async function begin(fields: Partial<CreateSeriesInput> = {}, of: Partial<CreateEventInput> = {}) {
  const { id } = await template(of);
  const { createSeries } = await operator.run(CreateSeriesDocument, {
    input: {
      templateEventId: id,
      title: 'Every day',
      recurrence: 'DAILY',
      firstDay: '2026-06-01',
      ...fields,
    },
  });
  expect(createSeries!.userErrors).toEqual([]);
  return createSeries!.series!;
}

const read = async (id: string) => (await operator.run(EventSeriesDocument, { id, first: 100 })).eventSeries!;
const eventsOf = async (id: string) => [...(await read(id)).events.nodes].reverse();
const daysOf = async (id: string) => (await eventsOf(id)).map(({ occurrence }) => occurrence);
async function update(id: string, changes: Partial<UpdateSeriesInput>) {
  const { version } = await read(id);
  const { data } = await operator.ask(UpdateSeriesDocument, {
    input: { id, expectedVersion: version, ...changes },
  });
  return data!.updateSeries!;
}

test('occurrences are active copies of the template, up to two days ahead, edge to edge', async () => {
  const series = await begin({ claimGraceHours: 48 }, { description: 'Each day.', payout: 'MANUAL' });
  expect(series).toMatchObject({ nextOccurrence: '2026-06-02', paused: false, version: 1 });
  await round();
  const [first, second, third, ...more] = await eventsOf(series.id);
  expect(more).toEqual([]);
  expect([first, second, third]).toMatchObject([
    { occurrence: '2026-06-01', startAt: '2026-05-31T17:30:00.000Z', state: 'IN_PROGRESS' },
    { occurrence: '2026-06-02', startAt: first!.endAt, state: 'UPCOMING' },
    { occurrence: '2026-06-03', startAt: second!.endAt },
  ]);
  const stored = (await server.database.events.findOne({ _id: new Types.ObjectId(first!.id) }))!;
  expect(stored).toMatchObject({
    ...{ active: true, description: 'Each day.', payout: 'MANUAL', version: 1 },
    claimUntil: new Date('2026-06-03T17:30:00Z'),
    conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
    createdById: new Types.ObjectId(operator.id),
  });
  const entries = await server.database.auditEntries.find({ targetId: stored._id }).toArray();
  expect(entries).toMatchObject([{ action: 'createOccurrence', actorId: null }]);
});

test('a month of days: after days without a server, those that have ended are not created', async () => {
  const series = await begin();
  for (let day = 1; day < 10; day++) {
    await round();
    server.clock.advance(DAY);
  }
  // No server runs from the 11th to the 14th; events up to the 12th exist by then.
  await round();
  server.clock.advance({ hours: 5 * 24 });
  for (let day = 15; day <= 30; day++) {
    await round();
    server.clock.advance(DAY);
  }
  await moveTo('2026-06-30');
  const events = await eventsOf(series.id);
  const days = events.map(({ occurrence }) => occurrence!.slice(5));
  expect(days).toContain('06-12');
  expect(days).not.toContain('06-13');
  expect(days).not.toContain('06-14');
  expect(days).toContain('06-15');
  expect(days).toHaveLength(30);
  events.slice(1).forEach(({ startAt, occurrence }, place) => {
    if (occurrence !== '2026-06-15') expect(startAt).toBe(events[place]!.endAt);
  });
});

test('one skipped day of outage leaves no gap', async () => {
  const series = await begin();
  for (let day = 1; day <= 30; day++) {
    await round();
    server.clock.advance(day === 5 ? { hours: 48 } : DAY);
  }
  await moveTo('2026-07-01');
  const events = await eventsOf(series.id);
  events.slice(1).forEach(({ startAt }, place) => expect(startAt).toBe(events[place]!.endAt));
  expect(events.map(({ occurrence }) => occurrence).slice(3, 8)).toEqual(
    ['04', '05', '06', '07', '08'].map((day) => `2026-06-${day}`),
  );
});

test('a series paused meanwhile creates nothing, and goes on when it is continued', async () => {
  const series = await begin({ recurrence: 'WEEKLY', firstDay: '2026-06-02' });
  await round();
  expect(await update(series.id, { paused: true })).toMatchObject({ series: { paused: true, version: 2 } });
  await moveTo('2026-06-08');
  await round();
  expect(await daysOf(series.id)).toEqual(['2026-06-02']);
  await update(series.id, { paused: false, lastDay: '2026-06-09' });
  await round();
  expect(await daysOf(series.id)).toEqual(['2026-06-02', '2026-06-09']);
  await moveTo('2026-06-15');
  await round();
  expect(await daysOf(series.id)).toHaveLength(2);
  expect(await read(series.id)).toMatchObject({ nextOccurrence: null });
});

test('a series that has ended stays as it is', async () => {
  const series = await begin({ firstDay: '2026-06-10' });
  expect((await update(series.id, { ended: true })).series).toMatchObject({
    endedAt: '2026-06-01T03:00:00.000Z',
    nextOccurrence: null,
  });
  await moveTo('2026-06-10');
  await round();
  expect(await daysOf(series.id)).toEqual([]);
  for (const changes of [{ paused: false }, { ended: false }, { title: 'Again' }, {}]) {
    expect((await update(series.id, changes)).userErrors).toMatchObject([{ code: 'SERIES_ENDED' }]);
  }
});

test('a template can be neither activated nor claimed, and its changes reach later occurrences', async () => {
  const series = await begin();
  const { id } = series.template;
  const change = (fields: object) =>
    operator.ask(UpdateEventDocument, { input: { id, expectedVersion: 2, ...fields } });
  expect((await change({ active: true })).errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'input.active' }] } },
  ]);
  const user = await server.actor('USER');
  await user.refused(RequestRewardDocument, { input: { eventId: id } }, 'EVENT_INACTIVE');
  await round();
  expect((await change({ title: 'Another title' })).data!.updateEvent!.userErrors).toEqual([]);
  await moveTo('2026-06-02');
  await round();
  const titles = (await eventsOf(series.id)).map(({ title }) => title);
  expect([...new Set(titles.slice(0, 3))]).toEqual(['Three days in a row']);
  expect(titles[3]).toBe('Another title');
});

test.each<[string, Partial<CreateEventInput>]>([
  ['TEMPLATE_WITHOUT_REWARDS', { rewards: [] }],
  ['TEMPLATE_WITHOUT_CONDITIONS', { conditions: [] }],
])('%s pauses the series, and a repaired template continues it', async (reason, fields) => {
  const series = await begin({}, fields);
  await Promise.all([round(), round(), round()]);
  expect(await read(series.id)).toMatchObject({
    paused: true,
    pausedReason: reason,
    version: 2,
    events: { nodes: [] },
  });
  const entries = await server.database.auditEntries
    .find({ targetId: new Types.ObjectId(series.id), action: 'pauseSeries' })
    .toArray();
  expect(entries).toHaveLength(1);
  if (reason !== 'TEMPLATE_WITHOUT_REWARDS') return;
  await operator.run(AddRewardDocument, {
    input: { eventId: series.template.id, expectedVersion: 2, reward: { type: 'POINT', name: 'Points' } },
  });
  expect((await update(series.id, { paused: false })).series).toMatchObject({
    paused: false,
    pausedReason: null,
  });
  await round();
  expect(await daysOf(series.id)).toHaveLength(3);
});

test('an archived template pauses the series, and another one can take its place', async () => {
  const series = await begin({ firstDay: '2026-06-10' });
  const { id } = series.template;
  await operator.run(ArchiveEventDocument, { input: { id, expectedVersion: 2 } });
  await moveTo('2026-06-10');
  await round();
  expect(await read(series.id)).toMatchObject({ paused: true, pausedReason: 'TEMPLATE_ARCHIVED' });
  const renamed = await update(series.id, { templateEventId: id, title: 'Another title' });
  expect(renamed).toMatchObject({ series: { title: 'Another title' }, userErrors: [] });
  const other = await template({ title: 'The other one' });
  await update(series.id, { templateEventId: other.id, paused: false });
  await round();
  const { template: present, events } = await read(series.id);
  expect(present.id).toBe(other.id);
  expect(events.nodes.map(({ title }) => title)).toEqual(Array(3).fill('The other one'));
});

test('an active, frozen, archived or unknown event is no template', async () => {
  const of = (templateEventId: string) => ({
    input: { templateEventId, title: 'No', recurrence: 'DAILY' as const, firstDay: '2026-06-01' },
  });
  const active = await createEvent(operator);
  await operator.refused(CreateSeriesDocument, of(active.id), 'BAD_USER_INPUT');
  const archived = await template();
  await operator.run(ArchiveEventDocument, { input: { id: archived.id, expectedVersion: 1 } });
  await operator.refused(CreateSeriesDocument, of(archived.id), 'EVENT_ARCHIVED');
  const frozen = await template();
  await server.database.events.updateOne(
    { _id: new Types.ObjectId(frozen.id) },
    { $set: { frozenAt: new Date() } },
  );
  await operator.refused(CreateSeriesDocument, of(frozen.id), 'EVENT_HAS_REQUESTS');
  await operator.refused(CreateSeriesDocument, of('0'.repeat(24)), 'NOT_FOUND');
  const early = { ...of((await template()).id).input, lastDay: '2026-05-31' };
  await operator.refused(CreateSeriesDocument, { input: early }, 'BAD_USER_INPUT');
  expect(await server.database.eventSeries.countDocuments({ title: 'No' })).toBe(0);
});

test('a template has no code pool, neither when it is marked nor later', async () => {
  const pool = { type: 'COUPON' as const, name: 'Coupon', codePool: true };
  const withPool = await template({ rewards: [pool] });
  await operator.refused(
    CreateSeriesDocument,
    { input: { templateEventId: withPool.id, title: 'No', recurrence: 'DAILY', firstDay: '2026-06-01' } },
    'BAD_USER_INPUT',
  );
  const stored = await server.database.events.findOne({ _id: new Types.ObjectId(withPool.id) });
  expect(stored).toMatchObject({ version: 1 });
  expect(stored!.isTemplate).toBeUndefined();

  const series = await begin();
  const added = await operator.ask(AddRewardDocument, {
    input: { eventId: series.template.id, expectedVersion: 2, reward: pool },
  });
  expect(added.errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'input.reward.codePool' }] } },
  ]);
});

test('a template that was made active by hand pays nobody', async () => {
  const { template: event } = await begin({}, { conditions: [{ kind: 'ACCOUNT_AGE', target: 1 }] });
  const byHand = { _id: new Types.ObjectId(event.id) };
  await server.database.events.updateOne(byHand, { $set: { active: true } });
  const user = await server.actor('USER');
  await user.refused(RequestRewardDocument, { input: { eventId: event.id } }, 'EVENT_INACTIVE');
  const { createAudience } = await operator.run(CreateAudienceDocument, { input: { name: 'Players' } });
  const audienceId = createAudience!.audience!.id;
  const payout = { eventId: event.id, audienceId, reason: 'An outage', idempotencyKey: event.id };
  await operator.refused(StartPayoutDocument, { input: payout }, 'EVENT_INACTIVE');
  await server.database.events.updateOne(byHand, { $set: { active: false } });
});

test('a retry with the same key answers the same series; other input, or another keyed act, is refused', async () => {
  const { id: templateEventId } = await template();
  const input = {
    ...{ templateEventId, title: 'Keyed', recurrence: 'MONTHLY' as const, firstDay: '2026-06-30' },
    idempotencyKey: 'monthly',
  };
  const made = await Promise.all([1, 2, 3, 4].map(() => operator.run(CreateSeriesDocument, { input })));
  expect(new Set(made.map(({ createSeries }) => createSeries!.series!.id)).size).toBe(1);
  expect(await server.database.eventSeries.countDocuments({ title: 'Keyed' })).toBe(1);
  await operator.refused(
    CreateSeriesDocument,
    { input: { ...input, title: 'Other' } },
    'IDEMPOTENCY_KEY_REUSED',
  );
  const event = { title: 'An event', startAt: '2026-06-01T00:00:00Z', idempotencyKey: 'monthly' };
  await operator.refused(CreateEventDocument, { input: event }, 'IDEMPOTENCY_KEY_REUSED');
});

test('of two changes of one version one wins', async () => {
  const series = await begin();
  const answers = await Promise.all(
    ['One', 'Other'].map((title) =>
      operator.ask(UpdateSeriesDocument, { input: { id: series.id, expectedVersion: 1, title } }),
    ),
  );
  const codes = answers.map(({ data }) => data!.updateSeries!.userErrors[0]?.code ?? 'changed');
  expect(codes.sort()).toEqual(['STALE_VERSION', 'changed']);
});

test('the same occurrence made by several at once is one event with one entry', async () => {
  const series = await begin();
  await Promise.all(Array.from({ length: 8 }, round));
  const ids = (await eventsOf(series.id)).map(({ id }) => new Types.ObjectId(id));
  expect(ids).toHaveLength(3);
  expect(await server.database.auditEntries.countDocuments({ targetId: { $in: ids } })).toBe(3);
});

test('a user sees the day of an occurrence, and not its series', async () => {
  const series = await begin();
  await round();
  const { id } = (await eventsOf(series.id))[0]!;
  const query = 'query ($id: ID!) { event(id: $id) { occurrence isTemplate series { id } } }';
  const user = await server.actor('USER');
  const seen = { occurrence: '2026-06-01', isTemplate: false };
  expect(await user.send(query, { id })).toMatchObject({ data: { event: { ...seen, series: null } } });
  expect(await operator.send(query, { id })).toMatchObject({
    data: { event: { ...seen, series: { id: series.id } } },
  });
});

test('no more series than slots can be running', async () => {
  const present = await server.database.eventSeries.find().toArray();
  const taken = new Set(present.map(({ slot }) => slot));
  const free = Array.from({ length: 100 }, (_, slot) => slot).filter((slot) => !taken.has(slot));
  const ids = free.map(() => new Types.ObjectId());
  await server.database.eventSeries.insertMany(
    free.map((slot, place) => ({ ...present[0]!, _id: ids[place]!, slot })),
  );
  const { id: templateEventId } = await template();
  const input = { templateEventId, title: 'Too many', recurrence: 'DAILY' as const, firstDay: '2026-06-01' };
  await operator.refused(CreateSeriesDocument, { input }, 'BAD_USER_INPUT');
  const unmarked = await server.database.events.findOne({ _id: new Types.ObjectId(templateEventId) });
  expect(unmarked!.isTemplate).toBeUndefined();
  await server.database.eventSeries.deleteMany({ _id: { $in: ids } });
});

test('the list has the latest created first', async () => {
  server.clock.advance({ seconds: 1 });
  const older = await begin();
  server.clock.advance({ seconds: 1 });
  const newer = await begin();
  const { eventSeriesList } = await operator.run(EventSeriesListDocument, { first: 2 });
  expect(eventSeriesList!.nodes.map(({ id }) => id)).toEqual([newer.id, older.id]);
});
