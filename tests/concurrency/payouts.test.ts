import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import type { App } from '../../src/app';
import { checkInvariants } from '../../src/invariants/invariants';
import {
  AddAudienceMembersDocument,
  CreateAudienceDocument,
  RequestRewardDocument,
  SealAudienceDocument,
  StartPayoutDocument,
} from '../generated/documents';
import { actorOf, type Actor } from '../support/actors';
import { insertUsers, sealedAudience } from '../support/audiences';
import { Client } from '../support/client';
import { createEvent } from '../support/events';
import { expectEachPaidOnce, payoutSettled, startPayout } from '../support/payouts';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcesses, type ServerProcess } from '../support/server-process';

/** Four servers of one service, each a process of its own; every race is separate HTTP requests over all. */
const SERVERS = 4;
let servers: ServerProcess[];
/** Not raced against, and no payout runs on it: makes accounts and reads rows. */
let home: TestServer;
let app: App;
let operator: Actor;

let turn = 0;
const nextUrl = () => servers[turn++ % SERVERS]!.url;
const actor = (role: 'USER' | 'OPERATOR') => actorOf(app, home.clock, nextUrl, role);

beforeAll(async () => {
  const mongodbUri = freshDatabaseUri();
  home = await startTestServer({ mongodbUri, now: 'system' });
  ({ app } = home);
  await app.services.payoutRunner.stop();
  servers = await startServerProcesses(SERVERS, mongodbUri);
  operator = await actor('OPERATOR');
});
afterAll(async () => {
  const codes = await Promise.all(servers.map((server) => server.end()));
  await home.close();
  expect(codes).toEqual(servers.map(() => 0));
});
afterEach(async () => {
  for (const { log } of servers) expect(log.filter((line) => line.includes('"level":50'))).toEqual([]);
  expect((await checkInvariants(app.database)).filter(({ ok }) => !ok)).toEqual([]);
});

const many = <T>(count: number, make: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));
const aWeekAgo = () => new Date(Date.now() - 7 * 86_400_000);
const anybody = { conditions: [{ kind: 'ACCOUNT_AGE' as const, target: 1 }] };

async function claimants(count: number): Promise<Actor[]> {
  const users = await many(count, () => actor('USER'));
  await app.database.users.updateMany(
    { _id: { $in: users.map(({ id }) => new Types.ObjectId(id)) } },
    { $set: { createdAt: aWeekAgo() } },
  );
  return users;
}

test('members who are added and an audience that is sealed at once on four servers agree', async () => {
  const { createAudience } = await operator.run(CreateAudienceDocument, { input: { name: 'Race' } });
  const audienceId = createAudience!.audience!.id;
  const users = await insertUsers(app, 600, aWeekAgo());
  const seed = { audienceId, users: [{ id: users[0]! }] };
  await operator.run(AddAudienceMembersDocument, { input: seed });
  const acknowledged = new Set([users[0]!]);
  // Each account comes four times, at each of the servers.
  const adds = many(48, async (n) => {
    const few = users.slice((n % 12) * 50, (n % 12) * 50 + 50);
    const input = { audienceId, users: few.map((id) => ({ id })) };
    const client = new Client(() => servers[n % SERVERS]!.url, operator.accessToken);
    const { data } = await client.ask(AddAudienceMembersDocument, { input });
    if (data?.addAudienceMembers?.userErrors.length === 0) for (const id of few) acknowledged.add(id);
  });
  const seals = many(8, async (n) => {
    const client = new Client(() => servers[n % SERVERS]!.url, operator.accessToken);
    return client.run(SealAudienceDocument, { input: { id: audienceId } });
  });
  const [, sealed] = await Promise.all([adds, seals]);
  const digests = new Set(sealed.map(({ sealAudience }) => sealAudience!.audience!.digest));
  expect(digests.size).toBe(1);
  const members = await app.database.audienceMembers
    .find({ audienceId: new Types.ObjectId(audienceId) })
    .toArray();
  const stored = new Set(members.map(({ userId }) => userId.toHexString()));
  // Whoever was told that the members are in was told the truth; the invariants compare size and digest.
  expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
});

test('a payout beside the claims of its members pays each member once', async () => {
  const event = await createEvent(operator, anybody);
  const users = await claimants(20);
  const others = await insertUsers(app, 380, aWeekAgo());
  const memberIds = [...users.map(({ id }) => id), ...others];
  const audienceId = await sealedAudience(operator, app, memberIds);
  const key = randomUUID();
  const started = await many(8, () => startPayout(operator, event.id, audienceId, key));
  const [payout] = started;
  expect(new Set(started.map(({ id }) => id)).size).toBe(1);
  const claims = many(80, async (n) =>
    users[n % 20]!.ask(RequestRewardDocument, { input: { eventId: event.id } }),
  );
  const done = await payoutSettled(operator, payout!.id);
  await claims;
  expect(done).toMatchObject({ state: 'DONE', total: 400, refused: 0 });
  expect(done.paid + done.already).toBe(400);
  await expectEachPaidOnce(app, event.id, memberIds);
});

test('one key that starts a payout on four servers at once starts one, and the event takes it once', async () => {
  const event = await createEvent(operator, anybody);
  const memberIds = await insertUsers(app, 20, aWeekAgo());
  const audienceId = await sealedAudience(operator, app, memberIds);
  const key = randomUUID();
  const started = await many(40, () => startPayout(operator, event.id, audienceId, key));
  expect(new Set(started.map(({ id }) => id)).size).toBe(1);
  const stored = await app.database.events.findOne({ _id: new Types.ObjectId(event.id) });
  expect(stored!.payouts).toHaveLength(1);
  expect(await payoutSettled(operator, started[0]!.id)).toMatchObject({ state: 'DONE', paid: 20 });
  await expectEachPaidOnce(app, event.id, memberIds);
});

test('one key for a small and a large audience at once never pays the large one without an approval', async () => {
  const memberIds = await insertUsers(app, 1_001, aWeekAgo());
  const [large, small] = [
    await sealedAudience(operator, app, memberIds),
    await sealedAudience(operator, app, memberIds.slice(0, 1)),
  ];
  for (let round = 0; round < 5; round++) {
    const { id: eventId } = await createEvent(operator, anybody);
    const shared = { eventId, reason: 'The outage of May', idempotencyKey: randomUUID() };
    await many(16, (n) =>
      operator.ask(StartPayoutDocument, { input: { ...shared, audienceId: n % 2 === 0 ? small : large } }),
    );
    const payouts = await app.database.payouts.find({ eventId: new Types.ObjectId(eventId) }).toArray();
    expect(payouts).toHaveLength(1);
    expect(payouts.filter(({ total, state }) => total > 1_000 && state !== 'AWAITING_APPROVAL')).toEqual([]);
  }
});

test('two payouts of one event to the same members pay each member once', async () => {
  const event = await createEvent(operator, anybody);
  const memberIds = await insertUsers(app, 300, aWeekAgo());
  const audienceId = await sealedAudience(operator, app, memberIds);
  const payouts = await many(2, () => startPayout(operator, event.id, audienceId));
  const done = await Promise.all(payouts.map(({ id }) => payoutSettled(operator, id)));
  for (const { paid, already } of done) expect(paid + already).toBe(300);
  expect(done.reduce((sum, { paid }) => sum + paid, 0)).toBe(300);
  await expectEachPaidOnce(app, event.id, memberIds);
});
