import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { version } from '../version';
import { workerShare } from '../worker-share';
import type {
  GaugeDefinition,
  GaugeTable,
  MetricDefinitions,
  OutcomeCounter,
  SignalCounter,
} from './metric-definitions';
import { signals } from './signals';
import { addWorkerGauges } from './worker-gauges';

/** A metric with its values, as prom-client hands it out. */
export type MetricValues = Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number];

/** What is read of a pool of connections. */
interface Pool {
  readonly maxConnections: number;
  readonly openConnections: number;
  readonly usedConnections: number;
  readonly waiting: number;
  readonly calls: number;
  readonly failures: number;
}

interface Parts {
  /** Names of the root fields. */
  readonly operations: readonly string[];
  /** By the name of their client. */
  readonly pools: Readonly<Record<string, Pool>>;
  /** Of the features and of the server itself. */
  readonly definitions: readonly MetricDefinitions[];
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
  private readonly readers: Array<() => Promise<void>>;

  constructor(private readonly parts: Parts) {
    collectDefaultMetrics({ register: this.registry });
    const { definitions } = parts;
    this.endings = [
      this.countOperations(),
      ...definitions.flatMap(({ outcomes = [] }) => outcomes.map((outcome) => this.countOutcomes(outcome))),
      this.countBatches(),
      this.countRepairs(),
      this.countTurnedAway(),
      this.countSpansLost(),
      ...definitions.flatMap(({ counters = [] }) => counters.map((counter) => this.countSignals(counter))),
    ];
    for (const gauge of definitions.flatMap(({ gauges = [] }) => gauges)) this.addGauge(gauge);
    this.readers = definitions.flatMap(({ tables = [] }) => tables.map((table) => this.addTable(table)));
    this.addBuild();
    // The supervisor reports those of its workers.
    if (workerShare().count === 1)
      addWorkerGauges(this.registry, { workers: () => 1, ready: () => 1, restarts: () => 0 });
    this.gaugePools();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** The current metrics as text. */
  async text(): Promise<string> {
    await Promise.all(this.readers.map((read) => read()));
    return this.registry.metrics();
  }

  /** The current metrics as a worker hands them to its supervisor. */
  async values(): Promise<MetricValues[]> {
    await Promise.all(this.readers.map((read) => read()));
    return this.registry.getMetricsAsJSON();
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
    for (const operation of this.parts.operations)
      for (const code of ['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE']) total.inc({ operation, code }, 0);
    return signals.operation.listen(({ fields, codes, durationMs }) => {
      const operation = fields.length === 1 ? fields[0]! : fields.length === 0 ? 'none' : 'several';
      total.inc({ operation, code: codes[0] ?? 'OK' });
      duration.observe({ operation }, durationMs / 1_000);
    });
  }

  private countOutcomes({ name, help, mutation, zeroAtStart }: OutcomeCounter): () => void {
    const counter = this.counter(name, help, ['outcome']);
    counter.inc({ outcome: zeroAtStart }, 0);
    return signals.mutation.listen(({ field, outcome }) => {
      if (field === mutation) counter.inc({ outcome });
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
    for (const repair of this.parts.definitions.flatMap(({ repairs: kinds = [] }) => kinds))
      repairs.inc({ repair }, 0);
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

  private countSignals({ name, help, label, listen }: SignalCounter): () => void {
    const counter = this.counter(name, help, label === undefined ? [] : [label.name]);
    for (const value of label?.values ?? []) counter.inc({ [label!.name]: value }, 0);
    return listen((value) => (label === undefined ? counter.inc() : counter.inc({ [label.name]: value! })));
  }

  private addBuild(): void {
    const build = new Gauge({
      name: 'event_reward_build_info',
      aggregator: 'max',
      help: 'Always 1; the label is the release.',
      labelNames: ['version'],
      registers: [this.registry],
    });
    build.set({ version }, 1);
  }

  private gaugePools(): void {
    const { pools } = this.parts;
    const add = (name: string, help: string, read: (pool: Pool) => number) => {
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
      ['calls_total', 'Calls to the database.', (pool: Pool) => pool.calls],
      ['calls_refused_total', 'Calls that got no connection.', (pool: Pool) => pool.failures],
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

  /** @returns what reads its values again */
  private addTable({ labelNames, gauges, read }: GaugeTable): () => Promise<void> {
    const added = gauges.map(
      ({ name, help }) =>
        new Gauge({
          name: `event_reward_${name}`,
          help,
          aggregator: 'max',
          labelNames: [...labelNames],
          registers: [this.registry],
        }),
    );
    return async () => {
      // When the database is unreachable there is nothing to report; other metrics show that it is.
      const rows = await read().catch(() => []);
      for (const gauge of added) gauge.reset();
      for (const { labels, values } of rows) added.forEach((gauge, at) => gauge.set(labels, values[at]!));
    };
  }

  private counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name: `event_reward_${name}`, help, labelNames, registers: [this.registry] });
  }

  private addGauge({ name, help, acrossWorkers = 'sum', read }: GaugeDefinition): void {
    new Gauge({
      name: `event_reward_${name}`,
      help,
      aggregator: acrossWorkers,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
