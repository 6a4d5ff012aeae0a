import { Types } from 'mongoose';
import { ACTIVITIES_PER_DAY_MAX } from '../../../src/domain/activities';
import { recordAll, report, SOURCE } from '../../support/activities';
import { startTestServer, type TestServer } from '../../support/server';

const HOUR_MS = 3_600_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const before = (ms: number) => new Date(server.clock.now().getTime() - ms);
const storedOf = (userId: string) =>
  server.database.activities
    .find({ userId: new Types.ObjectId(userId) })
    .sort({ _id: 1 })
    .toArray();

test('a row is stored with the service day of its instant', async () => {
  const { id } = await server.actor('USER');
  const occurredAt = before(12 * HOUR_MS + 1);
  expect(
    await recordAll(server, [report(server, id, { occurredAt, quantity: 3, externalId: 'o-1' })]),
  ).toEqual(['RECORDED']);
  expect(await storedOf(id)).toEqual([
    {
      _id: expect.any(Types.ObjectId) as Types.ObjectId,
      userId: new Types.ObjectId(id),
      source: SOURCE,
      externalId: 'o-1',
      kind: 'purchase',
      quantity: 3,
      occurredAt,
      receivedAt: server.clock.now(),
      // Noon in Seoul is 12 h and 1 ms after the day before.
      day: '2026-05-31',
      voided: false,
      voidedAt: null,
      voidReason: null,
    },
  ]);
});

test('the same row again is a DUPLICATE, another one under its id a CONFLICT, and the first row stays', async () => {
  const { id } = await server.actor('USER');
  const row = report(server, id, { externalId: 'o-1' });
  expect(await recordAll(server, [row])).toEqual(['RECORDED']);
  expect(
    await recordAll(server, [
      row,
      { ...row, quantity: 2 },
      { ...row, kind: 'invitation' },
      { ...row, occurredAt: before(1) },
    ]),
  ).toEqual(['DUPLICATE', 'CONFLICT', 'CONFLICT', 'CONFLICT']);
  const [stored, ...others] = await storedOf(id);
  expect(stored).toMatchObject({ quantity: 1, kind: 'purchase', occurredAt: row.occurredAt });
  expect(others).toEqual([]);
});

test('a repeat is a DUPLICATE however late it comes', async () => {
  const { id } = await server.actor('USER');
  const row = report(server, id);
  await recordAll(server, [row]);
  const later = new Date(server.clock.now().getTime() + 100 * HOUR_MS);
  expect(await recordAll(server, [row, { ...row, quantity: 9 }, report(server, id)], later)).toEqual([
    'DUPLICATE',
    'CONFLICT',
    'TOO_LATE',
  ]);
});

test('rows of one call repeat each other as rows of two calls do', async () => {
  const { id } = await server.actor('USER');
  const row = report(server, id);
  const outcomes = await recordAll(server, [row, row, { ...row, quantity: 2 }]);
  expect([...outcomes].sort()).toEqual(['CONFLICT', 'DUPLICATE', 'RECORDED']);
  expect(await storedOf(id)).toHaveLength(1);
});

test.each([
  ['exactly 24 hours ago', 24 * HOUR_MS, 'RECORDED'],
  ['a millisecond more than 24 hours ago', 24 * HOUR_MS + 1, 'TOO_LATE'],
  ['2 minutes ahead', -120_000, 'RECORDED'],
  ['a millisecond more than 2 minutes ahead', -120_001, 'IN_FUTURE'],
  ['in the year 9999', -Date.parse('9999-01-01'), 'IN_FUTURE'],
])('an activity of %s', async (_title, ago, code) => {
  const { id } = await server.actor('USER');
  expect(await recordAll(server, [report(server, id, { occurredAt: before(ago) })])).toEqual([code]);
});

test('unknown, disabled and staff accounts are UNKNOWN_USER, and cost no other row', async () => {
  const [user, disabled, operator] = await Promise.all([
    server.actor('USER'),
    server.actor('USER'),
    server.actor('OPERATOR'),
  ]);
  await server.database.users.updateOne(
    { _id: new Types.ObjectId(disabled.id) },
    { $set: { disabledAt: server.clock.now() } },
  );
  const ids = [disabled.id, operator.id, String(new Types.ObjectId()), 'no id', user.id];
  expect(
    await recordAll(
      server,
      ids.map((id) => report(server, id)),
    ),
  ).toEqual([...Array.from({ length: 4 }, () => 'UNKNOWN_USER'), 'RECORDED']);
});

test('a row outside of its limits is INVALID, and costs no other row', async () => {
  const { id } = await server.actor('USER');
  expect(await recordAll(server, [null, report(server, id), null])).toEqual([
    'INVALID',
    'RECORDED',
    'INVALID',
  ]);
});

test('beyond 1,000 rows of one user, kind and service day rows are TOO_MANY, and repeats still found', async () => {
  const { id } = await server.actor('USER');
  const rows = Array.from({ length: ACTIVITIES_PER_DAY_MAX + 1 }, () => report(server, id));
  const outcomes = await recordAll(server, rows);
  expect(outcomes.filter((code) => code === 'RECORDED').length).toBeGreaterThanOrEqual(
    ACTIVITIES_PER_DAY_MAX,
  );
  expect(
    await recordAll(server, [
      report(server, id),
      rows[0]!,
      report(server, id, { kind: 'invitation' }),
      report(server, id, { occurredAt: before(13 * HOUR_MS) }),
    ]),
  ).toEqual(['TOO_MANY', 'DUPLICATE', 'RECORDED', 'RECORDED']);
});

test("repeats take nobody's place among the 1,000 rows, so a call whose answer was lost can be sent again", async () => {
  const { id } = await server.actor('USER');
  const rows = Array.from({ length: ACTIVITIES_PER_DAY_MAX }, () => report(server, id));
  const [stored, lost] = [rows.slice(0, -100), rows.slice(-100)];
  await recordAll(server, stored);
  await recordAll(server, lost.slice(0, 50));
  const outcomes = await recordAll(server, [...lost, lost[99]!]);
  expect(outcomes).toEqual([
    ...Array.from({ length: 50 }, () => 'DUPLICATE'),
    ...Array.from({ length: 50 }, () => 'RECORDED'),
    'DUPLICATE',
  ]);
  const refused = report(server, id);
  expect(await recordAll(server, [refused, refused])).toEqual(['TOO_MANY', 'TOO_MANY']);
});

test('ACTIVITY_LATENESS_HOURS decides what is too late', async () => {
  const patient = await startTestServer({ env: { ACTIVITY_LATENESS_HOURS: '720' } });
  try {
    const { id } = await patient.actor('USER');
    const ago = (ms: number) =>
      report(patient, id, { occurredAt: new Date(patient.clock.now().getTime() - ms) });
    expect(await recordAll(patient, [ago(720 * HOUR_MS), ago(720 * HOUR_MS + 1)])).toEqual([
      'RECORDED',
      'TOO_LATE',
    ]);
  } finally {
    await patient.close();
  }
});
