import { mongo } from 'mongoose';
import { CheckAttendanceDocument, RequestRewardDocument } from '../generated/documents';
import { claimDemoReward, demoClient, demoEventId } from '../support/demo';
import { runCommandHere } from '../support/run-command-here';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { until } from '../support/until';

const uri = freshDatabaseUri();
const year = new Date().getUTCFullYear();
const client = new mongo.MongoClient(uri);
const settings = () => client.db().collection<{ _id: string; zoneRules: Record<string, string> }>('settings');
const run = (...args: string[]) =>
  runCommandHere(args, {
    env: {
      MONGODB_URI: uri,
      JWT_SECRET: 'a secret of the tests that is long enough',
      SERVICE_TIME_ZONE: 'America/Vancouver',
    },
  });

let server: ServerProcess;
beforeAll(async () => {
  server = await startServerProcess({ MONGODB_URI: uri, SERVICE_TIME_ZONE: 'America/Vancouver' }, '--demo');
});
afterAll(async () => {
  await server.end('SIGKILL');
  await client.db().dropDatabase();
  await client.close();
});

const readiness = async () => {
  const response = await fetch(`${server.url}/health/ready`);
  return { status: response.status, text: await response.text() };
};
/** As a server with other time zone data has stored it. */
const store = (rules: string) =>
  settings().updateOne({ _id: 'serviceCalendar' }, { $set: { [`zoneRules.${year}`]: rules } });

test('the first server stores the rules of the years around now', async () => {
  const stored = await settings().findOne({ _id: 'serviceCalendar' });
  expect(Object.keys(stored!.zoneRules)).toEqual([year - 1, year, year + 1].map(String));
  expect((await readiness()).status).toBe(200);
});

test('a server whose rules differ says so, is not ready and counts no day, until its rules are accepted', async () => {
  await store('-25200');
  const { text } = await until(async () => {
    const answer = await readiness();
    return answer.status === 503 && answer;
  });
  expect(text).toContain(`time zone rules: for America/Vancouver in ${year}`);
  await until(() => server.log.some((line) => line.includes('"msg":"time zone rules"')));
  const alice = await demoClient(server.url, 'alice');
  const bob = await demoClient(server.url, 'bob');
  await bob.refused(CheckAttendanceDocument, {}, 'SERVICE_UNAVAILABLE');
  const eventId = await demoEventId(alice, 'Three days in a row');
  await alice.refused(RequestRewardDocument, { input: { eventId } }, 'SERVICE_UNAVAILABLE');

  expect((await run('check')).stdout).toMatch(/^BROKEN zoneRules +.*stored "-25200"/m);
  const written = await run('seed');
  expect(written.stderr).not.toMatch(/^ +at /m);
  expect([written.code, written.stderr]).toEqual([1, expect.stringMatching(/^time zone rules: .*$/m)]);

  // Days that the other rules gave to an event.
  const events = client.db().collection('events');
  const days = { firstDay: '2000-01-01', lastDay: '2000-01-02' };
  const _id = new mongo.ObjectId(eventId);
  const before = await events.findOneAndUpdate({ _id }, { $set: days });
  expect(await run('accept-zone-rules')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/"-25200" is now .*\n1 events have a different/),
  });
  expect(await events.findOne({ _id })).toMatchObject({ firstDay: before!.firstDay as string });
  await until(async () => (await readiness()).status === 200);
  await bob.run(CheckAttendanceDocument);
  expect(await claimDemoReward(alice)).toMatchObject({ status: 'SUCCESS' });
  expect(await run('check')).toMatchObject({ code: 0 });
});
