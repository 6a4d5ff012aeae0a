import { setTimeout as sleep } from 'node:timers/promises';
import { ACTIVITIES_OPERATION } from './activities/activity-routes';
import { openServiceCalendar } from './attendance/stored-calendar';
import { ZoneRulesWatch } from './attendance/zone-rules-watch';
import { Background } from './background';
import type { Clock } from './clock';
import type { Config } from './config';
import { ClockSkewWatch } from './database/clock-skew';
import type { Database } from './database/connection';
import { buildIndexes } from './database/indexes';
import { migrate } from './database/migrations/run';
import { requireCollections } from './database/structure';
import { StructureWatch } from './database/structure-watch';
import { IMPORT_OPERATIONS } from './imports/import-routes';
import { CODES_OPERATION } from './reward-codes/code-routes';
import { FEATURES, openDatabase } from './features';
import { permissions } from './graphql/permissions';
import { schema } from './graphql/schema';
import { HttpDrain } from './http/drain';
import { createHttpServer, type HttpServer } from './http/server';
import type { Log } from './log';
import { readinessOf } from './readiness';
import { openSecrets } from './secrets/stored-keys';
import { loadWrappingKeys } from './secrets/wrapping-keys';
import { serverMetrics } from './server-metrics';
import { createServices, type Services } from './services';
import { Metrics } from './telemetry/metrics';
import { startMetricsServer, type MetricsServer } from './telemetry/metrics-server';

/** How long an end waits for what is neither a request nor anybody's answer. */
const LEFT_TO_OTHERS_AFTER_MS = 2_000;

export interface App {
  /** Serves; resolves with the address that it listens on. */
  readonly listen: () => Promise<string>;
  /**
   * Is not ready from now on, stops accepting after the notice (0 by default, in ms), finishes what runs, and
   * closes the database. Safe to call twice.
   */
  close(noticeMs?: number): Promise<void>;
  readonly services: Services;
  readonly database: Database;
  readonly http: HttpServer;
  readonly zoneRules: ZoneRulesWatch;
  readonly structure: StructureWatch;
  /** Where metrics are served; null: METRICS_PORT is not set, or nothing listens yet. */
  readonly metricsUrl: string | null;
}

export interface AppOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly mongodbUri: string;
  /** Called with the name of each command that is sent to the database. */
  readonly monitor?: (commandName: string) => void;
  /** Instead of METRICS_PORT of its own. @returns a function that ends it */
  readonly serveMetrics?: (metrics: Metrics) => () => void;
}

/**
 * Connects, applies the migrations, builds and proves the indexes, and puts the server together. An index that
 * can't be proved does not end the start: /health/ready reports it, and what depends on it is refused.
 *
 * @throws StartupFault when the database can't be reached, holds another service calendar or a collection of
 *   another kind than ours, or can't be migrated, or SECRETS_KEY does not open its keys
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, clock, log, mongodbUri, monitor, serveMetrics } = options;
  const database = await openDatabase(mongodbUri, monitor);
  try {
    await requireCollections(database);
    await migrate(database, {
      onApplied: ({ number, name }) => log.info({ migration: number, name }, 'migration applied'),
      onWaiting: () => log.info('waiting for another process that is running the migrations'),
    });
    const calendar = await openServiceCalendar(database, config.serviceCalendar);
    const { secrets, isCurrent } = await openSecrets(database, loadWrappingKeys(config));
    if (!isCurrent) log.warn('a previous key opened the stored keys; run rotate-secrets-key');
    const structure = await StructureWatch.start(database, await buildIndexes(database), log);
    const skew = new ClockSkewWatch(database, clock, config.clockSkewLimitSeconds, log);
    await skew.start();
    const zoneRules = new ZoneRulesWatch(database, calendar, clock, log);
    await zoneRules.start();
    const services = createServices({
      config,
      clock,
      database,
      calendar,
      structure,
      skew,
      zoneRules,
      secrets,
      schemaHash: schema().hash,
      log,
    });
    for (const { prepare } of FEATURES) await prepare?.(services);
    const jobs = FEATURES.map((feature) => feature.jobs?.(services, database));
    const background = new Background(Object.assign({}, ...jobs), log);
    const readiness = () =>
      readinessOf(
        [database.primary, database.readsPrimary],
        [drain.begun ? 'draining' : null, ...structure.reasons, skew.fault, zoneRules.fault],
      );
    const http = await createHttpServer({ config, clock, log, services, database, readiness });
    const drain = new HttpDrain(http, log);
    const metrics =
      config.metricsPort === undefined
        ? null
        : new Metrics({
            operations: [
              ...Object.keys(permissions.Query),
              ...Object.keys(permissions.Mutation),
              ACTIVITIES_OPERATION,
              CODES_OPERATION,
              ...IMPORT_OPERATIONS,
            ],
            pools: database.pools,
            definitions: [
              serverMetrics({ database, structure, skew, readiness }),
              ...FEATURES.flatMap(({ metrics }) => metrics?.(services, database, clock) ?? []),
            ],
          });
    let metricsServer: MetricsServer | null = null;
    const endMetrics = metrics === null ? undefined : serveMetrics?.(metrics);
    background.start();
    services.feedRelay.start();

    let closing: Promise<void> | undefined;
    const close = async (noticeMs = 0) => {
      const chores = background.stop();
      // Every claim belongs to a request that runs, so nothing is left to flush after this.
      await drain.close(noticeMs);
      await metricsServer?.close();
      endMetrics?.();
      metrics?.stop();
      // A call that hangs now is not waited for: what it leaves undone any other server finds.
      const { audienceSeals, chainer, codeBinder, dailySeal, feedPass, feedRelay } = services;
      const { payoutRunner, webhookSender } = services;
      const workers = [webhookSender, payoutRunner, audienceSeals, dailySeal];
      const parts = [...workers, chainer, codeBinder, feedPass, feedRelay];
      const left = Promise.all([chores, ...parts.map((part) => part.stop())]);
      await Promise.race([left, sleep(LEFT_TO_OTHERS_AFTER_MS, undefined, { ref: false })]);
      structure.stop();
      skew.stop();
      zoneRules.stop();
      await database.close();
    };
    return {
      listen: async () => {
        const address = await http.listen({ host: config.host, port: config.port });
        if (metrics !== null && serveMetrics === undefined) {
          metricsServer = await startMetricsServer(metrics, config.host, config.metricsPort ?? 0);
          log.info({ metrics: metricsServer.url }, 'metrics are served');
        }
        return address;
      },
      close: (noticeMs) => (closing ??= close(noticeMs)),
      services,
      database,
      http,
      zoneRules,
      structure,
      get metricsUrl() {
        return metricsServer?.url ?? null;
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
