import type { mongo } from 'mongoose';
import { noteDatabaseCall } from '../telemetry/shared-work';

/** Counters of a client's connection pool since the watch began, and its current state. */
export interface PoolWatch {
  readonly maxConnections: number;
  readonly openConnections: number;
  readonly usedConnections: number;
  /** Calls that wait for a connection now. */
  readonly waiting: number;
  /** Calls that asked for a connection; each call of the database asks once. */
  readonly calls: number;
  /** Calls that received no connection in time. */
  readonly failures: number;
}

/**
 * Follows a pool by the driver's events for it. They are made whether or not anybody listens; the events of
 * commands would cost a copy of every answer.
 */
export function watchPool(client: mongo.MongoClient): PoolWatch {
  const open = new Set<string>();
  let [used, asked, given, failures] = [0, 0, 0, 0];
  client.on('connectionCheckOutStarted', () => {
    asked += 1;
    noteDatabaseCall();
  });
  client.on('connectionCheckOutFailed', () => {
    failures += 1;
  });
  client.on('connectionCheckedOut', ({ address, connectionId }) => {
    given += 1;
    used += 1;
    // The first was opened before anybody could listen.
    open.add(`${address}/${String(connectionId)}`);
  });
  client.on('connectionCheckedIn', () => {
    // Those that were out when the watch began.
    used = Math.max(0, used - 1);
  });
  client.on('connectionCreated', ({ address, connectionId }) => {
    open.add(`${address}/${String(connectionId)}`);
  });
  client.on('connectionClosed', ({ address, connectionId }) => {
    open.delete(`${address}/${String(connectionId)}`);
  });
  return {
    maxConnections: client.options.maxPoolSize,
    get openConnections() {
      return open.size;
    },
    get usedConnections() {
      return used;
    },
    get waiting() {
      return Math.max(0, asked - given - failures);
    },
    get calls() {
      return asked;
    },
    get failures() {
      return failures;
    },
  };
}
