import { setTimeout as sleep } from 'node:timers/promises';
import { Types } from 'mongoose';
import { checkInvariants } from '../../src/invariants/invariants';
import { ChangePayoutDocument, RequestRewardDocument } from '../generated/documents';
import type { Actor } from '../support/actors';
import { insertClaimants, insertUsers, sealedAudience } from '../support/audiences';
import { createEvent } from '../support/events';
import { expectEachPaidOnce, payoutSettled, startPayout } from '../support/payouts';
import { startReplicaSet, type ReplicaSet } from '../support/replica-set';
import { startTestServer, type TestServer } from '../support/server';
import type { ServerProcess } from '../support/server-process';
import { until } from '../support/until';
import { Cluster } from './support/cluster';
import { report } from './support/report';

const MEMBERS = 5_000;
const CLAIMANTS = 1_000;
const KILLS = 3;

let set: ReplicaSet;
/** Makes accounts and reads rows; no payout runs on it. */
let home: TestServer;
let cluster: Cluster;
let operator: Actor;
let colleague: Actor;
/** The one that no fault is armed in. */
let calm: ServerProcess;
let turn = 0;

const nextUrl = () => {
  const urls = cluster.urls();
  return urls[turn++ % urls.length] ?? home.url;
};

beforeAll(async () => {
  set = await startReplicaSet();
  home = await startTestServer({
    mongodbUri: set.uri.replace('/?', '/payout?'),
    now: 'system',
  });
  await home.services.payoutRunner.stop();
  cluster = new Cluster(home.mongodbUri);
  calm = await cluster.start();
  [operator, colleague] = await Promise.all([home.actor('OPERATOR'), home.actor('OPERATOR')]);
}, 120_000);
afterAll(async () => {
  await cluster.kill();
  await home.close();
  await set.stop();
});

const aWeekAgo = () => new Date(Date.now() - 7 * 86_400_000);
const anybody = { conditions: [{ kind: 'ACCOUNT_AGE' as const, target: 1 }] };
/** A call whose server or primary died is made again. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch {
      await sleep(200);
    }
  }
}

test(`a payout to ${MEMBERS} members beside ${CLAIMANTS} of them, over ${KILLS} kills and a lost primary`, async () => {
  const event = await createEvent(operator, anybody);
  const claimants = await insertClaimants(home.app, CLAIMANTS, aWeekAgo(), nextUrl);
  const memberIds = [...claimants.keys(), ...(await insertUsers(home.app, MEMBERS - CLAIMANTS, aWeekAgo()))];
  const audienceId = await sealedAudience(operator, home.app, memberIds);
  // Three that die at a step of the payout when they take it over, beside the one that goes on until it is killed.
  for (const point of ['payout.claimed', 'payout.moved', 'payout.leased'] as const) {
    const armed = await cluster.start({ point, signal: 'SIGKILL' });
    void cluster.died(armed);
  }
  const { id } = await startPayout(operator, event.id, audienceId);
  await colleague.run(ChangePayoutDocument, { input: { id, change: 'APPROVE' } });

  const waiting = [...claimants.values()];
  const lanes = Array.from({ length: 32 }, async () => {
    for (let user = waiting.shift(); user !== undefined; user = waiting.shift()) {
      const claimant = user;
      await again(() =>
        claimant.run(RequestRewardDocument, { input: { eventId: event.id } }).catch((error: Error) => {
          if (!/ALREADY_REWARDED/.test(error.message)) throw error;
        }),
      );
    }
  });
  let killed = 0;
  const kills = async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      const read = async () => (await home.database.payouts.findOne({ _id: new Types.ObjectId(id) }))!;
      const { cursor, state } = await again(read);
      const hasMoved = async () => {
        const payout = await read();
        return payout.state !== 'RUNNING' || String(payout.cursor) !== String(cursor);
      };
      if (state !== 'RUNNING') return;
      await until(() => hasMoved().catch(() => false));
      const gone = cluster.died(calm);
      calm.child.kill('SIGKILL');
      await gone;
      killed += 1;
      if (kill === 0) await set.kill(await set.primaryPort());
      calm = await again(() => cluster.start());
    }
  };
  const [, done] = await Promise.all([kills(), again(() => payoutSettled(operator, id)), ...lanes]);
  expect(killed).toBe(KILLS);
  expect(done).toMatchObject({ state: 'DONE', total: MEMBERS, refused: 0 });
  expect(done.paid + done.already).toBe(MEMBERS);
  await expectEachPaidOnce(home.app, event.id, memberIds);
  expect((await checkInvariants(home.database)).filter(({ ok }) => !ok)).toEqual([]);
  report('A payout beside claims, over kills', [
    { members: MEMBERS, paid: done.paid, already: done.already, claims: turn },
  ]);
}, 580_000);

test('the end of an event in the middle pauses its payout, and a later end lets it go on', async () => {
  const event = await createEvent(operator, anybody);
  const memberIds = await insertUsers(home.app, 1_000, aWeekAgo());
  const audienceId = await sealedAudience(operator, home.app, memberIds);
  const { id } = await startPayout(operator, event.id, audienceId);
  const some = () => home.database.requests.countDocuments({ payoutId: new Types.ObjectId(id) });
  await until(async () => (await some()) > 0);
  const _id = new Types.ObjectId(event.id);
  const { endAt } = (await home.database.events.findOne({ _id }))!;
  await home.database.events.updateOne({ _id }, { $set: { endAt: new Date() } });
  const paused = await payoutSettled(operator, id);
  expect(paused).toMatchObject({ state: 'PAUSED', pausedReason: 'EVENT_ENDED' });
  expect(await some()).toBeLessThan(1_000);
  await home.database.events.updateOne({ _id }, { $set: { endAt } });
  await operator.run(ChangePayoutDocument, { input: { id, change: 'RESUME' } });
  expect(await payoutSettled(operator, id)).toMatchObject({ state: 'DONE', paid: 1_000 });
  await expectEachPaidOnce(home.app, event.id, memberIds);
}, 120_000);
