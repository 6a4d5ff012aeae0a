import { createApp } from './app';
import { systemClock } from './clock';
import { readConfig, type Config } from './config';
import { whyRefused } from './database/connect-faults';
import { startEmbedded } from './embedded-database/embedded-mongod';
import { demoBanner } from './demo/banner';
import { seedCodes } from './demo/demo-codes';
import { seedConnections, seedWebhookEndpoint } from './demo/demo-connections';
import { demoIssuer, writeDemoIssuer } from './demo/demo-identity';
import { refuseDemoAccounts, seedDemoData } from './demo/demo-data';
import { drainOnSignal } from './drain-on-signal';
import { armFaultPoint } from './fault-points';
import { NOTICE_MS } from './http/drain';
import { createLog, type Log } from './log';
import { addWebhookPage } from './pages/webhook-page';
import { StartupFault } from './startup-fault';
import { drainWorker, reportMetrics, reportReady } from './supervisor/in-worker';
import { signals } from './telemetry/signals';
import { currentTracing } from './telemetry/tracing';
import { useWorkerShare, type WorkerShare } from './worker-share';

/** SIGTERM ends the process within this time, whatever still runs. */
const DRAIN_LIMIT_MS = 9_500;
/** Lost traces are reported at most this often. */
const LOST_SPANS_LOG_INTERVAL_MS = 60_000;

interface ServeOptions {
  readonly demo: boolean;
  /** Null: this process is a whole server. */
  readonly worker: WorkerShare | null;
}

/**
 * Configuration, database, app, listen; drains on SIGTERM and SIGINT, and a second signal ends it at once. A worker
 * leaves the embedded database, the metrics' port and the words to people to its supervisor.
 *
 * @throws StartupFault when the environment, the database or the port can't be used
 */
export async function serve({ demo, worker }: ServeOptions): Promise<void> {
  const given = readConfig();
  if (demo && given.production)
    throw new StartupFault('Demo data is refused in production: use node dist/main.js.');
  const config = demo ? withDemo(given) : given;
  const log = logOf(config, worker);
  if (worker !== null) useWorkerShare(worker);
  if (config.faultPoint !== undefined) armFaultPoint(config.faultPoint);
  logLostSpans(log);
  const embedded = await startEmbedded(config, (line) => log.info(line));
  try {
    const mongodbUri = config.mongodbUri ?? embedded?.uri ?? '';
    const metrics = worker === null ? {} : { serveMetrics: reportMetrics };
    const app = await createApp({ config, clock: systemClock, log, mongodbUri, ...metrics });
    const drain = async () => {
      await app.close(NOTICE_MS);
      // A receiver that is away keeps nobody from ending.
      await currentTracing()
        ?.end()
        .catch(() => undefined);
      await embedded?.stop();
    };
    if (worker === null) drainOnSignal({ log, limitMs: DRAIN_LIMIT_MS, drain });
    else drainWorker({ log, limitMs: DRAIN_LIMIT_MS, drain });
    if (config.production) await refuseDemoAccounts(app);
    // The other workers start once the first one listens.
    const seeds = demo && (worker === null || worker.number === 1);
    if (seeds) {
      writeDemoIssuer(config);
      await seedDemoData(app, systemClock());
      await seedCodes(app, systemClock());
      await seedConnections({ app, dataDir: config.dataDir, now: systemClock() });
    }
    if (demo) await addWebhookPage(app, systemClock);
    const address = await listen(app.listen, config);
    if (seeds) await seedWebhookEndpoint(app, address, systemClock());
    if (worker !== null) {
      log.info('worker ready');
      return reportReady(address);
    }
    log.info({ address }, 'ready');
    if (demo) process.stdout.write(demoBanner({ address, config, embedded }));
  } catch (error) {
    await embedded?.stop();
    const why = whyRefused(error);
    throw why === null ? error : new StartupFault(why);
  }
}

function logOf({ logLevel }: Config, worker: WorkerShare | null): Log {
  const log = createLog(logLevel);
  return worker === null ? log : log.child({ worker: worker.number });
}

function withDemo(config: Config): Config {
  const issuer = demoIssuer(config);
  const others = config.identityIssuers.filter((each) => each.issuer !== issuer.issuer);
  return { ...config, storefront: true, identityIssuers: [...others, issuer] };
}

async function listen(start: () => Promise<string>, { host, port }: Config): Promise<string> {
  try {
    return await start();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    // A worker's port is bound by its supervisor.
    if (!['listen', 'bind', 'getaddrinfo'].includes(syscall ?? '')) throw error;
    throw new StartupFault(
      `Cannot listen on ${host}, port ${port} (${code}). Set PORT or HOST to another one.`,
    );
  }
}

function logLostSpans(log: Log): void {
  let loggedAt = -Infinity;
  let lost = 0;
  signals.spansLost.listen((spans) => {
    lost += spans;
    if (performance.now() - loggedAt < LOST_SPANS_LOG_INTERVAL_MS) return;
    log.warn({ spans: lost }, 'traces were lost: the receiver did not accept them');
    loggedAt = performance.now();
    lost = 0;
  });
}
