import { on } from 'node:events';
import { Types } from 'mongoose';
import { CheckAttendanceDocument } from '../../generated/documents';
import { useMongodWithFailPoints, type TestMongod } from '../../support/mongod';
import { startTestServer, type TestServer } from '../../support/server';

let mongod: TestMongod;
let server: TestServer;

beforeAll(async () => {
  mongod = await useMongodWithFailPoints();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await mongod.stop();
});

async function failCommands(command: string, data: object, mode: object | string): Promise<void> {
  const failPoint = { configureFailPoint: 'failCommand', mode };
  await server.database.claims
    .db('admin')
    .command({ ...failPoint, data: { failCommands: [command], ...data } });
}

async function rowsOf(userId: string) {
  return server.database.attendances.find({ userId: new Types.ObjectId(userId) }).toArray();
}

describe.each([
  ["the connection is lost beyond the driver's own retry", { closeConnection: true }, 4],
  ['the primary steps down again and again', { errorCode: 11_602 }, 4],
  // The row is there, but the answer does not say so.
  ['the write is not known to be durable', { writeConcernError: { code: 64, errmsg: 'waiting' } }, 3],
])('when %s', (_what, data, times) => {
  test('the check-in is sent again, as the same row', async () => {
    const alice = await server.actor('USER');
    await failCommands('insert', data, { times });
    const { checkAttendance } = await alice.run(CheckAttendanceDocument);

    const rows = await rowsOf(alice.id);
    expect(rows).toHaveLength(1);
    expect(checkAttendance).toMatchObject({
      created: true,
      attendance: { id: rows[0]!._id.toHexString() },
      streak: { current: 1 },
    });
  });

  test('everybody of the batch gets the own answer', async () => {
    const users = await Promise.all(Array.from({ length: 8 }, () => server.actor('USER')));
    await failCommands('insert', data, { times });
    const answers = await Promise.all(users.map((user) => user.run(CheckAttendanceDocument)));

    expect(answers.map(({ checkAttendance }) => checkAttendance?.created)).toEqual(users.map(() => true));
    for (const { id } of users) expect(await rowsOf(id)).toHaveLength(1);
  });
});

test('a row that another server made meanwhile is the answer', async () => {
  const alice = await server.actor('USER');
  const userId = new Types.ObjectId(alice.id);
  const theirs = { _id: new Types.ObjectId(), checkedAt: server.clock.now() };
  await failCommands('insert', { closeConnection: true }, 'alwaysOn');
  const sent = firstInsert();
  const answer = alice.run(CheckAttendanceDocument);
  // From here on the facts are read: no row of the day.
  await sent;
  await server.database.attendances.updateOne(
    { userId, day: '2026-06-01' },
    { $setOnInsert: theirs },
    { upsert: true },
  );
  await failCommands('insert', {}, 'off');

  expect((await answer).checkAttendance).toMatchObject({
    created: false,
    attendance: { id: theirs._id.toHexString() },
    streak: { current: 1 },
  });
  expect(await rowsOf(alice.id)).toHaveLength(1);
});

async function firstInsert(): Promise<void> {
  const commands = on(server.database.connection.getClient(), 'commandStarted');
  for await (const [{ commandName }] of commands) if (commandName === 'insert') return;
}
