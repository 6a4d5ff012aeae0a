import cluster from 'node:cluster';

/** Which of how many workers of one server a process is; a server without workers is 1 of 1. */
export interface WorkerShare {
  readonly number: number;
  readonly count: number;
}

const ARGUMENT = /^--worker=(\d+)\/(\d+)$/;

let own: WorkerShare = { number: 1, count: 1 };

/** The argument by which a supervisor names a worker; `ps` shows it. */
export function workerArgument({ number, count }: WorkerShare): string {
  return `--worker=${number}/${count}`;
}

/** Null in a process that no supervisor started. */
export function workerOf(args: readonly string[]): WorkerShare | null {
  const match = args.map((each) => ARGUMENT.exec(each)).find((found) => found !== null);
  if (!cluster.isWorker || match === undefined) return null;
  return { number: Number(match[1]), count: Number(match[2]) };
}

/** Called once, before anything that has a limit is built. */
export function useWorkerShare(share: WorkerShare): void {
  own = share;
}

export function workerShare(): WorkerShare {
  return own;
}

/**
 * The share of a server's limit that this process may use. The shares of all workers add up to the limit, or to `atLeast`
 * for each worker where that is more. docs/limits.md, "Workers", lists what is divided.
 */
export function shareOf(limit: number, atLeast = 1): number {
  const { number, count } = own;
  const share = Math.floor(limit / count) + (number <= limit % count ? 1 : 0);
  return Math.max(share, Math.min(atLeast, limit));
}
