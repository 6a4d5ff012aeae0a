import { once } from 'node:events';
import { Types } from 'mongoose';
import {
  AcknowledgeGrantsDocument,
  RequestRewardDocument,
  type GrantAcknowledgement,
} from '../generated/documents';
import type { Actor } from '../support/actors';
import { attend, lastDays } from '../support/attendance';
import { Client } from '../support/client';
import { createEvent } from '../support/events';
import { stateOf } from '../support/processes';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcess, startServerProcesses, type ServerProcess } from '../support/server-process';
import { backendOf, type Backend } from '../support/service-keys';
import { until } from '../support/until';

let uri: string;
let home: TestServer;
let others: ServerProcess[];
const armed: ServerProcess[] = [];
let items: Backend;
let operator: Actor;

beforeAll(async () => {
  uri = freshDatabaseUri();
  home = await startTestServer({ mongodbUri: uri, now: new Date().toISOString() });
  others = await startServerProcesses(2, uri);
  items = await backendOf(home, ['GRANTS_ACKNOWLEDGE']);
  operator = await home.actor('OPERATOR');
});
afterAll(async () => {
  await Promise.all([...armed, ...others].map((server) => server.end('SIGKILL')));
  await home.close();
});

async function arm(signal: 'SIGKILL' | 'SIGSTOP'): Promise<ServerProcess> {
  const env = { MONGODB_URI: uri, TEST_FAULT_POINT: `grants.acknowledged:${signal}` };
  const server = await startServerProcess(env);
  armed.push(server);
  return server;
}

/** The grants of a payment that is in the feed, to be acknowledged. */
async function paid() {
  const user = await home.actor('USER');
  await attend(home.database, user.id, lastDays(home.clock.now(), 3));
  const { id: eventId } = await createEvent(operator);
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId } });
  const requestId = requestReward!.request!.id;
  const _id = new Types.ObjectId(requestId);
  await until(async () => (await home.database.rewardFeed.countDocuments({ rowId: _id })) > 0);
  const grants = (await home.database.requests.findOne({ _id }))!.grants.map(
    ({ id }): GrantAcknowledgement => ({
      requestId,
      grantId: id.toHexString(),
      outcome: 'DELIVERED',
      reference: 'parcel-1',
    }),
  );
  const deliveries = async () =>
    (await home.database.requests.findOne({ _id }))!.grants.map(({ delivery }) => delivery);
  return { grants, deliveries };
}

const acknowledgeAt = ({ url }: ServerProcess, grants: GrantAcknowledgement[]) =>
  new Client(() => url, items.key).run(AcknowledgeGrantsDocument, { input: { grants } });
const outcomesOf = ({ acknowledgeGrants }: Awaited<ReturnType<typeof acknowledgeAt>>) =>
  acknowledgeGrants!.outcomes.map(({ grant, userErrors }) => [
    ...[grant?.delivery?.state, grant?.delivery?.attempts],
    ...userErrors.map(({ code }) => code),
  ]);

test('an acknowledgement of a server that died before it answered is stored, and repeats change nothing', async () => {
  const { grants, deliveries } = await paid();
  const dying = await arm('SIGKILL');
  const ended = once(dying.child, 'exit');
  await expect(acknowledgeAt(dying, grants)).rejects.toThrow();
  await ended;
  expect(dying.child.signalCode).toBe('SIGKILL');
  const stored = await deliveries();
  expect(stored).toEqual(
    grants.map(() => expect.objectContaining({ state: 'DELIVERED', attempts: 1 }) as unknown),
  );
  const repeats = await Promise.all(others.map((server) => acknowledgeAt(server, grants)));
  for (const repeat of repeats) expect(outcomesOf(repeat)).toEqual(grants.map(() => ['DELIVERED', 1]));
  expect(await deliveries()).toEqual(stored);
});

test('a server that stood still after it stored an acknowledgement answers what is stored then', async () => {
  const { grants, deliveries } = await paid();
  const failed = grants.map((grant) => ({ ...grant, outcome: 'FAILED' as const }));
  const still = await arm('SIGSTOP');
  const late = acknowledgeAt(still, failed);
  await until(() => stateOf(still.child.pid!) === 'T');
  const [first] = others;
  expect(outcomesOf(await acknowledgeAt(first!, grants))).toEqual(grants.map(() => ['DELIVERED', 2]));
  still.child.kill('SIGCONT');
  expect(outcomesOf(await late)).toEqual(grants.map(() => ['DELIVERED', 2, 'ACKNOWLEDGED_OTHERWISE']));
  expect(await deliveries()).toEqual(
    grants.map(() => expect.objectContaining({ state: 'DELIVERED', attempts: 2 }) as unknown),
  );
  expect(await still.end()).toBe(0);
});
