import { UpdateEventDocument } from '../../generated/documents';
import { createEvent } from '../../support/events';
import { failCommands, failNothing } from '../../support/fail-points';
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

test('an edit whose answer was lost is found, also when the first read after it does not see it yet', async () => {
  const operator = await server.actor('OPERATOR');
  const { id, version } = await createEvent(operator);
  const { events, claims } = server.database;
  const findOne = events.findOne.bind(events);
  let missed = 0;
  events.findOne = ((filter: object, options: object) => {
    if (missed > 0 || !('outbox.id' in filter)) return findOne(filter, options);
    missed += 1;
    return Promise.resolve(null);
  }) as never;
  try {
    const namespace = `${server.database.claimsDb.databaseName}.events`;
    const writeConcernError = { code: 64, errmsg: 'waiting for replication' };
    // The driver itself sends the command twice.
    await failCommands(claims, ['findAndModify'], { writeConcernError, namespace }, { times: 2 });
    const input = { id, expectedVersion: version, title: 'Another title' };
    const { updateEvent } = await operator.run(UpdateEventDocument, { input });
    expect(updateEvent!.event).toMatchObject({ title: 'Another title', version: version + 1 });
    expect(missed).toBe(1);
  } finally {
    events.findOne = findOne;
    await failNothing(claims);
  }
});
