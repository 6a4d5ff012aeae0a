import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';
import { graphqlRequest } from '../http-client.mjs';
import { openMongo, seedMongo } from './mongo-store.mjs';
import { openPool, seedPostgres } from './kinds/postgres.mjs';
import {
  freePort,
  missingPrograms,
  newFolder,
  start,
  startMongo,
  startPostgres,
  startRedis,
  stop,
} from './services.mjs';

export const TTL_MS = 5_000;

/** In the order of the page. `needs`: programs beside MongoDB. */
export const STRATEGIES = [
  { name: 'queue', title: 'Queue (BullMQ)', store: 'mongo', needs: ['redis'] },
  { name: 'redis-lock', title: 'Redis lock (Redlock)', store: 'mongo', needs: ['redis'] },
  { name: 'mongo-lock', title: 'Lock in MongoDB', store: 'mongo', needs: [] },
  { name: 'guard', title: 'Unique index in MongoDB', store: 'mongo', needs: [] },
  { name: 'postgres', title: 'Unique index in PostgreSQL', store: 'postgres', needs: ['postgres'] },
];

/** Measured beside them; what faults do to it has suites of its own. */
export const PLATFORM = { name: 'platform', title: 'This platform', store: 'mongo', needs: [] };

/** What can run here; what cannot is said plainly. */
export function runnable(only) {
  const missing = missingPrograms();
  for (const { program, install } of missing)
    process.stdout.write(`${program} is not installed (${install}); strategies that need it are skipped.\n`);
  const lacks = new Set(missing.map(({ program }) => program));
  return [...STRATEGIES, PLATFORM].filter(
    ({ name, needs }) => (only.length === 0 || only.includes(name)) && !needs.some((each) => lacks.has(each)),
  );
}

/** The database, the broker and the servers of one strategy. */
export async function openStage(strategy, { members, servers, users, events }) {
  const mongo = strategy.store === 'mongo' ? await startMongo(members) : null;
  const redis = strategy.needs.includes('redis') ? await startRedis() : null;
  const postgres = strategy.store === 'postgres' ? await startPostgres() : null;
  const client = mongo && (await openMongo(mongo.uri).connect());
  const pool = postgres && openPool(postgres.port, 2);
  if (client) await seedMongo(client.db(), { users, events, guarded: strategy.name === 'guard' });
  else await whenReady(() => pool.query('SELECT 1')).then(() => seedPostgres(pool, { users, events }));
  const env = {
    STRATEGY: strategy.name,
    STOP_FOLDER: newFolder('stops'),
    MONGO_URI: mongo?.uri ?? '',
    REDIS_PORT: String(redis?.port ?? 0),
    POSTGRES_PORT: String(postgres?.port ?? 0),
    TTL_MS: String(TTL_MS),
  };
  const running = await Promise.all(Array.from({ length: servers }, () => startServer(env)));
  return {
    servers: running,
    mongo,
    broker: redis,
    database: mongo ?? postgres,
    postgres,
    requestOf: ({ user, event }) => graphqlRequest(QUERY, { userId: `u${user}`, eventId: `e${event}` }),
    /** Ids of paid rows by pair of user and event. */
    paid: async () => {
      const rows = client
        ? await client.db().collection('requests').find({}).toArray()
        : (await pool.query('SELECT id, user_id, event_id FROM requests')).rows;
      const byPair = new Map();
      for (const row of rows) {
        const pair = `${row.userId ?? row.user_id}:${row.eventId ?? row.event_id}`;
        byPair.set(pair, [...(byPair.get(pair) ?? []), String(row._id ?? row.id)]);
      }
      return byPair;
    },
    close: async () => {
      await Promise.all(running.map(({ child }) => stop(child, 'SIGKILL')));
      await client?.close();
      await pool?.end();
      await Promise.all([redis?.stop(), mongo?.stop(), postgres?.stop()]);
    },
  };
}

/** PostgreSQL listens before it answers. */
async function whenReady(ask) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries > 200) throw error;
      await sleep(50);
    }
  }
}

async function startServer(env) {
  const port = await freePort();
  const child = start(
    process.execPath,
    ['--max-semi-space-size=64', fileURLToPath(new URL('server.mjs', import.meta.url))],
    {
      stdio: ['ignore', 'ignore', process.env.STRATEGIES_VERBOSE ? 'inherit' : 'ignore', 'ipc'],
      env: { ...env, PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port) },
    },
  );
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`the server of ${env.STRATEGY} ended`))),
  ]);
  return { port, child };
}

const QUERY =
  'mutation ($userId: ID!, $eventId: ID!, $stopInside: Boolean) { requestReward(userId: $userId, eventId: $eventId, stopInside: $stopInside) { id status } }';

export const bodyOf = (variables) => JSON.stringify({ query: QUERY, variables });

/** The id of the request that a claim became. @throws Error when there is no such answer within the limit */
export function claim({ port }, variables, limitMs) {
  const body = bodyOf(variables);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port,
        host: '127.0.0.1',
        path: '/graphql',
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => (text += part));
        response.on('error', reject);
        response.on('end', () => {
          const { data, errors } = JSON.parse(text);
          if (data?.requestReward?.id) resolve(data.requestReward.id);
          else reject(new Error(errors?.[0]?.message ?? 'no answer'));
        });
      },
    );
    sent.on('error', reject);
    const timer = setTimeout(() => sent.destroy(new Error('no answer in time')), limitMs);
    sent.on('close', () => clearTimeout(timer));
    sent.end(body);
  });
}
