import { once } from 'node:events';
import { Types } from 'mongoose';
import { checkInvariants } from '../../src/invariants/invariants';
import { VoidActivitiesDocument } from '../generated/documents';
import { sendByGraphql, sendCloudEvents, sentEvent, type SentEvent } from '../support/activities';
import { Client } from '../support/client';
import { stateOf } from '../support/processes';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcess, startServerProcesses, type ServerProcess } from '../support/server-process';
import { backendOf, type Backend } from '../support/service-keys';
import { until } from '../support/until';

const ROWS = 50;

let uri: string;
/** Makes accounts and reads rows; it records nothing. */
let home: TestServer;
/** Servers that go on. */
let others: ServerProcess[];
/** Servers that kill or stop themselves; one that a failed test has left behind would keep the run from ending. */
const armed: ServerProcess[] = [];
let shop: Backend;

beforeAll(async () => {
  uri = freshDatabaseUri();
  home = await startTestServer({ mongodbUri: uri, now: new Date().toISOString() });
  others = await startServerProcesses(3, uri);
  shop = await backendOf(home, ['ACTIVITIES_WRITE']);
});
afterAll(async () => {
  await Promise.all(armed.map((server) => server.end('SIGKILL')));
  await Promise.all(others.map((server) => server.end('SIGKILL')));
  await home.close();
});
afterEach(async () => {
  expect((await checkInvariants(home.database)).filter(({ ok }) => !ok)).toEqual([]);
});

async function arm(fault: string): Promise<ServerProcess> {
  const server = await startServerProcess({ MONGODB_URI: uri, TEST_FAULT_POINT: fault });
  armed.push(server);
  return server;
}

async function batch(): Promise<{ readonly events: SentEvent[]; readonly stored: () => Promise<number> }> {
  const { id } = await home.actor('USER');
  return {
    events: Array.from({ length: ROWS }, () => sentEvent(id)),
    stored: () => home.database.activities.countDocuments({ userId: new Types.ObjectId(id) }),
  };
}

/** Of a call that the server does not survive. */
async function expectKilled({ child }: ServerProcess, call: Promise<unknown>): Promise<void> {
  const ended = once(child, 'exit');
  await expect(call).rejects.toThrow();
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
}

test.each([
  ['activities.judged', 0, 'RECORDED', 'CloudEvents', sendCloudEvents],
  ['activities.judged', 0, 'RECORDED', 'GraphQL', sendByGraphql],
  ['activities.inserted', ROWS, 'DUPLICATE', 'CloudEvents', sendCloudEvents],
  ['activities.inserted', ROWS, 'DUPLICATE', 'GraphQL', sendByGraphql],
] as const)(
  'a server killed at %s leaves %i rows, and a retry is %s (%s)',
  async (point, left, code, _door, send) => {
    const { events, stored } = await batch();
    const dying = await arm(`${point}:SIGKILL`);
    await expectKilled(dying, send(dying.url, shop, events));
    expect(await stored()).toBe(left);
    const retries = await Promise.all(others.map(({ url }) => send(url, shop, events)));
    for (const place of events.keys()) {
      const codes = retries.map((retry) => retry[place]).sort();
      expect(codes).toEqual(['DUPLICATE', 'DUPLICATE', code]);
    }
    expect(await stored()).toBe(ROWS);
  },
);

test('a server that stood still before its insert finds the rows that another recorded meanwhile', async () => {
  const { events, stored } = await batch();
  const still = await arm('activities.judged:SIGSTOP');
  const late = sendCloudEvents(still.url, shop, events);
  await until(() => stateOf(still.child.pid!) === 'T');
  expect(new Set(await sendCloudEvents(others[0]!.url, shop, events))).toEqual(new Set(['RECORDED']));
  still.child.kill('SIGCONT');
  expect(new Set(await late)).toEqual(new Set(['DUPLICATE']));
  expect(await stored()).toBe(ROWS);
  expect(await still.end()).toBe(0);
});

test('voids of a server killed at activities.voided are audited by another, and a retry voids nothing', async () => {
  const { events } = await batch();
  await sendCloudEvents(others[0]!.url, shop, events);
  const dying = await arm('activities.voided:SIGKILL');
  const input = {
    source: shop.source,
    reason: 'The orders were returned.',
    activities: events.map(({ id, subject }) => ({ user: { id: subject }, externalId: id })),
  };
  const voidAt = (url: string) => new Client(() => url, shop.key).run(VoidActivitiesDocument, { input });
  await expectKilled(dying, voidAt(dying.url));
  const rows = await home.database.activities
    .find({ externalId: { $in: events.map(({ id }) => id) }, voided: true })
    .toArray();
  expect(rows).toHaveLength(ROWS);
  const targets = { targetId: { $in: rows.map(({ _id }) => _id) } };
  await until(async () => (await home.database.auditEntries.countDocuments(targets)) === ROWS);
  const { voidActivities } = await voidAt(others[0]!.url);
  expect(voidActivities).toMatchObject({ voided: 0, userErrors: [] });
  const entries = await home.database.auditEntries.find(targets).toArray();
  expect(entries.map(({ targetId }) => String(targetId)).sort()).toEqual(
    rows.map(({ _id }) => String(_id)).sort(),
  );
});
