import { RateLimiterClusterMaster } from 'rate-limiter-flexible';
import { readConfig, type Config } from '../config';
import { demoBanner } from '../demo/banner';
import { drainOnSignal } from '../drain-on-signal';
import type { EmbeddedMongod } from '../embedded-database/embedded-mongod';
import { createLog, type Log } from '../log';
import { startMetricsServer, type MetricsServer } from '../telemetry/metrics-server';
import { WorkerMetrics } from './worker-metrics';
import { WorkerProcesses } from './worker-processes';

/** SIGTERM ends everything within this time; a worker's own limit is shorter. */
const DRAIN_LIMIT_MS = 9_800;

/**
 * Runs a server as several processes behind one port. This process serves no request: it owns the embedded database
 * and METRICS_PORT, restarts workers that end, counts what they must count together, and drains them on SIGTERM.
 *
 * @throws StartupFault when a worker can't start, or the environment, the database or a port can't be used
 */
export async function supervise({ demo, workers }: { demo: boolean; workers: number }): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const embedded = await startDatabase(config, log);
  let metrics: WorkerMetrics | null = null;
  let metricsServer: MetricsServer | null = null;
  // It answers the workers' limits: see rate-limits/worker-count.ts.
  new RateLimiterClusterMaster();
  const processes = new WorkerProcesses({
    count: workers,
    env: embedded === null ? {} : { MONGODB_URI: embedded.uri },
    args: demo ? ['--demo'] : [],
    log,
    onEnded: (number) => metrics?.end(number),
  });
  drainOnSignal({
    log,
    limitMs: DRAIN_LIMIT_MS,
    drain: async () => {
      try {
        await processes.drain();
      } finally {
        await metricsServer?.close();
        await embedded?.stop();
      }
    },
    abandon: () => processes.kill(),
  });
  try {
    const address = await processes.start();
    if (config.metricsPort !== undefined) {
      metrics = new WorkerMetrics({
        count: workers,
        ready: () => processes.ready,
        restarts: () => processes.restarts,
      });
      metricsServer = await startMetricsServer(metrics, config.host, config.metricsPort);
      log.info({ metrics: metricsServer.url }, 'metrics are served');
    }
    log.info({ address, workers }, 'ready');
    if (demo) process.stdout.write(demoBanner({ address, config, embedded }));
  } catch (error) {
    processes.kill();
    await embedded?.stop();
    throw error;
  }
}

/** The driver is loaded only where the database is embedded: this process holds as little as it can. */
async function startDatabase(config: Config, log: Log): Promise<EmbeddedMongod | null> {
  if (config.mongodbUri !== undefined) return null;
  const { startEmbedded } = await import('../embedded-database/embedded-mongod.js');
  return startEmbedded(config, (line) => log.info(line));
}
