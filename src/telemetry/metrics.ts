import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../database/connection';
import type { StructureWatch } from '../database/structure-watch';
import { permissions } from '../graphql/permissions';
import type { Readiness } from '../readiness';
import type { Services } from '../services';
import { version } from '../version';
import { REPAIRS, signals } from './signals';
import { readStockLeft, type StockLeft } from './stock-left';

interface Parts {
  readonly services: Services;
  readonly database: Database;
  readonly structure: Pick<StructureWatch, 'guardMismatch' | 'reasons'>;
  readonly clockSkewSeconds: () => number;
  readonly readiness: () => Readiness;
  readonly now: () => Date;
}

/** From the cheapest operation to the deadline of writes. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ITEMS = [1, 2, 4, 8, 16, 32, 64, 128];

/**
 * Everything that `GET /metrics` reports; docs/operations.md is its reference. No label holds anything that a
 * user wrote, and each has few values: names of the schema, codes, and ids and names of events and rewards.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly endings: Array<() => void>;
  private readonly stock: Gauge;
  private readonly remaining: Gauge;

  constructor(private readonly parts: Parts) {
    collectDefaultMetrics({ register: this.registry });
    this.endings = [
      this.countOperations(),
      this.countMutations(),
      this.countBatches(),
      this.countRepairs(),
      this.countTurnedAway(),
      this.countSpansLost(),
    ];
    this.gaugeState();
    this.gaugePools();
    const stockLabels = {
      labelNames: ['event', 'event_title', 'reward', 'reward_name'],
      registers: [this.registry],
    };
    this.stock = new Gauge({
      name: 'event_reward_stock',
      help: 'Stock of a limited reward of a running event: initial + deltas.',
      ...stockLabels,
    });
    this.remaining = new Gauge({
      name: 'event_reward_stock_remaining',
      help: 'Units of a limited reward that are neither paid nor held.',
      ...stockLabels,
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** The current metrics as text. */
  async text(): Promise<string> {
    await this.readStock();
    return this.registry.metrics();
  }

  /** Ends the counting. */
  stop(): void {
    for (const end of this.endings) end();
  }

  private countOperations(): () => void {
    const total = this.counter('operations_total', 'Operations answered, by root field and code.', [
      'operation',
      'code',
    ]);
    const duration = new Histogram({
      name: 'event_reward_operation_duration_seconds',
      help: 'Time from an operation to its answer, by root field.',
      labelNames: ['operation'],
      buckets: SECONDS,
      registers: [this.registry],
    });
    // Prometheus sees no rise in a series that begins above zero, and these must not be missed once.
    for (const operation of [...Object.keys(permissions.Query), ...Object.keys(permissions.Mutation)])
      for (const code of ['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE']) total.inc({ operation, code }, 0);
    return signals.operation.listen(({ fields, codes, durationMs }) => {
      const operation = fields.length === 1 ? fields[0]! : fields.length === 0 ? 'none' : 'several';
      total.inc({ operation, code: codes[0] ?? 'OK' });
      duration.observe({ operation }, durationMs / 1_000);
    });
  }

  private countMutations(): () => void {
    const claims = this.counter('claims_total', 'Claims answered, by result.', ['outcome']);
    const logins = this.counter('logins_total', 'Logins tried, by result.', ['outcome']);
    claims.inc({ outcome: 'SUCCESS' }, 0);
    logins.inc({ outcome: 'INVALID_CREDENTIALS' }, 0);
    return signals.mutation.listen(({ field, outcome }) => {
      if (field === 'requestReward') claims.inc({ outcome });
      if (field === 'login') logins.inc({ outcome });
    });
  }

  private countBatches(): () => void {
    const items = new Histogram({
      name: 'event_reward_batch_items',
      help: 'Items per batch, by kind.',
      labelNames: ['batch'],
      buckets: ITEMS,
      registers: [this.registry],
    });
    return signals.batch.listen(({ batch, items: count }) => items.observe({ batch }, count));
  }

  private countRepairs(): () => void {
    const repairs = this.counter(
      'repairs_total',
      'Items that a sweep finished for another process, by kind.',
      ['repair'],
    );
    for (const repair of REPAIRS) repairs.inc({ repair }, 0);
    return signals.repair.listen((repair) => repairs.inc({ repair }));
  }

  private countTurnedAway(): () => void {
    const turnedAway = this.counter('turned_away_total', 'Requests refused unread because of overload.', []);
    return signals.turnedAway.listen(() => turnedAway.inc());
  }

  private countSpansLost(): () => void {
    const lost = this.counter('spans_lost_total', 'Spans that the receiver of traces did not accept.', []);
    return signals.spansLost.listen((spans) => lost.inc(spans));
  }

  private gaugeState(): void {
    const { services, structure, clockSkewSeconds, readiness, database } = this.parts;
    this.gauge('ready', '1 if this server is ready for traffic.', () =>
      Number(readiness().reasons.length === 0),
    );
    this.gauge('database_primary_known', '1 if this server knows a primary of the database.', () =>
      Number(database.primary.current() !== null),
    );
    this.gauge('guard_proved', '1: the guard index is as it must be, and claims are served.', () =>
      Number(structure.guardMismatch === null),
    );
    this.gauge('structure_proved', '1: all collections and unique indexes match the models.', () =>
      Number(structure.reasons.length === 0),
    );
    this.gauge('clock_skew_seconds', "This server's clock minus the database's.", clockSkewSeconds);
    this.gauge('claims_open', 'Claims that are waiting for their answer.', () => services.claims.open);
    this.gauge('queries_running', 'Queries that have a slot.', () => services.querySlots.running);
    this.gauge('queries_waiting', 'Queries that are waiting for a slot.', () => services.querySlots.waiting);
    this.gauge(
      'hashes_waiting',
      'Passwords that are waiting to be hashed.',
      () => services.passwords.waitingCount,
    );
    this.gauge(
      'audit_backlog_documents',
      'Documents whose audit entries were not in the chain at the last sweep.',
      () => services.chainer.backlog,
    );
    const build = new Gauge({
      name: 'event_reward_build_info',
      help: 'Always 1; the label is the release.',
      labelNames: ['version'],
      registers: [this.registry],
    });
    build.set({ version }, 1);
  }

  private gaugePools(): void {
    const { pools } = this.parts.database;
    const add = (name: string, help: string, read: (pool: (typeof pools)['main']) => number) => {
      new Gauge({
        name: `event_reward_database_${name}`,
        help,
        labelNames: ['client'],
        registers: [this.registry],
        collect() {
          for (const [client, pool] of Object.entries(pools)) this.set({ client }, read(pool));
        },
      });
    };
    add('connections_max', 'Connections that the pool may open.', (pool) => pool.maxConnections);
    add('connections_open', 'Connections that are open.', (pool) => pool.openConnections);
    add('connections_used', 'Connections in use.', (pool) => pool.usedConnections);
    add('calls_waiting', 'Calls that are waiting for a connection.', (pool) => pool.waiting);
    for (const [name, help, read] of [
      ['calls_total', 'Calls to the database.', (pool: (typeof pools)['main']) => pool.calls],
      [
        'calls_refused_total',
        'Calls that got no connection.',
        (pool: (typeof pools)['main']) => pool.failures,
      ],
    ] as const) {
      new Counter({
        name: `event_reward_database_${name}`,
        help,
        labelNames: ['client'],
        registers: [this.registry],
        collect() {
          this.reset();
          for (const [client, pool] of Object.entries(pools)) this.inc({ client }, read(pool));
        },
      });
    }
  }

  private async readStock(): Promise<void> {
    const { database, now } = this.parts;
    // Without the database there is nothing to report; other metrics show that it is unreachable.
    const rewards: readonly StockLeft[] = await readStockLeft(database, now()).catch(() => []);
    this.stock.reset();
    this.remaining.reset();
    for (const { eventId, eventTitle, rewardId, rewardName, stock, remaining } of rewards) {
      const labels = { event: eventId, event_title: eventTitle, reward: rewardId, reward_name: rewardName };
      this.stock.set(labels, stock);
      this.remaining.set(labels, remaining);
    }
  }

  private counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name: `event_reward_${name}`, help, labelNames, registers: [this.registry] });
  }

  private gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `event_reward_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
