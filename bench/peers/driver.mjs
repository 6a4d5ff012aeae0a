/**
 * The bare driver, without any server: what the operations ask of the database, asked directly. It checks
 * nothing that needs no call, so that it is a limit and not a rival.
 */
import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import { activityRow } from '../activity-data.mjs';
import { runClients } from '../measure.mjs';

const { mongo, Types } = mongoose;
const client = new mongo.MongoClient(process.argv[2], {
  ...{ w: 'majority', journal: true, readConcernLevel: 'majority', readPreference: 'primary' },
});
await client.connect();
const db = client.db();
const users = db.collection('users');
const events = db.collection('events');
const attendances = db.collection('userattendances');
const requests = db.collection('rewardrequests');

const BATCH = 64;
/** More than anybody has in a window, so that they come in one call. */
const ALL_DAYS = 2_000;
const LIVE = { status: { $in: [0, 1] } };
const VIEWER = { role: 1, disabledAt: 1, 'logins.id': 1 };
const idsOf = (texts) => texts.map((text) => new Types.ObjectId(text));

function paid(userId, event, days) {
  const now = new Date();
  const grants = event.rewards.map(({ id, type, name, quantity, externalId }) => ({
    ...{ id: new Types.ObjectId(), rewardId: id, type, name, quantity, externalId },
    ...{ grantedAt: now, revokedAt: null },
  }));
  const evidence = event.conditions.map(({ id, kind, target }) => ({
    ...{ conditionId: id.toHexString(), kind, description: 'Be there on consecutive days.', target },
    ...{ current: days.length, met: true, days: days.slice(0, target) },
  }));
  return {
    ...{ _id: new Types.ObjectId(), userId, eventId: event._id, status: 1, attempt: 1, requestedAt: now },
    ...{ decidedAt: now, decidedById: null, failureCode: null, note: null, eventVersion: event.version },
    ...{ evidence, grants, idempotencyKey: randomUUID() },
  };
}

const inWindow = (event) => ({ $gte: event.firstDay, $lte: event.lastDay ?? '9999-12-31' });

/**
 * One claim by itself in four calls: account, event, check-ins, insert. A guard index would refuse a second
 * payment, so no call looks for the first.
 */
async function claimOne(requests, userId, eventId) {
  const [user, event] = await Promise.all([
    users.findOne({ _id: userId }, { projection: VIEWER }),
    events.findOne({ _id: eventId }, { projection: { holds: 0, outbox: 0, description: 0 } }),
  ]);
  const rows = await attendances
    .find({ userId, day: inWindow(event) }, { projection: { _id: 0, day: 1 }, batchSize: ALL_DAYS })
    .toArray();
  if (user.disabledAt !== null) throw new Error('not eligible');
  const row = paid(
    userId,
    event,
    rows.map(({ day }) => day),
  );
  await requests.insertOne(row);
  return row._id;
}

/** Many on one event at once: four reads and one insert for all of them. */
async function claimMany(userIds, eventId) {
  const of = { $in: userIds };
  const [found, event, live] = await Promise.all([
    users.find({ _id: of }, { projection: VIEWER }).toArray(),
    events.findOne({ _id: eventId }, { projection: { holds: 0, outbox: 0, description: 0 } }),
    requests.find({ userId: of, eventId, ...LIVE }).toArray(),
  ]);
  const rows = await attendances
    .find({ userId: of, day: inWindow(event) }, { projection: { _id: 0, userId: 1, day: 1 } })
    .toArray();
  if (live.length > 0 || found.length !== userIds.length) throw new Error('not eligible');
  const days = new Map(userIds.map((id) => [id.toHexString(), []]));
  for (const { userId, day } of rows) days.get(userId.toHexString()).push(day);
  const made = userIds.map((userId) => paid(userId, event, days.get(userId.toHexString())));
  await requests.insertMany(made, { ordered: false });
  return made.map(({ _id }) => _id);
}

async function checkInOne(userId, day) {
  const [user, days] = await Promise.all([
    users.findOne({ _id: userId }, { projection: VIEWER }),
    attendances.find({ userId }, { projection: { _id: 0, day: 1 } }).toArray(),
  ]);
  if (user.disabledAt !== null || days.some((row) => row.day === day)) throw new Error('not eligible');
  const row = { _id: new Types.ObjectId(), userId, day, checkedAt: new Date() };
  await attendances.insertOne(row);
  return row._id;
}

/** A page of requests with their users and events. */
async function readPage({ first, projected }) {
  const fields = (names) => (projected ? { projection: Object.fromEntries(names.map((n) => [n, 1])) } : {});
  const rows = await requests
    .find({ status: { $in: [0, 1, 2] } }, fields(['status', 'requestedAt', 'userId', 'eventId', 'grants']))
    .sort({ requestedAt: -1, _id: -1 })
    .limit(first + 1)
    .toArray();
  const distinct = (key) => [...new Map(rows.map((row) => [row[key].toHexString(), row[key]])).values()];
  const [ofUsers, ofEvents] = await Promise.all([
    users.find({ _id: { $in: distinct('userId') } }, fields(['username'])).toArray(),
    events.find({ _id: { $in: distinct('eventId') } }, fields(['title'])).toArray(),
  ]);
  if (rows.length < first || ofUsers.length === 0 || ofEvents.length === 0) throw new Error('no page');
}

const WORK = {
  async activities({ clients, batches, activityKind, at }) {
    const occurredAt = new Date(at);
    const latencies = await runClients(clients, batches, async (rows) => {
      const stored = rows.map(({ userId, externalId }) =>
        activityRow(new Types.ObjectId(userId), externalId, occurredAt, activityKind),
      );
      await db.collection('activities').insertMany(stored, { ordered: false });
    });
    return { latencies };
  },

  async claims({ clients, pairs, batched, collection = 'rewardrequests' }) {
    const ids = [];
    const jobs = pairs.map(idsOf);
    if (!batched) {
      const requests = db.collection(collection);
      const latencies = await runClients(clients, jobs, async ([userId, eventId]) =>
        ids.push(await claimOne(requests, userId, eventId)),
      );
      return { latencies, ids: ids.map(String) };
    }
    const batches = [];
    while (jobs.length > 0) batches.push(jobs.splice(0, BATCH));
    const latencies = await runClients(2, batches, async (batch) =>
      ids.push(
        ...(await claimMany(
          batch.map(([userId]) => userId),
          batch[0][1],
        )),
      ),
    );
    return { latencies, ids: ids.map(String) };
  },
  async checkIns({ clients, userIds, day }) {
    const ids = [];
    const latencies = await runClients(clients, idsOf(userIds), async (id) =>
      ids.push(await checkInOne(id, day)),
    );
    return { latencies, ids: ids.map(String) };
  },
  async page({ clients, pages, first, projected }) {
    const jobs = Array.from({ length: pages }, () => ({ first, projected }));
    return { latencies: await runClients(clients, jobs, readPage) };
  },
};

process.on('message', ({ kind, ...job }) => {
  WORK[kind](job).then(
    (answer) => process.send(answer),
    (error) => process.send({ error: String(error.stack) }),
  );
});
process.once('disconnect', () => void client.close());
