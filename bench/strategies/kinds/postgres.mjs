import pg from 'pg';
import { DAYS, EVENT, judge } from '../rules.mjs';

const READ = {
  name: 'read',
  text: `SELECT u.id AS user_id, e.start_at, e.end_at, e.rewards,
      ARRAY(SELECT day FROM attendances a WHERE a.user_id = $1 AND a.day = ANY($3)) AS days
    FROM (SELECT 1) one LEFT JOIN users u ON u.id = $1 LEFT JOIN events e ON e.id = $2`,
};
const INSERT = {
  name: 'insert',
  text: `INSERT INTO requests (user_id, event_id, status, requested_at, evidence, grants) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (user_id, event_id) WHERE status IN (0, 1) DO NOTHING RETURNING id`,
};
const FIND = {
  name: 'find',
  text: 'SELECT id FROM requests WHERE user_id = $1 AND event_id = $2 AND status IN (0, 1)',
};

export function openPool(port, max = 16) {
  const pool = new pg.Pool({
    host: '127.0.0.1',
    port,
    user: 'bench',
    database: 'postgres',
    max,
    connectionTimeoutMillis: 5_000,
  });
  pool.on('error', () => undefined);
  return pool;
}

export async function seedPostgres(pool, { users, events }) {
  await pool.query('DROP TABLE IF EXISTS users, attendances, events, requests');
  await pool.query(`CREATE TABLE users (id text PRIMARY KEY, username text NOT NULL, role text NOT NULL);
    CREATE TABLE attendances (user_id text, day text, PRIMARY KEY (user_id, day));
    CREATE TABLE events (id text PRIMARY KEY, start_at timestamptz, end_at timestamptz, rewards jsonb);
    CREATE TABLE requests (id bigserial PRIMARY KEY, user_id text, event_id text, status smallint NOT NULL,
      requested_at timestamptz, evidence jsonb, grants jsonb);
    CREATE UNIQUE INDEX guard ON requests (user_id, event_id) WHERE status IN (0, 1)`);
  await pool.query(
    "INSERT INTO users SELECT 'u' || n, 'u' || n, 'USER' FROM generate_series(0, $1::int - 1) n",
    [users],
  );
  await pool.query(
    "INSERT INTO attendances SELECT 'u' || n, day FROM generate_series(0, $1::int - 1) n, unnest($2::text[]) day",
    [users, DAYS],
  );
  await pool.query(
    "INSERT INTO events SELECT 'e' || n, $2, $3, $4::jsonb FROM generate_series(0, $1::int - 1) n",
    [events, EVENT.startAt, EVENT.endAt, JSON.stringify(EVENT.rewards)],
  );
  await pool.query('ANALYZE');
}

/** The same partial unique index in PostgreSQL: one read and one insert, both prepared. */
export async function open({ postgresPort }) {
  const pool = openPool(postgresPort);
  return {
    claim: async ({ userId, eventId }, inside) => {
      const {
        rows: [read],
      } = await pool.query({ ...READ, values: [userId, eventId, DAYS] });
      const event = read.start_at && { startAt: read.start_at, endAt: read.end_at, rewards: read.rewards };
      const row = judge({ user: read.user_id, event, days: read.days }, new Date());
      await inside();
      const values = [
        userId,
        eventId,
        row.status,
        row.requestedAt,
        JSON.stringify(row.evidence),
        JSON.stringify(row.grants),
      ];
      const {
        rows: [inserted],
      } = await pool.query({ ...INSERT, values });
      if (inserted) return inserted.id;
      return (await pool.query({ ...FIND, values: [userId, eventId] })).rows[0].id;
    },
  };
}
