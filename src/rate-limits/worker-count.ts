import { RateLimiterCluster } from 'rate-limiter-flexible';
import { workerShare } from '../worker-share';
import { BlockCount, type Answer } from './block-count';

/** This part of a limit is handed out to the workers beforehand, so that most callers cost them no message. */
const FREE_PART = 10;
const ANSWER_LIMIT_MS = 1_000;

interface Window {
  readonly points: number;
  readonly duration: number;
}

/**
 * A count that the workers of a server share, through their supervisor. A caller whose requests all reach one worker may
 * be refused a tenth of the limit early, because that much is set aside for the others; nobody gets more than the limit.
 */
export function countOfWorkers(keyPrefix: string, { points, duration }: Window, answer: Answer): BlockCount {
  const { count } = workerShare();
  const free = Math.max(1, Math.floor(points / FREE_PART / count));
  const limiter = new RateLimiterCluster({
    keyPrefix,
    points: points - free * count,
    duration,
    timeoutMs: ANSWER_LIMIT_MS,
  });
  return new BlockCount({ limiter, size: free, free: { attempts: free, ms: duration * 1_000 }, answer });
}
