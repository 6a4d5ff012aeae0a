import cluster, { type Worker } from 'node:cluster';
import type { Log } from '../log';
import { StartupFault } from '../startup-fault';
import { workerArgument } from '../worker-share';
import { readMessage, type WorkerMessage } from './messages';

const RESTART_FIRST_MS = 200;
const RESTART_MAX_MS = 30_000;
/** A worker that ran for so long starts again without delay. */
const STABLE_AFTER_MS = 60_000;

interface Options {
  readonly count: number;
  /** What their environment has beside the supervisor's own. */
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly log: Log;
  readonly onEnded: (number: number) => void;
}

interface Place {
  worker: Worker;
  ready: boolean;
  readonly startedAt: number;
  /** Ends in a row, each soon after its start. */
  readonly failures: number;
}

/** Keeps a number of workers running: starts them, restarts those that end, and ends them all. */
export class WorkerProcesses {
  private readonly places = new Map<number, Place>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private ending = false;
  private starting = true;
  private allEnded = () => undefined as void;
  /** A worker of the first start that ended did so with an exit code; by a drain all ended well, or not. */
  private faulty = false;
  restarts = 0;

  constructor(private readonly options: Options) {}

  /** The workers that listen, by their numbers. */
  get ready(): ReadonlyMap<number, Worker> {
    const ready = [...this.places].filter(([, place]) => place.ready);
    return new Map(ready.map(([number, { worker }]) => [number, worker]));
  }

  /**
   * Starts all workers and resolves with their address. The first one starts alone, so that it runs the migrations and
   * writes generated secrets, and whatever can't be used is reported once.
   *
   * @throws StartupFault when one of them ends before it listens; it has printed the reason
   */
  async start(): Promise<string> {
    const address = await this.fork(1, 0);
    const others = Array.from({ length: this.options.count - 1 }, (_, at) => this.fork(at + 2, 0));
    await Promise.all(others);
    this.starting = false;
    return address;
  }

  /** Sends SIGTERM to all workers and waits for their ends. @throws Error when one did not end by itself */
  async drain(): Promise<void> {
    this.end('SIGTERM');
    if (this.places.size > 0) await new Promise<void>((resolve) => (this.allEnded = resolve));
    if (this.faulty) throw new Error('a worker did not drain');
  }

  kill(): void {
    this.end('SIGKILL');
  }

  private end(signal: NodeJS.Signals): void {
    this.ending = true;
    for (const timer of this.timers) clearTimeout(timer);
    for (const { worker } of this.places.values()) worker.process.kill(signal);
  }

  private fork(number: number, failures: number): Promise<string> {
    const { count, env, args } = this.options;
    cluster.setupPrimary({ args: [...args, workerArgument({ number, count })] });
    const worker = cluster.fork(env);
    const place: Place = { worker, ready: false, startedAt: performance.now(), failures };
    this.places.set(number, place);
    // Messages to a worker that has just ended fail; its end is what counts.
    worker.on('error', () => undefined);
    return new Promise<string>((resolve, reject) => {
      worker.on('message', (message: unknown) => {
        const ready = readMessage<WorkerMessage>(message, ['ready']);
        if (ready?.type !== 'ready') return;
        place.ready = true;
        resolve(ready.address);
      });
      worker.once('exit', (code: number | null, signal: string | null) => {
        this.places.delete(number);
        this.onExit(number, place, { code, signal });
        reject(
          new StartupFault(`Worker ${number} ended before it was ready (${signal ?? `exit code ${code}`}).`),
        );
      });
    });
  }

  private onExit(number: number, place: Place, exit: { code: number | null; signal: string | null }): void {
    const { log, onEnded } = this.options;
    onEnded(number);
    if (this.ending) {
      this.faulty ||= exit.code !== 0 && place.ready;
      if (this.places.size === 0) this.allEnded();
      return;
    }
    if (this.starting) return;
    const stable = performance.now() - place.startedAt >= STABLE_AFTER_MS;
    const failures = stable ? 0 : place.failures + 1;
    const restartInMs = stable ? 0 : restartDelayMs(failures);
    const line = { worker: number, workerPid: place.worker.process.pid, ...exit, restartInMs };
    // Exit code 0: somebody ended it by SIGTERM.
    if (exit.code === 0) log.info(line, 'a worker ended and is restarted');
    else log.error(line, 'a worker ended unexpectedly and is restarted');
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.restarts += 1;
      // Its end, if it comes, is handled where all ends are.
      this.fork(number, failures).catch(() => undefined);
    }, restartInMs);
    this.timers.add(timer);
  }
}

/** Doubles with each end in a row, up to half a minute. @param failures from 1 */
export function restartDelayMs(failures: number): number {
  return Math.min(RESTART_MAX_MS, RESTART_FIRST_MS * 2 ** (failures - 1));
}
