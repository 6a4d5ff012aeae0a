/**
 * `npm run bench -- sizes`: what a million users take on disk, collection by collection and index by index. It loads
 * a fiftieth of them by the driver, in the stored form of the built server, with a typical year of each, and writes
 * docs/sizes.json and the table of docs/scale.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { URL } from 'node:url';
import mongoose from 'mongoose';
import * as prettier from 'prettier';
import { activityRow } from './activity-data.mjs';
import { startDatabase, startServer } from './environment.mjs';
import { attendanceRows, eventRow, loadRows, paidRow, userIdOf, userRow } from './rows.mjs';
import { openDatabase, serviceDay } from './seed.mjs';

const { Types } = mongoose;
const DAY_MS = 86_400_000;
const MILLION = 1_000_000;

/** What each user has after a year; a deployment multiplies by its own numbers. */
export const OF_A_USER = { userattendances: 60, rewardrequests: 6, activities: 20, audiencemembers: 2 };
const EVENTS = OF_A_USER.rewardrequests;

export async function measureSizes(users) {
  const database = await startDatabase();
  try {
    const { client, db } = await openDatabase(database.uri);
    await fill(db, users);
    await client.close();
    // The server builds its indexes over the rows: what a restored copy takes, and the least that a running one does.
    await (await startServer(database.uri)).stop();
    const again = await openDatabase(database.uri);
    await again.db.admin().command({ fsync: 1 });
    const sizes = await sizesOf(again.db, users);
    await again.client.close();
    return sizes;
  } finally {
    await database.stop();
  }
}

async function fill(db, users) {
  const now = Date.now();
  const createdAt = new Date(now - 365 * DAY_MS);
  const rewards = [
    { type: 'POINT', name: 'Points', quantity: 100 },
    { type: 'COUPON', name: 'Coupon', quantity: 1 },
  ];
  const events = Array.from({ length: EVENTS }, (_, n) =>
    eventRow(n, { startAt: new Date(now - (60 + n) * DAY_MS), endAt: new Date(now), rewards }),
  );
  await db.collection('events').insertMany(events);
  await loadRows(db, 'users', users, (n) => [
    { ...userRow(n, { createdAt }), passwordHash: HASH, nameLookup: hex(32) },
  ]);
  await loadRows(db, 'userattendances', users, (n) => attendanceRows(n, OF_A_USER.userattendances, now));
  await loadRows(db, 'activities', users, (n) =>
    Array.from({ length: OF_A_USER.activities }, (_, m) =>
      activityRow(userIdOf(n), `order-${n}-${m}`, new Date(now - (n % 1_440) * 60_000 - m * DAY_MS)),
    ),
  );
  const audiences = Array.from({ length: OF_A_USER.audiencemembers }, () => new Types.ObjectId());
  await loadRows(db, 'audiencemembers', users, (n) =>
    audiences.map((audienceId) => ({ _id: new Types.ObjectId(), userId: userIdOf(n), audienceId })),
  );
  for (const [m, event] of events.entries()) {
    await loadRows(db, 'rewardrequests', users, (n) => [requestRow(n, event, now, m)]);
  }
  await loadRest(db);
}

/** What each payment leaves behind elsewhere: an entry of the feed, a delivery, and a line of the access log for a tenth. */
async function loadRest(db) {
  let sequence = 0;
  const paid = db.collection('rewardrequests').find({}, { projection: { requestedAt: 1, userId: 1 } });
  let batch = { rewardfeed: [], webhookdeliveries: [], accesslog: [] };
  const endpointId = new Types.ObjectId();
  const flush = async () => {
    for (const [name, rows] of Object.entries(batch))
      if (rows.length > 0) await db.collection(name).insertMany(rows, { ordered: false });
    batch = { rewardfeed: [], webhookdeliveries: [], accesslog: [] };
  };
  for await (const { _id, userId, requestedAt: at } of paid) {
    sequence += 1;
    batch.rewardfeed.push({ _id: sequence, rowId: _id, type: 'REWARD_GRANTED', at, leaf: hex(32) });
    batch.webhookdeliveries.push(deliveryRow(endpointId, sequence, _id, at));
    if (sequence % 10 === 0) batch.accesslog.push(accessRow(userId, at));
    if (batch.rewardfeed.length === 5_000) await flush();
  }
  await flush();
}

const hex = (bytes) => randomBytes(bytes).toString('hex');
/** As long as those of the server. */
const HASH = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'B'.repeat(43)}`;

function requestRow(n, event, now, m) {
  return paidRow({
    ...{ userId: userIdOf(n), event, current: 10, idempotencyKey: new Types.ObjectId().toHexString() },
    requestedAt: new Date(now - ((n * 7_919) % (60 * 86_400)) * 1_000 - m),
    days: Array.from({ length: 3 }, (_, ago) => serviceDay(now - (10 - ago) * DAY_MS)),
  });
}

function deliveryRow(endpointId, sequence, rowId, at) {
  return {
    ...{
      _id: new Types.ObjectId(),
      endpointId,
      sequence,
      epoch: 'A'.repeat(22),
      type: 'REWARD_GRANTED',
      rowId,
    },
    ...{ state: 'DELIVERED', attempts: 1, nextAttemptAt: null, lastStatus: 204, lastError: null },
    ...{ at, lastAttemptAt: at, settledAt: at },
  };
}

function accessRow(userId, at) {
  return {
    ...{ _id: new Types.ObjectId(), actorId: userIdOf(0), userId, what: 'requests' },
    ...{ at, expiresAt: new Date(at.getTime() + 400 * DAY_MS) },
  };
}

/** Megabytes of a million users, of documents and of each index; only collections that grow with users. */
async function sizesOf(db, users) {
  const perMillion = (bytes) => Math.round((bytes / users) * MILLION);
  const names = ['users', ...Object.keys(OF_A_USER), 'rewardfeed', 'webhookdeliveries', 'accesslog'];
  const sizes = {};
  for (const name of names) {
    const stats = await db.command({ collStats: name });
    sizes[name] = {
      documents: stats.count / users,
      averageBytes: Math.round(stats.avgObjSize ?? 0),
      data: perMillion(stats.size),
      disk: perMillion(stats.storageSize),
      indexes: Object.fromEntries(
        Object.entries(stats.indexSizes).map(([index, bytes]) => [index, perMillion(bytes)]),
      ),
    };
  }
  return sizes;
}

const MARK = /(<!-- sizes -->)[\s\S]*?(<!-- \/sizes -->)/;
/** A partial index of rare rows takes next to nothing. */
const isShown = ([, bytes]) => bytes >= 5e6;
const gigabytes = (bytes) => (bytes / 1e9 >= 0.1 ? (bytes / 1e9).toFixed(1) : (bytes / 1e9).toFixed(2));

export async function writeSizes(users) {
  const begun = Date.now();
  const sizes = await measureSizes(users);
  const result = { users, at: new Date().toISOString().slice(0, 10), sizes };
  writeFileSync(new URL('../docs/sizes.json', import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
  await writeTables(sizes);
  process.stdout.write(`${users} users in ${Math.round((Date.now() - begun) / 1_000)} s\n`);
}

/** Into both languages of docs/scale.md. */
export async function writeTables(sizes) {
  for (const [file, headings] of [
    [
      'scale.md',
      ['Collection', 'Documents a user', 'Bytes each', 'Documents, GB', 'On disk, GB', 'Indexes, GB'],
    ],
    ['scale.ko.md', ['컬렉션', '사용자당 문서', '문서 크기(바이트)', '문서(GB)', '디스크(GB)', '인덱스(GB)']],
  ]) {
    const path = new URL(`../docs/${file}`, import.meta.url);
    const text = readFileSync(path, 'utf8').replace(MARK, `$1\n\n${tableOf(sizes, headings)}\n\n$2`);
    const options = (await prettier.resolveConfig(path)) ?? {};
    writeFileSync(path, await prettier.format(text, { ...options, parser: 'markdown' }));
  }
}

function tableOf(sizes, headings) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const rows = Object.entries(sizes).flatMap(([name, { documents, averageBytes, data, disk, indexes }]) => [
    [
      `\`${name}\``,
      documents,
      averageBytes,
      gigabytes(data),
      gigabytes(disk),
      gigabytes(sum(Object.values(indexes))),
    ],
    ...Object.entries(indexes)
      .filter(isShown)
      .map(([index, bytes]) => [`\`${index}\``, '', '', '', '', gigabytes(bytes)]),
  ]);
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}
