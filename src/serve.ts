import { join } from 'node:path';
import { createApp } from './app';
import { systemClock } from './clock';
import { readConfig, type Config } from './config';
import { whyRefused } from './database/connect-faults';
import { startEmbeddedMongod, type EmbeddedMongod } from './embedded-database/embedded-mongod';
import { banner } from './demo/banner';
import { seedCodes } from './demo/demo-codes';
import { DEMO_KEY_FILE, seedConnections, seedWebhookEndpoint } from './demo/demo-connections';
import { demoIssuer, writeDemoIssuer } from './demo/demo-identity';
import { refuseDemoAccounts, seedDemoData } from './demo/demo-data';
import { armFaultPoint } from './fault-points';
import { NOTICE_MS } from './http/drain';
import { createLog, type Log } from './log';
import { addWebhookPage } from './pages/webhook-page';
import { StartupFault } from './startup-fault';
import { signals } from './telemetry/signals';
import { currentTracing } from './telemetry/tracing';

/** SIGTERM ends the process within this time, whatever still runs. */
const DRAIN_LIMIT_MS = 9_500;
const SAME_KEYSTROKE_MS = 500;
/** Lost traces are reported at most this often. */
const LOST_SPANS_LOG_INTERVAL_MS = 60_000;

/**
 * Configuration, database, app, listen; drains on SIGTERM and SIGINT, and a second signal ends it at once.
 *
 * @throws StartupFault when the environment, the database or the port can't be used
 */
export async function serve({ demo }: { readonly demo: boolean }): Promise<void> {
  const given = readConfig();
  if (demo && given.production)
    throw new StartupFault('Demo data is refused in production: use node dist/main.js.');
  const config = demo ? withDemoIssuer(given) : given;
  const log = createLog(config.logLevel);
  if (config.faultPoint !== undefined) armFaultPoint(config.faultPoint);
  logLostSpans(log);
  const embedded = config.mongodbUri === undefined ? await startEmbedded(config, log) : null;
  try {
    const mongodbUri = config.mongodbUri ?? embedded?.uri ?? '';
    const app = await createApp({ config, clock: systemClock, log, mongodbUri });
    drainOnSignal(log, async () => {
      await app.close(NOTICE_MS);
      // A receiver that is away keeps nobody from ending.
      await currentTracing()
        ?.end()
        .catch(() => undefined);
      await embedded?.stop();
    });
    if (config.production) await refuseDemoAccounts(app);
    if (demo) {
      writeDemoIssuer(config);
      await seedDemoData(app, systemClock());
      await seedCodes(app, systemClock());
      await seedConnections({ app, dataDir: config.dataDir, now: systemClock() });
      await addWebhookPage(app, systemClock);
    }
    const address = await listen(app.listen, config);
    if (demo) await seedWebhookEndpoint(app, address, systemClock());
    log.info({ address }, 'ready');
    if (demo)
      process.stdout.write(
        banner({
          address,
          dataDir: embedded?.dataDir ?? null,
          keyFile: join(config.dataDir, DEMO_KEY_FILE),
          pages: { console: config.console, explorer: config.explorer },
          registrationOpen: config.registration,
        }),
      );
  } catch (error) {
    await embedded?.stop();
    const why = whyRefused(error);
    throw why === null ? error : new StartupFault(why);
  }
}

function withDemoIssuer(config: Config): Config {
  const issuer = demoIssuer(config);
  const others = config.identityIssuers.filter((each) => each.issuer !== issuer.issuer);
  return { ...config, identityIssuers: [...others, issuer] };
}

async function startEmbedded(config: Config, log: Log): Promise<EmbeddedMongod> {
  return startEmbeddedMongod({
    dataDir: config.dataDir,
    port: config.embeddedMongoPort,
    log: (line) => log.info(line),
  });
}

async function listen(start: () => Promise<string>, { host, port }: Config): Promise<string> {
  try {
    return await start();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall !== 'listen' && syscall !== 'getaddrinfo') throw error;
    throw new StartupFault(
      `Cannot listen on ${host}, port ${port} (${code}). Set PORT or HOST to another one.`,
    );
  }
}

function drainOnSignal(log: Log, drain: () => Promise<void>): void {
  let drainingSince: number | null = null;
  const onSignal = (signal: NodeJS.Signals) => {
    if (drainingSince !== null) {
      // One Ctrl+C comes twice below npm: from the terminal, and handed on by npm.
      if (performance.now() - drainingSince >= SAME_KEYSTROKE_MS) process.exit(1);
      return;
    }
    drainingSince = performance.now();
    log.info({ signal }, 'draining');
    setTimeout(() => process.exit(1), DRAIN_LIMIT_MS).unref();
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'draining failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
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
