import mongoose from 'mongoose';
import { built, JWT_SECRET } from './environment.mjs';

const { mongo, Types } = mongoose;
const { Tokens } = built('auth/tokens');
const { Passwords } = built('users/passwords');

export const PASSWORD = 'a password of the bench';
const DAY_MS = 86_400_000;
/** What a user has been there for: enough for three days in a row. */
const DAYS_ATTENDED = 10;
/** As many as read pages at once: the queries of one account take turns. */
const OPERATORS = 16;
/** Seoul's offset, the default calendar's. */
const SERVICE_DAY_OFFSET_MS = 9 * 3_600_000;

export const tokens = new Tokens({
  secret: JWT_SECRET,
  previousSecrets: [],
  accessTtlSeconds: 86_400,
  refreshTtlSeconds: 86_400 * 14,
});

export const serviceDay = (time) => new Date(time + SERVICE_DAY_OFFSET_MS).toISOString().slice(0, 10);

/** Connects to the database by the bare driver. */
export async function openDatabase(uri) {
  const client = new mongo.MongoClient(uri, { w: 'majority', journal: true, readConcernLevel: 'majority' });
  await client.connect();
  return { client, db: client.db() };
}

/**
 * Users who were there on each of the last days, logged in on two devices, and some operators. Written by the
 * driver; what the operations make of them is made by the operations.
 */
export async function seedUsers(db, count) {
  const passwordHash = await new Passwords().hash(PASSWORD);
  const now = Date.now();
  const make = (username, role) => {
    const login = () => ({ id: new Types.ObjectId(), current: tokens.issue(role, new Date(now)) });
    const logins = [login(), login()];
    const _id = new Types.ObjectId();
    const row = {
      ...{ _id, username, usernameKey: username, passwordHash, role },
      ...{ createdAt: new Date(now - 30 * DAY_MS), disabledAt: null, logins, adminN: 0 },
    };
    const { accessToken } = tokens.sign(_id.toHexString(), logins[1].id.toHexString(), logins[1].current);
    return { row, user: { id: _id.toHexString(), username, accessToken } };
  };
  const operators = Array.from({ length: OPERATORS }, (_, n) => make(`operator-${n}`, 'OPERATOR'));
  const users = Array.from({ length: count }, (_, n) => make(`user-${n}`, 'USER'));
  await insertAll(
    db.collection('users'),
    [...operators, ...users].map(({ row }) => row),
  );
  const attendances = users.flatMap(({ row }) =>
    Array.from({ length: DAYS_ATTENDED }, (_, ago) => {
      const checkedAt = new Date(now - (ago + 1) * DAY_MS);
      return { _id: new Types.ObjectId(), userId: row._id, day: serviceDay(checkedAt.getTime()), checkedAt };
    }),
  );
  await insertAll(db.collection('userattendances'), attendances);
  return {
    operator: operators[0].user,
    operators: operators.map(({ user }) => user),
    users: users.map(({ user }) => user),
  };
}

async function insertAll(collection, rows) {
  for (let from = 0; from < rows.length; from += 5_000) {
    await collection.insertMany(rows.slice(from, from + 5_000), { ordered: false });
  }
}
