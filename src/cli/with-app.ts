import { connect } from 'node:net';
import { createApp, type App } from '../app';
import { findServiceCalendar } from '../attendance/stored-calendar';
import { systemClock } from '../clock';
import { readConfig, type Config } from '../config';
import type { Database } from '../database/connection';
import { openDatabase } from '../features';
import { embeddedUri, startEmbeddedMongod } from '../embedded-database/embedded-mongod';
import { armFaultPoint } from '../fault-points';
import { createLog } from '../log';
import { StartupFault } from '../startup-fault';

/**
 * Runs a command on the database that a server with this environment would use; an embedded one is joined
 * when a server runs it, else started for as long as the command takes.
 */
export async function withDatabase<T>(
  work: (database: Database, config: Config, uri: string) => Promise<T>,
): Promise<T> {
  const config = readConfig();
  if (config.faultPoint !== undefined) armFaultPoint(config.faultPoint);
  const embedded =
    config.mongodbUri !== undefined || (await isListening(config.embeddedMongoPort))
      ? null
      : await startEmbeddedMongod({
          dataDir: config.dataDir,
          port: config.embeddedMongoPort,
          log: () => undefined,
        });
  const uri = config.mongodbUri ?? embedded?.uri ?? embeddedUri(config.embeddedMongoPort);
  try {
    const database = await openDatabase(uri);
    try {
      await findServiceCalendar(database, config.serviceCalendarNamed ? config.serviceCalendar : null);
      return await work(database, config, uri);
    } finally {
      await database.close();
    }
  } finally {
    await embedded?.stop();
  }
}

/**
 * The same with the whole application: indexes are built and proved as at a server's start.
 *
 * @param options.changes false: it changes no account, event, check-in or request
 * @throws StartupFault when time zone rules differ, or what it changes is not protected by its indexes
 */
export async function withApp<T>(
  work: (app: App, config: Config) => Promise<T>,
  { changes = true } = {},
): Promise<T> {
  return withDatabase(async (database, config, mongodbUri) => {
    const stored = await findServiceCalendar(database, null);
    const serviceCalendar = stored ?? config.serviceCalendar;
    const app = await createApp({
      config: { ...config, serviceCalendar },
      clock: systemClock,
      // A command does not print the warnings of a server.
      log: createLog('error', false, 'stderr'),
      mongodbUri,
    });
    try {
      if (app.zoneRules.fault !== null) throw new StartupFault(app.zoneRules.fault);
      const { reasons } = app.structure;
      if (changes && reasons.length > 0)
        throw new StartupFault(`Nothing is changed while the database is wrong: ${reasons.join('; ')}.`);
      return await work(app, config);
    } finally {
      await app.close();
    }
  });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    socket.once('connect', () => socket.end());
  });
}
