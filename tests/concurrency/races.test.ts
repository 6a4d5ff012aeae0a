import { Types } from 'mongoose';
import type { App } from '../../src/app';
import { checkInvariants } from '../../src/invariants/invariants';
import {
  AdjustRewardStockDocument,
  ApproveRewardRequestDocument,
  ChangeUserRoleDocument,
  CheckAttendanceDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  RevokeRewardRequestDocument,
  UpdateEventDocument,
} from '../generated/documents';
import { actorOf, type Actor } from '../support/actors';
import { attend, lastDays } from '../support/attendance';
import { Client, type Answer } from '../support/client';
import { createEvent, type CreatedEvent } from '../support/events';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcesses, type ServerProcess } from '../support/server-process';

/** Four servers of one service, each a process of its own; every race is separate HTTP requests over all. */
const SERVERS = 4;
let servers: ServerProcess[];
/** Not raced against: makes accounts and reads rows. */
let home: TestServer;
let app: App;
let operator: Actor;

beforeAll(async () => {
  const mongodbUri = freshDatabaseUri();
  home = await startTestServer({ mongodbUri, now: 'system' });
  ({ app } = home);
  servers = await startServerProcesses(SERVERS, mongodbUri);
  operator = await actor('OPERATOR');
});

afterAll(async () => {
  const codes = await Promise.all(servers.map((server) => server.end()));
  await home.close();
  expect(codes).toEqual(servers.map(() => 0));
});

afterEach(async () => {
  // No unforeseen error on any server, and the ledger's rules hold after every storm.
  for (const { log } of servers) expect(log.filter((line) => line.includes('"level":50'))).toEqual([]);
  const broken = (await checkInvariants(app.database)).filter(({ ok }) => !ok);
  expect(broken).toEqual([]);
});

let turn = 0;
const nextUrl = () => servers[turn++ % SERVERS]!.url;
const actor = (role: 'USER' | 'OPERATOR' | 'ADMIN') => actorOf(app, home.clock, nextUrl, role);

async function qualified(): Promise<Actor> {
  const user = await actor('USER');
  await attend(app.database, user.id, lastDays(new Date(), 3));
  return user;
}

const many = <T>(count: number, make: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));
const claim = (user: Client, event: CreatedEvent) =>
  user.ask(RequestRewardDocument, { input: { eventId: event.id } });
const rowsOf = (event: CreatedEvent) =>
  app.database.requests
    .find({ eventId: new Types.ObjectId(event.id) })
    .sort({ _id: 1 })
    .toArray();
const stored = async (event: CreatedEvent) =>
  (await app.database.events.findOne({ _id: new Types.ObjectId(event.id) }))!;

type ClaimAnswer = Answer<{
  requestReward?: { request?: { id: string } | null; userErrors: Array<{ code: string }> } | null;
}>;
function tally(answers: readonly ClaimAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { data, errors } of answers) {
    const code = errors[0]?.extensions.code ?? data?.requestReward?.userErrors[0]?.code ?? 'PAID';
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}
const idsIn = (answers: readonly ClaimAnswer[]) =>
  new Set(answers.map(({ data }) => data?.requestReward?.request?.id ?? null));

// Claim invariants: C1, C7.
test('200 claims of one user: one live row, its grants once, 199 answers that name it', async () => {
  const event = await createEvent(operator);
  const user = await qualified();
  const answers = await many(200, () => claim(user, event));
  const rows = await rowsOf(event);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ status: 1, grants: [{ name: 'Points' }, { name: 'Coupon' }] });
  expect(tally(answers)).toEqual({ PAID: 1, ALREADY_REWARDED: 199 });
  expect(idsIn(answers)).toEqual(new Set([rows[0]!._id.toHexString()]));
});

// Claim invariants: C1, C18.
test('stock 1 and 200 claims of one user: one SUCCESS, no FAILED row, 199 answers with the same id', async () => {
  const event = await createEvent(operator, { rewards: [{ type: 'ITEM', name: 'Mug', stock: 1 }] });
  const user = await qualified();
  const answers = await many(200, () => claim(user, event));
  const rows = await rowsOf(event);
  expect(rows.map(({ status }) => status)).toEqual([1]);
  expect(tally(answers)).toEqual({ PAID: 1, ALREADY_REWARDED: 199 });
  expect(idsIn(answers)).toEqual(new Set([rows[0]!._id.toHexString()]));
  expect((await stored(event)).rewards[0]!.remaining).toBe(0);
});

test('three FAILED rows, then 50 retries that race: three FAILED and one SUCCESS', async () => {
  const event = await createEvent(operator);
  const user = await actor('USER');
  const days = lastDays(new Date(), 3);
  await attend(app.database, user.id, days.slice(0, 2));
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await user.refused(RequestRewardDocument, { input: { eventId: event.id } }, 'CONDITIONS_NOT_MET');
  }
  await attend(app.database, user.id, days.slice(2));
  await many(50, () => claim(user, event));
  expect((await rowsOf(event)).map(({ status }) => status).sort()).toEqual([1, 2, 2, 2]);
});

// Claim invariants: C14.
test('rewards with stock 10 and 3, 50 users at once: three winners, the first at 7, the second at 0', async () => {
  const item = (name: string, stock: number) => ({ type: 'ITEM' as const, name, stock });
  const event = await createEvent(operator, { rewards: [item('Mug', 10), item('Ticket', 3)] });
  const users = await many(50, qualified);
  const answers = await Promise.all(users.map((user) => claim(user, event)));
  const rows = await rowsOf(event);
  expect(rows.filter(({ status }) => status === 1)).toHaveLength(3);
  expect(tally(answers).PAID).toBe(3);
  expect((await stored(event)).rewards.map(({ remaining }) => remaining)).toEqual([7, 0]);
});

test('50 check-ins of one user: one row, and one answer that made it', async () => {
  const user = await actor('USER');
  const answers = await many(50, () => user.run(CheckAttendanceDocument));
  const rows = await app.database.attendances.find({ userId: new Types.ObjectId(user.id) }).toArray();
  expect(rows).toHaveLength(1);
  expect(answers.filter(({ checkAttendance }) => checkAttendance!.created)).toHaveLength(1);
  expect(new Set(answers.map(({ checkAttendance }) => checkAttendance!.attendance!.id))).toEqual(
    new Set([rows[0]!._id.toHexString()]),
  );
});

// Claim invariants: C21.
test('approve and reject, 100 rounds: one winner each; the loser is told the state', async () => {
  const event = await createEvent(operator, {
    payout: 'MANUAL',
    rewards: [{ type: 'ITEM', name: 'Jacket', stock: 100 }],
  });
  const users = await many(100, qualified);
  const answers = await Promise.all(users.map((user) => claim(user, event)));
  const ids = answers.map(({ data }) => data!.requestReward!.request!.id);
  expect((await stored(event)).rewards[0]!.remaining).toBe(0);

  const decide = async (id: string) => {
    const [approved, rejected] = await Promise.all([
      operator.ask(ApproveRewardRequestDocument, { input: { id } }),
      operator.ask(RejectRewardRequestDocument, { input: { id, reason: 'no' } }),
    ]);
    return [approved.data!.approveRewardRequest!, rejected.data!.rejectRewardRequest!] as const;
  };
  // Each is a race of two. All at once they would queue for the one audit chain, some beyond their deadline.
  for (let begun = 0; begun < ids.length; begun += 10) {
    for (const round of await Promise.all(ids.slice(begun, begun + 10).map(decide))) {
      const [loser, ...others] = round.filter(({ userErrors }) => userErrors.length > 0);
      expect(others).toEqual([]);
      expect(loser!.userErrors[0]!.code).toBe('ALREADY_DECIDED');
      const [approved] = round;
      expect(loser!.request!.status).toBe(approved.userErrors.length === 0 ? 'SUCCESS' : 'FAILED');
    }
  }
  const rows = await rowsOf(event);
  const paid = rows.filter(({ status }) => status === 1);
  expect(rows.filter(({ status }) => status === 0)).toEqual([]);
  expect(await stored(event)).toMatchObject({
    holds: [],
    rewards: [{ stock: 100, remaining: 100 - paid.length }],
  });
  const entries = await app.database.auditEntries.countDocuments({
    targetId: { $in: rows.map(({ _id }) => _id) },
  });
  expect(entries).toBe(100);
});

// Claim invariants: C27.
test('50 revocations of one payment: one, its units back once, 49 answers with the request', async () => {
  const event = await createEvent(operator, {
    rewards: [{ type: 'ITEM', name: 'Mug', quantity: 2, stock: 9 }],
  });
  const { data } = await claim(await qualified(), event);
  const { id } = data!.requestReward!.request!;
  const revoke = (idempotencyKey: string) => {
    const input = { id, reason: 'by mistake', returnStock: true, idempotencyKey };
    return operator.ask(RevokeRewardRequestDocument, { input });
  };
  // Ten of each key: a repeat of the one that wins is answered as it.
  const answers = await many(50, (n) => revoke(`${id}/${n % 5}`));
  const payloads = answers.map((answer) => answer.data!.revokeRewardRequest!);
  const codes = payloads.map(({ userErrors }) => userErrors[0]?.code ?? 'REVOKED');
  expect(codes.filter((code) => code === 'REVOKED')).toHaveLength(10);
  expect(codes.filter((code) => code === 'ALREADY_REVOKED')).toHaveLength(40);
  expect(new Set(payloads.map(({ request }) => `${request!.id} ${request!.revokedAt}`)).size).toBe(1);
  expect(await rowsOf(event)).toMatchObject([{ status: 1, revokedById: new Types.ObjectId(operator.id) }]);
  expect((await stored(event)).rewards[0]).toMatchObject({ stock: 9, remaining: 9 });
  const { auditEntries } = app.database;
  expect(await auditEntries.countDocuments({ targetId: new Types.ObjectId(id) })).toBe(1);
  expect(
    await auditEntries.countDocuments({ action: 'returnStock', targetId: new Types.ObjectId(event.id) }),
  ).toBe(1);
});

// Claim invariants: C28.
test('revocations of one event, claims and stock deltas at once: every unit is there once', async () => {
  const event = await createEvent(operator, {
    rewards: [{ type: 'ITEM', name: 'Mug', quantity: 1, stock: 40 }],
  });
  const users = await many(30, () => qualified());
  const paid = await many(20, async (n) => (await claim(users[n]!, event)).data!.requestReward!.request!.id);
  const rewardId = event.rewards[0]!.id;
  await Promise.all([
    ...paid.map((id) =>
      operator.run(RevokeRewardRequestDocument, {
        input: { id, reason: 'by mistake', returnStock: true, idempotencyKey: id },
      }),
    ),
    ...users.slice(20).map((user) => claim(user, event)),
    ...Array.from({ length: 10 }, (_, n) =>
      operator.run(AdjustRewardStockDocument, {
        input: { id: rewardId, delta: 1, reason: 'more', idempotencyKey: `${rewardId}/${n}` },
      }),
    ),
  ]);
  expect((await stored(event)).rewards[0]).toMatchObject({ stock: 50, remaining: 40 });
});

test('two updates with the same expectedVersion: one wins, on whichever servers', async () => {
  for (let round = 0; round < 10; round += 1) {
    const event = await createEvent(operator);
    const answers = await many(8, (n) =>
      operator.ask(UpdateEventDocument, { input: { id: event.id, expectedVersion: 1, title: `Title ${n}` } }),
    );
    const codes = answers.map(({ data }) => data!.updateEvent!.userErrors[0]?.code ?? 'WON').sort();
    expect(codes).toEqual([...Array.from({ length: 7 }, () => 'STALE_VERSION'), 'WON']);
    expect((await stored(event)).version).toBe(2);
  }
});

test('20 registrations of Alice and alice: one account', async () => {
  const name = `Alice-${new Types.ObjectId().toHexString().slice(-8)}`;
  const answers = await many(20, (n) =>
    new Client(nextUrl).send<{ register: { userErrors: Array<{ code: string }> } }>(
      'mutation ($input: RegisterInput!) { register(input: $input) { user { id } userErrors { code } } }',
      { input: { username: n % 2 === 0 ? name : name.toLowerCase(), password: 'a password of the tests' } },
    ),
  );
  const codes = answers.map(({ data }) => data!.register.userErrors[0]?.code ?? 'REGISTERED').sort();
  expect(codes).toEqual(['REGISTERED', ...Array.from({ length: 19 }, () => 'USERNAME_TAKEN')]);
  expect(await app.database.users.countDocuments({ usernameKey: name.toLowerCase() })).toBe(1);
});

// Claim invariants: C7, C9.
test('one key on four servers at once: one row, and every answer is that row without a refusal', async () => {
  const event = await createEvent(operator);
  const user = await qualified();
  const answers = await many(40, () =>
    user.ask(RequestRewardDocument, { input: { eventId: event.id, idempotencyKey: 'the same' } }),
  );
  expect(tally(answers)).toEqual({ PAID: 40 });
  expect(await rowsOf(event)).toHaveLength(1);
  expect(idsIn(answers).size).toBe(1);
});

test('40 changes of roles at once: all are done, each with its entry, and nobody is turned away', async () => {
  const admin = await actor('ADMIN');
  const users = await many(40, () => actor('USER'));
  const answers = await Promise.all(
    users.map(({ id }) => admin.ask(ChangeUserRoleDocument, { input: { userId: id, role: 'AUDITOR' } })),
  );
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const ids = users.map(({ id }) => new Types.ObjectId(id));
  const changed = { _id: { $in: ids }, role: 'AUDITOR' as const };
  expect(await app.database.users.countDocuments(changed)).toBe(40);
  const entries = { targetId: { $in: ids }, action: 'changeUserRole' };
  expect(await app.database.auditEntries.countDocuments(entries)).toBe(40);
});
