import { Types } from 'mongoose';
import { CheckAttendanceDocument, InvariantsDocument } from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let auditor: Actor;
beforeAll(async () => {
  server = await startTestServer();
  auditor = await server.actor('AUDITOR');
});
afterAll(() => server.close());

test('the rules are clean, and dirty when a row is changed by hand', async () => {
  const alice = await server.actor('USER');
  const { checkAttendance } = await alice.run(CheckAttendanceDocument);
  const clean = (await auditor.run(InvariantsDocument)).invariants!;
  expect(clean.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      ...['oneLiveRequestPerUserAndEvent', 'grantsMatchRewards', 'stockConserved'],
      ...['noSelfDecision', 'attendanceUniquePerDay'],
    ]),
  );
  for (const check of clean) expect(check).toMatchObject({ ok: true, violations: 0, examples: [] });

  await server.database.attendances.dropIndex('userId_1_day_1');
  const { _id, ...row } = (await server.database.attendances.findOne({
    _id: new Types.ObjectId(checkAttendance!.attendance!.id),
  }))!;
  const { insertedId } = await server.database.attendances.insertOne(row as never);
  const dirty = (await auditor.run(InvariantsDocument)).invariants!;
  expect(dirty.filter(({ ok }) => !ok)).toEqual([
    expect.objectContaining({
      name: 'attendanceUniquePerDay',
      violations: 1,
      examples: [String(insertedId)],
    }),
  ]);
});

test('an operator may not ask', async () => {
  const operator = await server.actor('OPERATOR');
  await operator.refused(InvariantsDocument, {}, 'FORBIDDEN');
});
