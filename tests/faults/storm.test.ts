import { randomUUID } from 'node:crypto';
import { Types, type mongo } from 'mongoose';
import { usernameKey } from '../../src/domain/username';
import { RequestRewardDocument } from '../generated/documents';
import { startOfServiceDay } from '../../src/domain/service-calendar';
import { lastDays, SEOUL } from '../support/attendance';
import { Client } from '../support/client';
import { createEvent } from '../support/events';
import { failCommands, failNothing, timesFailed } from '../support/fail-points';
import { useMongodWithFailPoints, type TestMongod } from '../support/mongod';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { codeOf, expectSettled } from './support/acts';
import { report } from './support/report';

const USERS = 3_000;
const CLAIMS = 5_000;
const CLIENTS = 64;

type Fault = Parameters<typeof failCommands>[2];
const writeConcern = (code: number): Fault => ({
  writeConcernError: { code, errmsg: 'not known to be safe' },
});

/** What befalls the one read and the one insert that claims share: command, fault, how often in a row. */
const FAULTS: ReadonlyArray<readonly ['insert' | 'aggregate', Fault, 1 | 2]> = [
  ['insert', { closeConnection: true }, 1],
  ['insert', { closeConnection: true }, 2],
  ['insert', { errorCode: 10_107 }, 1],
  ['insert', { errorCode: 10_107 }, 2],
  ['insert', { errorCode: 189 }, 2],
  ['insert', { errorCode: 11_602 }, 2],
  ['insert', { errorCode: 11_600 }, 1],
  ['insert', { errorCode: 91 }, 2],
  ['insert', { errorCode: 11_601 }, 1],
  ['insert', { errorCode: 262 }, 1],
  ['insert', writeConcern(64), 1],
  ['insert', writeConcern(64), 2],
  ['insert', writeConcern(11_602), 2],
  ['insert', { blockConnection: true, blockTimeMS: 500 }, 2],
  ['aggregate', { closeConnection: true }, 1],
  ['aggregate', { closeConnection: true }, 2],
  ['aggregate', { errorCode: 10_107 }, 2],
  ['aggregate', { errorCode: 11_602 }, 2],
  ['aggregate', { blockConnection: true, blockTimeMS: 500 }, 2],
];

interface Claim {
  readonly userId: string;
  readonly client: Client;
  readonly idempotencyKey: string;
}
interface Told {
  readonly claim: Claim;
  readonly requestId: string;
  readonly refusal: string | null;
}

let mongod: TestMongod;
let server: TestServer;
let admin: mongo.MongoClient;

beforeAll(async () => {
  mongod = await useMongodWithFailPoints();
  server = await startTestServer({ mongodbUri: freshDatabaseUri() });
  admin = server.database.claims;
});
afterAll(async () => {
  await failNothing(admin);
  await server.close();
  await mongod.stop();
});

test(`${CLAIMS} claims of ${USERS} users through ${FAULTS.length} fail points: a row for each user, and no answer that the rows contradict`, async () => {
  const event = await createEvent(await server.actor('OPERATOR'));
  const users = await qualifiedUsers();
  // Everybody claims once; who claims again does so while the first may still be under way.
  const claims = Array.from({ length: CLAIMS }, (_, n): Claim => {
    const user = n < USERS ? users[n]! : users[(n * 7_919) % USERS]!;
    return { ...user, idempotencyKey: randomUUID() };
  }).sort((a, b) => (a.idempotencyKey < b.idempotencyKey ? -1 : 1));

  const told: Told[] = [];
  const counts = { faults: 0, claims: 0, 'told to repeat': 0 };
  const share = Math.ceil(CLAIMS / FAULTS.length);
  for (const [command, fault, times] of FAULTS) {
    // Transactions and chores of the server use neither on this collection.
    const namespace = `${server.database.claimsDb.databaseName}.rewardrequests`;
    await failCommands(admin, [command], { ...fault, namespace }, { times });
    const before = await timesFailed(admin);
    const wave = claims.splice(0, share);
    const lanes = Array.from({ length: CLIENTS }, async () => {
      for (let claim = wave.shift(); claim !== undefined; claim = wave.shift()) {
        told.push(await claimUntilDecided(claim, event.id, () => (counts['told to repeat'] += 1)));
      }
    });
    await Promise.all(lanes);
    expect([command, fault, await timesFailed(admin)]).not.toEqual([command, fault, before]);
    counts.faults += 1;
  }
  counts.claims = told.length;
  expect(counts).toMatchObject({ faults: FAULTS.length, claims: CLAIMS });

  await expectSettled(server);
  const rows = await server.database.requests.find({ eventId: new Types.ObjectId(event.id) }).toArray();
  expect(rows.map(({ status }) => status)).toEqual(Array(USERS).fill(1));
  const rowOf = new Map(rows.map((row) => [row.userId.toHexString(), row]));
  expect(rowOf.size).toBe(USERS);
  const contradicted = told.filter(({ claim, requestId, refusal }) => {
    const row = rowOf.get(claim.userId)!;
    const isOwn = row.idempotencyKey === claim.idempotencyKey;
    return row._id.toHexString() !== requestId || refusal !== (isOwn ? null : 'ALREADY_REWARDED');
  });
  expect(contradicted).toEqual([]);
  report('A storm of claims', [{ ...counts, users: USERS, rows: rows.length, contradictions: 0 }]);
}, 300_000);

/** Asks with the same key until the answer is not to ask again. */
async function claimUntilDecided(claim: Claim, eventId: string, onRepeat: () => void): Promise<Told> {
  for (;;) {
    const input = { eventId, idempotencyKey: claim.idempotencyKey };
    const answer = await claim.client.ask(RequestRewardDocument, { input });
    const refusal = codeOf(answer);
    if (refusal !== 'SERVICE_UNAVAILABLE') {
      return { claim, requestId: answer.data?.requestReward?.request?.id ?? 'none', refusal };
    }
    onRepeat();
  }
}

/** Accounts of three days in a row, each with one login; a hash for each would take a minute. */
async function qualifiedUsers(): Promise<Array<Pick<Claim, 'userId' | 'client'>>> {
  const now = server.clock.now();
  const { tokens } = server.services;
  const made = Array.from({ length: USERS }, (_, n) => {
    const login = { id: new Types.ObjectId(), current: tokens.issue('USER', now) };
    const username = `storm-${n}`;
    const row = {
      ...{ _id: new Types.ObjectId(), username, usernameKey: usernameKey(username), passwordHash: 'none' },
      ...{ role: 'USER' as const, createdAt: now, disabledAt: null, logins: [login], adminN: 0 },
    };
    const { accessToken } = tokens.sign(row._id.toHexString(), login.id.toHexString(), login.current);
    return { row, userId: row._id.toHexString(), client: new Client(() => server.url, accessToken) };
  });
  await server.database.users.insertMany(made.map(({ row }) => row));
  await server.database.attendances.insertMany(
    made.flatMap(({ row }) =>
      lastDays(now, 3).map((day) => ({
        ...{ _id: new Types.ObjectId(), userId: row._id, day },
        checkedAt: startOfServiceDay(SEOUL, day),
      })),
    ),
  );
  return made.map(({ userId, client }) => ({ userId, client }));
}
