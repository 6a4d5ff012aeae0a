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

/** Many at once: four reads and one insert for all of them. */
async function claimMany(requests, pairs) {
  const distinct = (ids) => [...new Map(ids.map((id) => [id.toHexString(), id])).values()];
  const [found, open] = await Promise.all([
    users.find({ _id: { $in: distinct(pairs.map(([id]) => id)) } }, { projection: VIEWER }).toArray(),
    events
      .find(
        { _id: { $in: distinct(pairs.map(([, id]) => id)) } },
        { projection: { holds: 0, outbox: 0, description: 0 } },
      )
      .toArray(),
  ]);
  const eventOf = new Map(open.map((event) => [event._id.toHexString(), event]));
  const groups = open.map((event) => ({
    event,
    userIds: pairs.flatMap(([userId, eventId]) => (eventId.equals(event._id) ? [userId] : [])),
  }));
  const ofGroups = (match) =>
    groups.map(({ event, userIds }) => ({ userId: { $in: userIds }, ...match(event) }));
  const [live, rows] = await Promise.all([
    requests.find({ $or: ofGroups(({ _id }) => ({ eventId: _id, ...LIVE })) }).toArray(),
    attendances
      .aggregate(
        [
          { $match: { $or: ofGroups((event) => ({ day: inWindow(event) })) } },
          { $group: { _id: '$userId', days: { $push: '$day' } } },
        ],
        { hint: 'userId_1_day_1' },
      )
      .toArray(),
  ]);
  const known = new Set(found.map(({ _id }) => _id.toHexString()));
  if (live.length > 0 || pairs.some(([userId]) => !known.has(userId.toHexString())))
    throw new Error('not eligible');
  const days = new Map(rows.map((row) => [row._id.toHexString(), row.days]));
  const made = pairs.map(([userId, eventId]) => {
    const event = eventOf.get(eventId.toHexString());
    const { $gte, $lte } = inWindow(event);
    const ofUser = days.get(userId.toHexString()) ?? [];
    return paid(
      userId,
      event,
      ofUser.filter((day) => day >= $gte && day <= $lte),
    );
  });
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

/** A page of requests with their users and events, the newest or from an instant on. */
async function readPage({ first, projected, to }) {
  const fields = (names) => (projected ? { projection: Object.fromEntries(names.map((n) => [n, 1])) } : {});
  const rows = await requests
    .find(
      { status: { $in: [0, 1, 2] }, ...(to && { requestedAt: { $lt: new Date(to) } }) },
      fields(['status', 'requestedAt', 'userId', 'eventId', 'grants']),
    )
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
    const requests = db.collection(collection);
    if (!batched) {
      const latencies = await runClients(clients, jobs, async ([userId, eventId]) =>
        ids.push(await claimOne(requests, userId, eventId)),
      );
      return { latencies, ids: ids.map(String) };
    }
    const batches = [];
    while (jobs.length > 0) batches.push(jobs.splice(0, BATCH));
    const latencies = await runClients(2, batches, async (batch) =>
      ids.push(...(await claimMany(requests, batch))),
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
  /** @param tos the instants that pages begin at, in turn; none: the newest page */
  async page({ clients, pages, first, projected, tos = [undefined] }) {
    const jobs = Array.from({ length: pages }, (_, n) => ({ first, projected, to: tos[n % tos.length] }));
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
