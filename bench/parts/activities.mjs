import { Buffer } from 'node:buffer';
import mongoose from 'mongoose';
import { KIND, seedActivities, seedServiceKey, SOURCE } from '../activity-data.mjs';
import { paidId } from './claim-servers.mjs';

const { Types } = mongoose;
const CLIENTS = 64;
const SENDERS = 8;
const ROWS_A_CALL = 1_000;
const RECORDED = 100_000;
/** What a user of the events has done. */
const ACTIVITIES_A_USER = 10;
const BUSY_ACTIVITIES = 100_000;
/** Each is refused for lack of activities, which takes a count of all of them. */
const BUSY_CLAIMS = 4;

/**
 * Claims of an event with an ACTIVITY condition against those of an attendance one, recording against the bare
 * driver's insertMany of the same rows, and claims beside a user with very many activities.
 */
export async function activities(stage) {
  const others = stage.users.slice(1);
  await seedActivities(
    stage.db,
    others.map(({ id }) => id),
    ACTIVITIES_A_USER,
  );
  const claims = await compareClaims(stage, others);
  const recording = await compareRecording(stage);
  const beside = await compareBesideBusy(stage, others);
  await stage.db.collection('activities').deleteMany({});
  return { claims, recording, beside };
}

const byCount = (target) => [{ kind: 'ACTIVITY_COUNT', activityKind: KIND, target }];

async function compareClaims(stage, users) {
  const ours = await stage.server('ours', {});
  const rivals = [
    claimsOf(stage, ours, users, 'attendance condition', await stage.createEvent()),
    claimsOf(stage, ours, users, 'activity condition', await stage.createEvent(null, byCount(3))),
  ];
  await stage.compare(rivals, 1); // warms
  return stage.compare(rivals);
}

function claimsOf(stage, { port, pid }, users, name, eventId, during = (work) => work()) {
  const requests = stage.db.collection('rewardrequests');
  const filter = { eventId: new Types.ObjectId(eventId) };
  const jobs = users.map((user) => stage.claimOf(user, eventId));
  return {
    ...{ name, pid, operations: jobs.length },
    prepare: () => requests.deleteMany(filter),
    run: () => during(() => stage.load(port, CLIENTS, jobs)),
    prove: async (_, { answers }) => {
      const ids = new Set(answers.map(paidId));
      const rows = await requests.countDocuments({ ...filter, status: 1 });
      if (rows !== jobs.length || ids.size !== jobs.length)
        throw new Error(`${rows} rows, ${ids.size} acknowledged, ${jobs.length} claims`);
    },
  };
}

async function compareRecording(stage) {
  const { port, pid } = await stage.server('ours', {});
  const driver = stage.worker('driver', './peers/driver.mjs');
  const key = await seedServiceKey(stage.db);
  const collection = stage.db.collection('activities');
  const calls = Math.ceil(stage.sized(RECORDED, 5_000) / ROWS_A_CALL);
  const count = calls * ROWS_A_CALL;
  const now = new Date();
  let round = 0;
  /** Each round has a kind of its own: counting a user's day would read what deleted rows leave in the index. */
  const nextRound = () => {
    const activityKind = `sent_${++round}`;
    const batches = Array.from({ length: calls }, (_, call) =>
      Array.from({ length: ROWS_A_CALL }, (_, n) => {
        const place = call * ROWS_A_CALL + n;
        return { userId: stage.users[place % stage.users.length].id, externalId: `${activityKind}-${place}` };
      }),
    );
    return { activityKind, batches };
  };
  const prove = async ({ activityKind }) => {
    const rows = await collection.countDocuments({ source: SOURCE, kind: activityKind });
    if (rows !== count) throw new Error(`${rows} rows of ${count}`);
  };
  const rivals = [
    {
      ...{ name: 'ours', pid, operations: count, prove },
      prepare: () => {
        const { activityKind, batches } = nextRound();
        return { activityKind, requests: batches.map((rows) => eventsRequest(rows, activityKind, now, key)) };
      },
      run: ({ requests }) => stage.load(port, SENDERS, requests),
    },
    {
      ...{ name: 'bare driver, insertMany', pid: driver.pid, operations: count, prove },
      prepare: nextRound,
      run: (sent) => driver.run({ kind: 'activities', clients: SENDERS, at: now.getTime(), ...sent }),
    },
  ];
  await stage.compare(rivals, 1); // warms
  return stage.compare(rivals);
}

/** A whole POST /activities as bytes. */
function eventsRequest(rows, activityKind, at, key) {
  const body = JSON.stringify(
    rows.map(({ userId, externalId }) => ({
      ...{ specversion: '1.0', source: SOURCE, type: activityKind, id: externalId, subject: userId },
      ...{ time: at.toISOString(), data: { quantity: 1 } },
    })),
  );
  const head = [
    'POST /activities HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/cloudevents-batch+json',
    `authorization: Bearer ${key}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

async function compareBesideBusy(stage, users) {
  const ours = await stage.server('ours', {});
  const [busy] = stage.users;
  await seedActivities(stage.db, [busy.id], stage.sized(BUSY_ACTIVITIES, 20_000));
  const eventId = await stage.createEvent(null, byCount(3));
  const costly = [];
  for (let n = 0; n < 40; n += 1) costly.push(await stage.createEvent(null, byCount(1_000_000)));
  let next = 0;
  /** The busy user claims again and again, on one event after another, until the work is done. */
  const beside = async (work) => {
    let done = false;
    const claim = async () => {
      while (!done) {
        const place = next++;
        const job = stage.claimOf(busy, costly[place % costly.length], `busy-${place}`);
        await stage.load(ours.port, 1, [job]);
      }
    };
    const claiming = Promise.all(Array.from({ length: BUSY_CLAIMS }, claim));
    try {
      return await work();
    } finally {
      done = true;
      await claiming;
    }
  };
  const rivals = [
    claimsOf(stage, ours, users, 'alone', eventId),
    claimsOf(stage, ours, users, 'beside a busy user', eventId, beside),
  ];
  await stage.compare(rivals, 1); // warms
  return stage.compare(rivals);
}
