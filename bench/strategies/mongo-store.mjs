import mongoose from 'mongoose';
import { DAYS, EVENT, judge, PENDING, SUCCESS } from './rules.mjs';

const { MongoClient } = mongoose.mongo;

export function openMongo(uri) {
  return new MongoClient(uri, {
    w: 'majority',
    journal: true,
    readConcernLevel: 'majority',
    maxPoolSize: 100,
    serverSelectionTimeoutMS: 5_000,
    heartbeatFrequencyMS: 1_000,
  });
}

/** Users 0..n-1 with three days each, and events; requests without a unique index unless the strategy adds it. */
export async function seedMongo(db, { users, events, guarded }) {
  await db.dropDatabase();
  const ids = Array.from({ length: users }, (_, n) => `u${n}`);
  await db.collection('users').insertMany(ids.map((_id) => ({ _id, username: _id, role: 'USER' })));
  await db
    .collection('attendances')
    .insertMany(ids.flatMap((userId) => DAYS.map((day) => ({ userId, day }))));
  await db.collection('attendances').createIndex({ userId: 1, day: 1 }, { unique: true });
  await db
    .collection('events')
    .insertMany(Array.from({ length: events }, (_, n) => ({ _id: `e${n}`, ...EVENT })));
  const partial = { partialFilterExpression: { status: { $in: [PENDING, SUCCESS] } } };
  await db
    .collection('requests')
    .createIndex({ userId: 1, eventId: 1 }, guarded ? { unique: true, ...partial } : {});
  await db.collection('locks').createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
}

/** The same reads for every strategy on MongoDB: three by their indexes, at once. */
export class MongoStore {
  constructor(db) {
    this.users = db.collection('users');
    this.events = db.collection('events');
    this.attendances = db.collection('attendances');
    this.requests = db.collection('requests');
    this.locks = db.collection('locks');
  }

  async judge({ userId, eventId }) {
    const [user, event, found] = await Promise.all([
      this.users.findOne({ _id: userId }),
      this.events.findOne({ _id: eventId }),
      this.attendances.find({ userId, day: { $in: DAYS } }, { projection: { day: 1 } }).toArray(),
    ]);
    return { userId, eventId, ...judge({ user, event, days: found.map(({ day }) => day) }, new Date()) };
  }

  find({ userId, eventId }) {
    return this.requests.findOne({ userId, eventId, status: { $in: [PENDING, SUCCESS] } });
  }

  async insert(row) {
    const { insertedId } = await this.requests.insertOne({ ...row });
    return insertedId.toHexString();
  }

  /** What is done inside a lock or a queue's worker: look, judge, insert. */
  async payOnce(claim, inside) {
    const [paid, row] = await Promise.all([this.find(claim), this.judge(claim)]);
    if (paid !== null) return paid._id.toHexString();
    await inside();
    return this.insert(row);
  }
}
