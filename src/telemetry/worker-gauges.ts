import { Counter, Gauge, type Registry } from 'prom-client';

export interface WorkerCounts {
  /** How many there should be. */
  readonly workers: () => number;
  readonly ready: () => number;
  readonly restarts: () => number;
}

/** Metrics of a server's processes; a server without workers is one. */
export function addWorkerGauges(registry: Registry, { workers, ready, restarts }: WorkerCounts): void {
  const registers = [registry];
  new Gauge({
    name: 'event_reward_workers',
    help: 'Processes that serve this server.',
    registers,
    collect() {
      this.set(workers());
    },
  });
  new Gauge({
    name: 'event_reward_workers_ready',
    help: 'Processes of this server that listen.',
    registers,
    collect() {
      this.set(ready());
    },
  });
  new Counter({
    name: 'event_reward_worker_restarts_total',
    help: 'Processes of this server that were started again after they had ended.',
    registers,
    collect() {
      this.reset();
      this.inc(restarts());
    },
  });
}
