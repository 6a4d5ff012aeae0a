import { Types, type mongo } from 'mongoose';
import { connectDirectly } from '../../../src/embedded-database/mongod-process';
import { OWES_CODES } from '../../../src/domain/reward-feed';
import { openDatabase } from '../../../src/features';
import { checkInvariants } from '../../../src/invariants/invariants';
import {
  ChangeUserRoleDocument,
  CreateEventDocument,
  MeDocument,
  RefreshTokensDocument,
  RequestRewardDocument,
  RequestRewardForDocument,
} from '../../generated/documents';
import { attend } from '../../support/attendance';
import { Client } from '../../support/client';
import { codesFrom, createPoolEvent, importCodes, readCodes } from '../../support/codes';
import { createEvent } from '../../support/events';
import { failCommands, failNothing } from '../../support/fail-points';
import { FAIL_POINTS, startMongod } from '../../support/mongod';
import { stateOf } from '../../support/processes';
import { startReplicaSet } from '../../support/replica-set';
import { insertUsers, sealedAudience } from '../../support/audiences';
import { payoutSettled, startPayout } from '../../support/payouts';
import { freshDatabaseUri, startTestServer, type TestServer } from '../../support/server';
import { backendOf } from '../../support/service-keys';
import { until } from '../../support/until';
import { newWinners } from '../../support/winners';
import { check, settled } from './checker';
import { Cluster } from './cluster';
import { History, repeatInfos } from './history';
import { claimCall, decisionCall, deltaCall } from './load';
import { FeedReader, feedBackend } from './feed-reader';
import { createWorld, freshEvents, type World } from './world';
import { SealTrial } from './seal-trial';
import { StepTrial } from './steps';
import { WebhookTrial } from './webhook-trial';

/** One small trial of a build, by its main module: it fails, or the build keeps the promise. */
export type Probe = (main: string) => Promise<void>;

/** Two servers, few users, and all that races: what the checker must find, it finds here. */
export const storm: Probe = (main) =>
  withWorld(main, {}, async (world) => {
    const history = new History();
    const { users, operator, events } = world;
    const claims = users.flatMap((user) =>
      Object.values(events).flatMap(({ id }) => [0, 1, 2, 3].map((key) => claimCall(user, id, key))),
    );
    const deltas = Array.from({ length: 20 }, (_, n) =>
      deltaCall(operator, events.limited.id, events.limited.rewards[0]!.id, 1, `delta ${n}`),
    );
    const answers = await Promise.all([...claims, ...deltas].map((call) => history.record(call)));
    const pending = new Set(
      answers
        .filter(({ payload }) => payload?.request?.status === 'PENDING')
        .map((a) => a.payload!.request!.id),
    );
    for (const id of pending) {
      const verdicts = ['approve', 'reject', 'approve', 'reject'] as const;
      await Promise.all(verdicts.map((verdict) => history.record(decisionCall(operator, id, verdict))));
    }
    await repeatInfos(history);
    await settled(world.database, 10_000);
    await check(world, history);
  });

/** A server killed between a decision and what must follow it. */
export const killedDecision: Probe = (main) => tried(main, (trial) => trial.kill('decision.written'));

/** A server that dies when it has taken units, before it has said for whom. */
export const killedTake: Probe = (main) => tried(main, (trial) => trial.kill('stock.taken'));

/** A server killed between a revocation and what must follow it. */
export const killedRevocation: Probe = (main) => tried(main, (trial) => trial.kill('revocation.written'));

/** A server killed when units are back and their request still owes them. */
export const killedReturn: Probe = (main) => tried(main, (trial) => trial.kill('stockReturn.written'));

/** The same, but no client repeats the revocation, which would complete the return. */
export const abandonedReturn: Probe = (main) =>
  tried(main, (trial) => trial.kill('stockReturn.written', { loadGoesOn: false }));

/** A relay that dies before its entries are written. */
export const killedRelay: Probe = (main) => tried(main, (trial) => trial.kill('feed.tailRead'));

/** A sender of webhooks that dies between its deliveries and its cursor. */
export const killedSender: Probe = async (main) => {
  const trial = new WebhookTrial(10, main);
  try {
    await trial.prepare();
    await trial.kill('webhook.stored');
  } finally {
    await trial.close();
  }
};

/** Inserts of a payout that fail are repeated until each member has an answer. */
export const payoutWithErrors: Probe = async (main) => {
  const mongod = await startMongod({ args: FAIL_POINTS });
  const home = await startTestServer({ mongodbUri: mongod.uri, now: 'system' });
  await home.services.payoutRunner.stop();
  const cluster = new Cluster(home.mongodbUri, main);
  try {
    await cluster.start();
    const operator = await home.actor('OPERATOR');
    const event = await createEvent(operator, { conditions: [{ kind: 'ACCOUNT_AGE', target: 1 }] });
    const members = await insertUsers(home.app, 300, new Date(Date.now() - 7 * 86_400_000));
    const audienceId = await sealedAudience(operator, home.app, members);
    // A fault that is no outage, so that the claims of one batch fail.
    const namespace = `${home.database.claimsDb.databaseName}.rewardrequests`;
    await failCommands(home.database.claims, ['insert'], { errorCode: 8_000, namespace }, { times: 40 });
    const payout = await startPayout(operator, event.id, audienceId);
    const done = await payoutSettled(operator, payout.id);
    await failNothing(home.database.claims);
    expect(done).toMatchObject({ state: 'DONE', paid: members.length, refused: 0 });
  } finally {
    await cluster.kill();
    await home.close();
    await mongod.stop();
  }
};

/** As many winners as codes claim on three servers, one of which dies between a code and the request that has it. */
export const lastCodes: Probe = (main) =>
  withCodes(main, async ({ home, cluster, winners, win }) => {
    // The build that is tried makes its own.
    await home.database.rewardCodes.dropIndex('requestId_1_rewardId_1');
    await Promise.all([cluster.start(), cluster.start()]);
    const armed = await cluster.start({ point: 'codes.bound', signal: 'SIGKILL' });
    const died = cluster.died(armed);
    const claims = winners.map((userId, turn) =>
      win(userId, () => cluster.urls()[turn++ % cluster.urls().length]!),
    );
    await Promise.all([died, ...claims]);
  });

/** A server stands still between the choice of a code and its binding, while others win all codes but one. */
export const sleepingBinder: Probe = (main) =>
  withCodes(main, async ({ home, cluster, winners, win }) => {
    const [first, ...others] = winners;
    const { requests } = home.database;
    const armed = await cluster.start({ point: 'codes.read', signal: 'SIGSTOP' });
    const firstWins = win(first!, () => armed.url);
    await cluster.stopped(armed);
    // No sweep gives the first winner a code meanwhile.
    const row = (await requests.findOne({ userId: new Types.ObjectId(first) }))!;
    const decidedLater = new Date(Date.now() + 3_600_000);
    await requests.updateOne({ _id: row._id }, { $set: { decidedAt: decidedLater } });
    await Promise.all(others.map((userId) => win(userId, () => home.url)));
    await until(async () => (await requests.countDocuments({ due: OWES_CODES })) === 1);
    cluster.goesOn(armed);
    await firstWins;
    await requests.updateOne({ _id: row._id }, { $set: { decidedAt: row.decidedAt } });
  });

interface CodesWorld {
  readonly home: TestServer;
  readonly cluster: Cluster;
  readonly winners: readonly string[];
  /** Claims until there is an answer. */
  readonly win: (userId: string, url: () => string) => Promise<void>;
}

/** A pool with a code for each of 90 winners, who all have one after the work. */
async function withCodes(main: string, work: (world: CodesWorld) => Promise<void>): Promise<void> {
  const home = await startTestServer({ mongodbUri: freshDatabaseUri(), now: 'system' });
  const cluster = new Cluster(home.mongodbUri, main);
  try {
    const operator = await home.actor('OPERATOR');
    const { id, poolId } = await createPoolEvent(operator);
    await importCodes(home, poolId, codesFrom('last', 90));
    const winners = await newWinners(home.app, 90);
    const shop = await backendOf(home, ['CLAIMS_WRITE']);
    const win = async (userId: string, url: () => string) => {
      const client = new Client(url, shop.key);
      const input = { user: { id: userId }, eventId: id, idempotencyKey: 'win' };
      await until(async () => {
        const answer = await client.ask(RequestRewardForDocument, { input }).catch(() => null);
        return answer?.data?.requestRewardFor?.request;
      });
    };
    await work({ home, cluster, winners, win });
    const { requests } = home.database;
    const settledBy = Date.now() + 20_000;
    await until(
      async () => (await requests.countDocuments({ due: OWES_CODES })) === 0 || Date.now() > settledBy,
    );
    const { byRequest, free } = await readCodes(home.app, poolId);
    expect({ winners: byRequest.size, free: free.length }).toEqual({ winners: 90, free: 0 });
    expect((await checkInvariants(home.database)).filter(({ ok }) => !ok)).toEqual([]);
  } finally {
    await cluster.kill();
    await home.close();
  }
}

/** A consumer that polls without a pause beside claims sees every entry. */
export const polledFeed: Probe = (main) =>
  withWorld(main, {}, async (world, cluster) => {
    const reader = new FeedReader(await feedBackend(world, cluster.urls), [
      'REWARD_GRANTED',
      'REQUEST_PENDING',
    ]);
    reader.start(0);
    const history = new History();
    for (let round = 0; round < 4; round++) {
      await freshEvents(world);
      for (const user of world.users) {
        const claims = Object.values(world.events).map(({ id }) => history.record(claimCall(user, id)));
        await Promise.all(claims);
      }
    }
    await settled(world.database, 10_000);
    const entries = await world.database.rewardFeed.find({}, { sort: { _id: 1 } }).toArray();
    await reader.stopAt(entries.length);
    expect(reader.seen.map(({ sequence }) => sequence)).toEqual(entries.map(({ _id }) => _id));
  });

/** Two servers seal at once; one of them stands still between the reading of the feed and its seal. */
export const sealedAtOnce: Probe = async (main) => {
  const trial = await SealTrial.open(freshDatabaseUri(), main);
  try {
    await trial.grow();
    const [stopped] = await trial.start([{ point: 'seal.hashed', signal: 'SIGSTOP' }, undefined]);
    await trial.untilSealed();
    trial.cluster.goesOn(stopped!);
    await trial.grow();
    await trial.untilSealed();
    expect((await trial.check()).faults).toEqual([]);
  } finally {
    await trial.close();
  }
};

/** A relay reads the tail while the primary has an entry that no other member gets, and writes to the next primary. */
export const lostTail: Probe = async (main) => {
  const set = await startReplicaSet({ args: FAIL_POINTS });
  const uri = set.uri.replace('/?', '/tail?');
  const cluster = new Cluster(uri, main);
  try {
    const relay = await cluster.start({ point: 'feed.tailRead', signal: 'SIGSTOP' });
    const database = await openDatabase(uri);
    try {
      relay.child.kill('SIGSTOP');
      await until(() => stateOf(relay.child.pid!) === 'T');
      const at = new Date();
      const _id = new Types.ObjectId();
      await database.requests.insertOne({
        ...{ _id, userId: new Types.ObjectId(), eventId: new Types.ObjectId(), status: 1, attempt: 1 },
        ...{ requestedAt: at, decidedAt: at, decidedById: null, failureCode: null, note: null },
        ...{ eventVersion: 1, evidence: [], grants: [], due: ['feed:REWARD_GRANTED'] },
      });
      const primary = await set.primaryPort();
      const others = set.ports.filter((port) => port !== primary);
      // The next primary does not take over what only this one has.
      await onMember(primary, async (admin) => {
        const { config } = (await admin.command({ replSetGetConfig: 1 })) as { config: mongo.Document };
        const settings = { ...(config.settings as object), catchUpTimeoutMillis: 0 };
        await admin.command({
          replSetReconfig: { ...config, version: Number(config.version) + 1, settings },
        });
      });
      await Promise.all(others.map((port) => replicate(port, false)));
      await database.rewardFeed.insertOne(
        { _id: 1, rowId: new Types.ObjectId(), type: 'REWARD_GRANTED', at, leaf: 'lost' },
        { writeConcern: { w: 1 } },
      );
      relay.child.kill('SIGCONT');
      await cluster.stopped(relay);
      await replicate(primary, false);
      await onMember(primary, (admin) =>
        admin.command({ replSetStepDown: 120, secondaryCatchUpPeriodSecs: 1, force: true }),
      );
      await set.elected(primary);
      await Promise.all(others.map((port) => replicate(port, true)));
      cluster.goesOn(relay);
      await until(async () => (await database.requests.findOne({ _id }))?.due?.length === 0);
      const entries = await database.rewardFeed.find({}, { sort: { _id: 1 } }).toArray();
      expect(entries.map((entry) => [entry._id, String(entry.rowId)])).toEqual([[1, String(_id)]]);
    } finally {
      await database.close();
    }
  } finally {
    await cluster.kill();
    await set.stop();
  }
};

/** Lets a member follow the primary, or take nothing from it while it stays in the set. */
async function replicate(port: number, follows: boolean): Promise<void> {
  const mode = follows ? 'off' : 'alwaysOn';
  await onMember(port, (admin) => admin.command({ configureFailPoint: 'stopReplProducer', mode }));
}

async function onMember(port: number, work: (admin: mongo.Db) => Promise<unknown>): Promise<void> {
  const client = connectDirectly(port);
  try {
    await work(client.db('admin'));
  } finally {
    await client.close();
  }
}

async function tried(main: string, trying: (trial: StepTrial) => Promise<unknown>): Promise<void> {
  const trial = new StepTrial();
  await trial.prepare('sabotage', main);
  try {
    await trying(trial);
  } finally {
    await trial.close();
  }
}

/** An acknowledgement while only one of three nodes hears is none. */
export const lonelyPrimary: Probe = async (main) => {
  const set = await startReplicaSet();
  try {
    await withWorldOn(`${set.uri.replace('/?', '/lonely?')}`, main, {}, async (world) => {
      const primary = await set.primaryPort();
      for (const port of set.ports) if (port !== primary) set.freeze(port);
      const history = new History();
      for (const user of world.users) user.timeoutMs = 2_000;
      await Promise.all(
        world.users.map((user) => history.record(claimCall(user, world.events.unlimited.id))),
      );
      const answered = history.operations.filter(({ outcome }) => outcome === 'ok').length;
      for (const port of set.ports) if (port !== primary) set.thaw(port);
      expect(answered).toBe(0);
    });
  } finally {
    await set.stop();
  }
};

/** The connection is lost under a batch of inserts: nothing was said, and nothing was written. */
export const cutBatch: Probe = async (main) => {
  const mongod = await startMongod({ args: FAIL_POINTS });
  try {
    await withWorldOn(mongod.uri.replace('/?', '/cut?'), main, {}, async (world) => {
      const client = world.database.connection.getClient() as never;
      const history = new History();
      const { unlimited } = world.events;
      await history.record(claimCall(world.users[0]!, unlimited.id));
      const namespace = `${world.database.connection.db!.databaseName}.rewardrequests`;
      await failCommands(client, ['insert'], { closeConnection: true, namespace }, { times: 6 });
      await Promise.all(world.users.map((user) => history.record(claimCall(user, unlimited.id))));
      await failNothing(client);
      await repeatInfos(history);
      await settled(world.database, 10_000);
      await check(world, history);
    });
  } finally {
    await mongod.stop();
  }
};

/** A token that was signed for an operator is no operator's after the demotion. */
export const demotion: Probe = (main) =>
  withWorld(main, {}, async ({ admin, operator }) => {
    await admin.run(ChangeUserRoleDocument, { input: { userId: operator.id, role: 'USER' } });
    await operator.refused(
      CreateEventDocument,
      { input: { title: 'Mine', startAt: new Date().toISOString() } },
      'FORBIDDEN',
    );
  });

/** One token refreshed often at once has one successor. */
export const refreshedAtOnce: Probe = (main) =>
  withWorld(main, {}, async ({ users }) => {
    const [user] = users;
    const { refreshToken } = user!.tokens;
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => user!.run(RefreshTokensDocument, { input: { refreshToken } })),
    );
    expect(new Set(answers.map((answer) => answer.refreshTokens!.tokens.refreshToken)).size).toBe(1);
  });

/** Three days in a row are three, also where one of them has 23 or 25 hours. */
export const longDay: Probe = (main) =>
  withWorld(main, { SERVICE_TIME_ZONE: 'America/New_York', TZ: 'America/New_York' }, async (world) => {
    const [user] = world.users;
    const year = new Date().getUTCFullYear() - 1;
    const sunday = (month: number, nth: number) => {
      const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
      return new Date(Date.UTC(year, month, 1 + ((7 - first) % 7) + 7 * (nth - 1)));
    };
    // The second Sunday of March and the first of November.
    for (const changed of [sunday(2, 2), sunday(10, 1)]) {
      const days = [-1, 0, 1].map((offset) =>
        new Date(changed.getTime() + offset * 86_400_000).toISOString().slice(0, 10),
      );
      const event = await createEvent(world.operator, {
        startAt: `${days[0]}T12:00:00Z`,
        endAt: new Date(Date.now() + 86_400_000).toISOString(),
      });
      await world.database.attendances.deleteMany({ userId: new Types.ObjectId(user!.id) });
      await attend(world.database, user!.id, days);
      await user!.run(RequestRewardDocument, { input: { eventId: event.id } });
    }
  });

/** A refresh token proves nobody to an operation. */
export const wrongToken: Probe = (main) =>
  withWorld(main, {}, async ({ users }, cluster) => {
    const client = new Client(() => cluster.urls()[0]!, users[0]!.tokens.refreshToken);
    const { data } = await client.ask(MeDocument);
    expect(data?.me ?? null).toBeNull();
  });

type Work = (world: World, cluster: Cluster) => Promise<void>;

async function withWorld(main: string, env: Record<string, string>, work: Work): Promise<void> {
  await withWorldOn(freshDatabaseUri(), main, env, work);
}

async function withWorldOn(
  uri: string,
  main: string,
  env: Record<string, string>,
  work: Work,
): Promise<void> {
  const cluster = new Cluster(uri, main, env);
  try {
    await Promise.all([cluster.start(), cluster.start()]);
    const world = await createWorld(uri, cluster.urls, { users: 12, staff: 1 });
    try {
      await work(world, cluster);
    } finally {
      await world.close();
    }
  } finally {
    await cluster.kill();
  }
}
