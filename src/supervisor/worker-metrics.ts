import type { Worker } from 'node:cluster';
import { AggregatorRegistry, Registry } from 'prom-client';
import type { MetricValues } from '../telemetry/metrics';
import { addWorkerGauges } from '../telemetry/worker-gauges';
import { readMessage, type MetricsWanted, type WorkerMessage } from './messages';

/** A worker that is busy for longer is reported with its last values. */
const ANSWER_LIMIT_MS = 2_000;
/** Kinds that only rise. As prom-client names them in what it hands out. */
const COUNTS: ReadonlySet<unknown> = new Set(['counter', 'histogram']);

interface Parts {
  readonly count: number;
  /** The workers that listen, by their numbers. */
  readonly ready: () => ReadonlyMap<number, Worker>;
  readonly restarts: () => number;
}

/**
 * The metrics of all workers as those of one server. What a worker had counted at the last scrape before its end stays
 * in the sums, which therefore never fall.
 */
export class WorkerMetrics {
  private readonly own = new Registry();
  private readonly last = new Map<number, MetricValues[]>();
  /** What ended workers had counted. */
  private ended: MetricValues[][] = [];
  private scrapes = 0;

  constructor(private readonly parts: Parts) {
    const { count, ready, restarts } = parts;
    addWorkerGauges(this.own, { workers: () => count, ready: () => ready().size, restarts });
  }

  get contentType(): string {
    return this.own.contentType;
  }

  /** The sums as text. */
  async text(): Promise<string> {
    this.scrapes += 1;
    const id = this.scrapes;
    const answers = [...this.parts.ready()].map(async ([number, worker]) => {
      const values = await valuesOf(worker, id);
      // It may have ended meanwhile, and then its values are among those of the ended ones.
      if (values !== null && this.parts.ready().get(number) === worker) this.last.set(number, values);
    });
    await Promise.all(answers);
    const own = await this.own.getMetricsAsJSON();
    return AggregatorRegistry.aggregate([own, ...this.ended, ...this.last.values()]).metrics();
  }

  /** A worker ended. */
  end(number: number): void {
    const counted = this.last.get(number)?.filter(({ type }) => COUNTS.has(type)) ?? [];
    this.last.delete(number);
    this.ended.push(counted);
    // One sum instead of a growing list; until it is there the list is complete.
    const parts = [...this.ended];
    void AggregatorRegistry.aggregate(parts)
      .getMetricsAsJSON()
      .then((sum) => this.ended.splice(0, parts.length, sum));
  }
}

/** Null: it does not answer in time, or has just ended. */
function valuesOf(worker: Worker, id: number): Promise<MetricValues[] | null> {
  return new Promise((resolve) => {
    const finish = (values: MetricValues[] | null) => {
      clearTimeout(timer);
      worker.off('message', onMessage);
      worker.off('exit', onExit);
      resolve(values);
    };
    const onMessage = (message: unknown) => {
      const answer = readMessage<WorkerMessage>(message, ['metrics']);
      if (answer?.type === 'metrics' && answer.id === id) finish(answer.values);
    };
    const onExit = () => finish(null);
    const timer = setTimeout(() => finish(null), ANSWER_LIMIT_MS);
    worker.on('message', onMessage);
    worker.on('exit', onExit);
    const wanted: MetricsWanted = { type: 'metricsWanted', id };
    worker.send(wanted, (error) => error && finish(null));
  });
}
