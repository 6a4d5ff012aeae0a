import { buildSchema } from '@typegoose/typegoose';
import mongoose, { type Connection, type Model, type mongo } from 'mongoose';
import { StartupFault } from '../startup-fault';
import { ownDatabase, whyBadName } from './database-name';
import { whyUnreachable, whyUnsuitable } from './connect-faults';
import { watchPool, type PoolWatch } from './pool-watch';
import { watchPrimary, type PrimaryWatch } from './primary';
import { collectionsOf, type Collections, type Models } from './client-collections';
import { OWN_COLLECTIONS, type CollectionDefinition } from './collections';
import { limitReads } from './read-limits';
import { shareOf, workerShare } from '../worker-share';

// A filter with a key that no schema knows would become {} and match everything.
mongoose.set('strictQuery', 'throw');

const SELECTION_TIMEOUT_MS = 5_000;
/** A claim tries again by itself until its own deadline, so its client gives up on a selection early. */
const CLAIM_SELECTION_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Majority everywhere: what was acknowledged survives any primary, and what is read was acknowledged. */
const SAFE = {
  readConcernLevel: 'majority',
  w: 'majority',
  journal: true,
  readPreference: 'primary',
  serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS,
  // A primary that stands still without closing its connections is noticed after the sum of these two, and
  // everything that waits for it fails then; with the driver's defaults it would hang for 40 s.
  heartbeatFrequencyMS: 1_000,
  connectTimeoutMS: 2_000,
  // An exhausted pool answers with a coded failure, in time.
  waitQueueTimeoutMS: 5_000,
} as const;

// One that the address sets is meant for the main client, and may be more than these open.
const OWN_POOL = { minPoolSize: 0 } as const;
const CLAIMS_CLIENT = {
  serverSelectionTimeoutMS: CLAIM_SELECTION_TIMEOUT_MS,
  retryWrites: false,
  retryReads: false,
} as const;
/** Connections of a server. */
const CLAIMS_POOL = 10;
const READS_POOL = 16;
/** With fewer, calls of a worker that could run at once would wait for each other. */
const WORKER_POOL_MIN = 4;

/** The collections of its own are for whatever changes something, and for what that reads. */
export interface Database extends Collections {
  /** For queries, which wait here for each other's connections and hold up nothing else. */
  readonly reads: Collections;
  /**
   * The claims' own client: the driver never repeats a call on it, for a repeat could go to another
   * primary than the one that the facts came from.
   */
  readonly claims: mongo.MongoClient;
  readonly claimsDb: mongo.Db;
  /** As the claims' client sees it. */
  readonly primary: PrimaryWatch;
  /** As the client of queries sees it. */
  readonly readsPrimary: PrimaryWatch;
  readonly pools: Readonly<Record<'main' | 'reads' | 'claims', PoolWatch>>;
  readonly connection: Connection;
  /** Every collection of the platform. */
  readonly definitions: readonly CollectionDefinition[];
  close(): Promise<void>;
}

function compile(connection: Connection, rows: new () => object): Model<unknown> {
  // typegoose's own registry holds one model per name and process; ours is one per connection.
  const schema = buildSchema(rows as never);
  schema.set('autoIndex', false);
  schema.set('autoCreate', false);
  return connection.model<unknown>(rows.name, schema as never);
}

/**
 * Connects all clients and compiles the models. Builds nothing in the database.
 *
 * @param stored the collections that features store
 * @param monitor called with the name of each command that is sent (tests and logs count calls by it)
 * @throws StartupFault when no primary is reached within 10 s, or what is reached is neither a replica set nor a
 *   router of MongoDB 6.0 or later; the message holds no address and no password
 */
export async function connectDatabase(
  uri: string,
  stored: readonly CollectionDefinition[],
  monitor?: (commandName: string) => void,
): Promise<Database> {
  const monitorCommands = monitor !== undefined;
  const own = { ...OWN_POOL, monitorCommands };
  const claimsPool = shareOf(CLAIMS_POOL, WORKER_POOL_MIN);
  const claims = clientOf(uri, { ...CLAIMS_CLIENT, ...own, maxPoolSize: claimsPool });
  const reads = clientOf(uri, { ...own, maxPoolSize: shareOf(READS_POOL, WORKER_POOL_MIN) });
  const badName = whyBadName(claims.options.dbName);
  if (badName !== null) throw unusable(badName);
  const connection = mongoose.createConnection();
  const primary = watchPrimary(claims);
  const readsPrimary = watchPrimary(reads);
  const deadline = AbortSignal.timeout(CONNECT_TIMEOUT_MS);
  try {
    await within(
      deadline,
      connection
        .openUri(uri, {
          ...SAFE,
          ...ownDatabase(uri),
          autoIndex: false,
          autoCreate: false,
          // While there is no primary mongoose would keep calls in a queue of its own, beyond every deadline,
          // and end them with an error that nobody foresees. The driver waits for a primary by itself.
          bufferCommands: false,
          ...mainPool(uri),
          monitorCommands,
        })
        // Only now is there a primary to be found at once.
        .then(() => Promise.all([claims.connect(), reads.connect()])),
    );
    await within(deadline, requireSuitable(claims, stored));
  } catch (error) {
    await Promise.allSettled([connection.destroy(), claims.close(), reads.close()]);
    throw error instanceof StartupFault ? error : unreachable(error);
  }
  const main = connection.getClient();
  const db = connection.db as unknown as mongo.Db;
  const claimsDb = claims.db(db.databaseName);
  limitReads(claimsDb);
  if (monitor) {
    for (const client of [main, reads, claims]) {
      client.on('commandStarted', (event) => monitor(event.commandName));
    }
  }

  const models = Object.fromEntries(
    stored.flatMap(({ model }) => (model ? [[model.property, compile(connection, model.rows)]] : [])),
  ) as unknown as Models;
  return {
    ...collectionsOf(main, db, models, stored),
    reads: collectionsOf(reads, reads.db(db.databaseName), models, stored),
    claims,
    claimsDb,
    primary,
    readsPrimary,
    pools: { main: watchPool(main), reads: watchPool(reads), claims: watchPool(claims) },
    connection,
    definitions: [...stored, ...OWN_COLLECTIONS],
    close: async () => {
      await Promise.allSettled([connection.close(), reads.close(), claims.close()]);
    },
  };
}

/** Of the pool that the address describes, by default 100 connections. Empty: all of it. */
function mainPool(uri: string): { readonly minPoolSize?: number; readonly maxPoolSize?: number } {
  const { count } = workerShare();
  if (count === 1) return {};
  const { minPoolSize, maxPoolSize } = clientOf(uri, {}).options;
  return {
    minPoolSize: Math.floor(minPoolSize / count),
    maxPoolSize: shareOf(maxPoolSize, WORKER_POOL_MIN),
  };
}

function clientOf(uri: string, options: mongo.MongoClientOptions): mongo.MongoClient {
  try {
    return new mongoose.mongo.MongoClient(uri, { ...SAFE, ...ownDatabase(uri), ...options });
  } catch (error) {
    throw unreachable(error);
  }
}

function unreachable(error: unknown): StartupFault {
  return new StartupFault(`The database that MONGODB_URI names can't be reached: ${whyUnreachable(error)}`);
}

async function requireSuitable(
  client: mongo.MongoClient,
  stored: readonly CollectionDefinition[],
): Promise<void> {
  const why = await whyUnsuitable(client, stored);
  if (why !== null) throw unusable(why);
}

function unusable(why: string): StartupFault {
  return new StartupFault(`The database that MONGODB_URI names can't be used: ${why}`);
}

async function within<T>(deadline: AbortSignal, work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      deadline.addEventListener('abort', () => reject(new Error('TimeoutError')), { once: true });
    }),
  ]);
}
