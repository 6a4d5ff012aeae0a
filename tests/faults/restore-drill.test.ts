import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyChain } from '../../src/audit/verification';
import { checkInvariants } from '../../src/invariants/invariants';
import { relayErasures } from '../../src/reward-feed/erased-users';
import {
  CheckAttendanceDocument,
  EraseUserDocument,
  RequestRewardDocument,
  RewardFeedDocument,
} from '../generated/documents';
import type { Actor } from '../support/actors';
import { TEST_SECRETS_KEY } from '../support/child-environment';
import { Client } from '../support/client';
import { createEvent } from '../support/events';
import { ATTENDED, placesOf } from '../support/erasable';
import { startMongod, TEST_FOLDER_PREFIX, type TestMongod } from '../support/mongod';
import { runCommandHere } from '../support/run-command-here';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf } from '../support/service-keys';

interface Delivery {
  readonly grantId: string;
  readonly to: string;
}

/**
 * An item server as docs/guides/reward-feed.md describes it, with the step of docs/deploy.md for payments that a
 * restored database has lost: what it handed over for a user and an event is never handed over for them again.
 */
class ItemServer {
  readonly deliveries: Delivery[] = [];
  /** Of grants that the restored feed no longer has, by user and reward. */
  private readonly lost = new Set<string>();
  private position = { epoch: '', after: 0 };
  epochs = 0;

  async read(backend: Client): Promise<void> {
    const seen = new Map<string, string>();
    let isNewEpoch = false;
    for (;;) {
      const { after } = this.position;
      const answer = await backend.ask(RewardFeedDocument, { after });
      const feed = answer.data?.rewardFeed;
      // BAD_USER_INPUT: `after` is beyond the tail. Both mean that the database was restored.
      if (!feed || feed.epoch !== this.position.epoch) {
        const first = feed ?? (await backend.run(RewardFeedDocument, { after: 0 })).rewardFeed!;
        this.position = { epoch: first.epoch, after: 0 };
        this.epochs += 1;
        isNewEpoch = true;
        continue;
      }
      for (const { type, request, user } of feed.entries) {
        if (type !== 'REWARD_GRANTED') continue;
        for (const { id, name } of request!.grants) seen.set(id, `${user.id} ${request!.event.id} ${name}`);
      }
      this.position.after = feed.lastSequence;
      if (!feed.hasMore) break;
    }
    if (isNewEpoch) {
      for (const { grantId, to } of this.deliveries) if (!seen.has(grantId)) this.lost.add(to);
    }
    for (const [grantId, to] of seen) this.handOver(grantId, to);
  }

  private handOver(grantId: string, to: string): void {
    if (this.deliveries.some((each) => each.grantId === grantId) || this.lost.has(to)) return;
    this.deliveries.push({ grantId, to });
  }
}

let folder: string;
let copied: string;
let node: TestMongod | undefined;
let server: TestServer | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-drill-`));
  copied = join(folder, 'copy');
});
afterAll(async () => {
  await server?.app.close();
  await node?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('after a restore nobody is paid twice, and who was erased stays erased', async () => {
  node = await startMongod();
  const { port } = node;
  const mongodbUri = node.uri.replace('/?', '/drill?');
  const JWT_SECRET = 'a secret of the tests that is long enough';
  const env = { MONGODB_URI: mongodbUri, SECRETS_KEY: TEST_SECRETS_KEY, JWT_SECRET };
  const run = (...args: string[]) => runCommandHere(args, { env });
  const start = () => startTestServer({ mongodbUri, now: 'system' });
  const consumer = new ItemServer();
  server = await start();
  const [operator, admin] = [await server.actor('OPERATOR'), await server.actor('ADMIN')];
  const { key } = await backendOf(server, ['GRANTS_READ']);
  const [early, late] = [
    await createEvent(operator, { conditions: ATTENDED }),
    await createEvent(operator, { conditions: ATTENDED }),
  ];
  const claim = (user: Client, eventId: string) =>
    user.run(RequestRewardDocument, { input: { eventId, idempotencyKey: `drill-${eventId}` } });
  const players: Actor[] = [];
  for (let n = 0; n < 5; n++) {
    const player = await server.actor('USER');
    await player.run(CheckAttendanceDocument);
    await claim(player, early.id);
    players.push(player);
  }
  const [leaver, ...others] = players as [Actor, ...Actor[]];
  await server.services.feedRelay.round();
  await consumer.read(new Client(() => server!.url, key));
  expect(consumer.deliveries).toHaveLength(10);

  // A member that stands still is what an atomic snapshot holds.
  process.kill(node.pid, 'SIGSTOP');
  await cp(node.folder, copied, { recursive: true });
  await rm(join(copied, 'mongod.lock'));
  process.kill(node.pid, 'SIGCONT');

  // Life goes on: claims that the copy does not have, handed over, and an erasure.
  for (const player of [leaver, ...others.slice(0, 2)]) await claim(player, late.id);
  await server.services.feedRelay.round();
  await consumer.read(new Client(() => server!.url, key));
  expect(consumer.deliveries).toHaveLength(16);
  const { epochs } = consumer;
  await admin.run(EraseUserDocument, { input: { userId: leaver.id, reason: 'a ticket' } });
  const list = join(folder, 'erasures.txt');
  expect(await run('export-erasures', '--out', list)).toMatchObject({ code: 0 });
  await server.app.close();
  server = undefined;
  await node.stop();

  // The copy takes its place. The member is alone in its set and has its old address.
  node = await startMongod({ folder: copied, port, initiate: false });
  const verified = await run('verify-copy', '--restored');
  expect([verified.code, verified.stdout.match(/^BROKEN.*$/gm)]).toEqual([0, null]);
  expect(await run('reapply-erasures', list)).toMatchObject({ code: 0, stderr: '' });

  server = await start();
  const { database, services } = server;
  await services.feedRelay.round();
  await relayErasures(database);
  expect(await placesOf(database, [leaver.username])).toEqual([]);
  const at = (player: Actor) => new Client(() => server!.url, player.accessToken);
  await at(leaver).refused(CheckAttendanceDocument, {}, 'UNAUTHENTICATED');
  const backend = new Client(() => server!.url, key);
  await consumer.read(backend);
  expect(consumer.epochs).toBe(epochs + 1);
  expect(consumer.deliveries).toHaveLength(16);
  const { rewardFeed } = await backend.run(RewardFeedDocument, { types: ['USER_ERASED'] });
  expect(rewardFeed!.entries.map(({ user }) => user.id)).toEqual([leaver.id]);

  // Payments that the copy has are not made again. Those that it lost are made again, but not handed over again.
  for (const player of others) {
    const { requestReward } = await claim(at(player), early.id);
    expect(requestReward!.request!.status).toBe('SUCCESS');
    await claim(at(player), late.id);
  }
  await services.feedRelay.round();
  await consumer.read(backend);
  const owners = consumer.deliveries.map(({ to }) => to);
  expect(owners).toHaveLength(16 + 4);
  expect(new Set(owners).size).toBe(owners.length);
  expect(await database.requests.countDocuments({ status: 1 })).toBe(5 + 4);
  expect((await checkInvariants(database)).filter(({ ok }) => !ok)).toEqual([]);
  expect(await verifyChain(database, new Date())).toMatchObject({ ok: true });
});
