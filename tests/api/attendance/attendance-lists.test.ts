import { Types } from 'mongoose';
import { addDays } from '../../../src/domain/service-calendar';
import {
  AttendanceDocument,
  CheckAttendanceDocument,
  MyAttendanceDocument,
  type MyAttendanceQueryVariables,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { commandsAbout } from '../../support/commands';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let auditor: Actor;

beforeAll(async () => {
  server = await startTestServer();
  auditor = await server.actor('AUDITOR');
});
afterAll(() => server.close());

/** Days from 2026-05-01 on. */
async function attend(actor: Actor, days: number, checkedAt?: Date): Promise<string[]> {
  const userId = new Types.ObjectId(actor.id);
  const rows = Array.from({ length: days }, (_, index) => {
    const day = addDays('2026-05-01', index);
    return { _id: new Types.ObjectId(), userId, day, checkedAt: checkedAt ?? new Date(`${day}T03:00:00Z`) };
  });
  await server.database.attendances.insertMany(rows);
  return rows.map(({ _id }) => _id.toHexString());
}

async function myDays(actor: Actor, variables: MyAttendanceQueryVariables): Promise<string[]> {
  const { myAttendance } = await actor.run(MyAttendanceDocument, variables);
  return myAttendance!.nodes.map(({ day }) => day);
}

describe('myAttendance', () => {
  test('holds the own check-ins, newest first', async () => {
    const [alice, bob] = await Promise.all([server.actor('USER'), server.actor('USER')]);
    await attend(alice, 3);
    await attend(bob, 5);
    await alice.run(CheckAttendanceDocument);
    expect(await myDays(alice, {})).toEqual(['2026-06-01', '2026-05-03', '2026-05-02', '2026-05-01']);
    expect(await myDays(alice, { reverse: true, first: 2 })).toEqual(['2026-05-01', '2026-05-02']);
  });

  test.each<[string, MyAttendanceQueryVariables, string[]]>([
    ['from and to are both included', { from: '2026-05-02', to: '2026-05-04' }, ['04', '03', '02']],
    ['without to it goes on', { from: '2026-05-04' }, ['05', '04']],
    ['without from it goes back to the beginning', { to: '2026-05-02' }, ['02', '01']],
    ['null is no bound', { from: null, to: null }, ['05', '04', '03', '02', '01']],
    ['one day', { from: '2026-05-03', to: '2026-05-03' }, ['03']],
    ['a range without days holds none', { from: '2026-05-03', to: '2026-05-02' }, []],
  ])('%s', async (_rule, range, days) => {
    const alice = await server.actor('USER');
    await attend(alice, 5);
    expect(await myDays(alice, range)).toEqual(days.map((day) => `2026-05-${day}`));
    const { myAttendance } = await alice.run(MyAttendanceDocument, range);
    expect(myAttendance!.totalCount).toBe(days.length);
  });

  test('pages over rows of one instant lose and repeat nothing, also when a row comes in between', async () => {
    const alice = await server.actor('USER');
    const ids = await attend(alice, 25, new Date('2026-05-31T03:00:00Z'));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: {
        nodes: Array<{ id: string }>;
        pageInfo: { hasNextPage: boolean; endCursor?: string | null };
      } = (await alice.run(MyAttendanceDocument, { first: 10, after })).myAttendance!;
      seen.push(...page.nodes.map(({ id }) => id));
      if (after === null) await alice.run(CheckAttendanceDocument);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor! : null;
    } while (after !== null);
    expect(seen).toHaveLength(25);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  test('a cursor belongs to its list, filter and order', async () => {
    const alice = await server.actor('USER');
    await attend(alice, 5);
    const { myAttendance } = await alice.run(MyAttendanceDocument, { first: 2, from: '2026-05-01' });
    const after = myAttendance!.pageInfo.endCursor!;
    expect(await myDays(alice, { first: 2, from: '2026-05-01', after })).toEqual([
      '2026-05-03',
      '2026-05-02',
    ]);

    const others: MyAttendanceQueryVariables[] = [
      { from: '2026-05-02' },
      {},
      { from: '2026-05-01', reverse: true },
    ];
    for (const other of others) {
      const error = await alice.refused(MyAttendanceDocument, { ...other, after }, 'BAD_USER_INPUT');
      expect(error.extensions.fields).toEqual([expect.objectContaining({ path: 'after' })]);
    }
    await auditor.refused(
      AttendanceDocument,
      { userId: alice.id, from: '2026-05-01', after },
      'BAD_USER_INPUT',
    );
  });

  test.each([
    ['2026-02-30', 'no day of the calendar'],
    ['2026-05-01T00:00:00Z', 'an instant'],
    ['', 'nothing'],
  ])('%s is no day: it is %s', async (from) => {
    const alice = await server.actor('USER');
    const error = await alice.refused(MyAttendanceDocument, { from }, 'BAD_USER_INPUT');
    expect(error.extensions.fields).toEqual([expect.objectContaining({ path: 'from' })]);
  });

  test('is for users alone', async () => {
    await auditor.refused(MyAttendanceDocument, {}, 'FORBIDDEN');
    await server.anonymous.refused(MyAttendanceDocument, {}, 'UNAUTHENTICATED');
  });
});

describe('attendance', () => {
  test("holds the named user's check-ins and who they are of", async () => {
    const [alice, bob] = await Promise.all([server.actor('USER'), server.actor('USER')]);
    await attend(alice, 3);
    await attend(bob, 4);
    const { attendance } = await auditor.run(AttendanceDocument, { userId: alice.id, from: '2026-05-02' });
    expect(attendance!.edges.map(({ node }) => node)).toEqual(
      ['2026-05-03', '2026-05-02'].map((day) =>
        expect.objectContaining({ day, user: { id: alice.id, username: alice.username } }),
      ),
    );
    expect(attendance!.totalCount).toBe(2);
  });

  test('a page costs the same number of calls, however many rows it has', async () => {
    const [few, many] = await Promise.all([server.actor('USER'), server.actor('USER')]);
    await attend(few, 2);
    await attend(many, 30);
    const callsFor = async (user: Actor) => {
      const ask = () => auditor.run(AttendanceDocument, { userId: user.id, first: 50 });
      return (await commandsAbout(server, user.id, ask)).sort();
    };
    // The rows, their count, and the account once; and the line of the access log, if there is such an account.
    const calls = ['aggregate', 'find', 'find', 'find', 'insert'];
    expect(await callsFor(many)).toEqual(calls);
    expect(await callsFor(few)).toEqual(calls);
  });

  test.each([
    ['an id that no account has', 'f'.repeat(24)],
    ['a text that can not be an id', 'nobody'],
    ['an operator in a query', '{"$gt":""}'],
  ])('%s is NOT_FOUND', async (_what, userId) => {
    await auditor.refused(AttendanceDocument, { userId }, 'NOT_FOUND');
  });

  test('is not for users, not even of themselves', async () => {
    const alice = await server.actor('USER');
    await alice.refused(AttendanceDocument, { userId: alice.id }, 'FORBIDDEN');
    await server.anonymous.refused(AttendanceDocument, { userId: alice.id }, 'UNAUTHENTICATED');
  });
});
