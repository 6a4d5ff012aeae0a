import { tryModel } from '../model/trial';
import { startTestServer } from '../support/server';
import { report } from './support/report';

const RUNS = 120;
const CALLS_MAX = 60;

test('the long form of tests/model', async () => {
  const server = await startTestServer();
  await tryModel(server, RUNS, CALLS_MAX);
  const { requests, events } = server.database;
  report('The model', [
    { runs: RUNS, events: await events.countDocuments(), requests: await requests.countDocuments() },
  ]);
  await server.close();
});
