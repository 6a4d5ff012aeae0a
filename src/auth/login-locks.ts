import type { mongo } from 'mongoose';
import { upserting } from '../database/duplicate-key';
import type { RateLimits } from '../rate-limits/rate-limits';
import { LOGIN_LIMITS } from './login-limits';
import { quarterOf } from './quarter';

/** By the real clock, for the database's own clearing: longer than any turn is kept. */
const ROW_LIVES_MS = 30 * 60_000;
const TURN_MS = LOGIN_LIMITS.turnSeconds * 1_000;

export interface Lock {
  readonly key: string;
  /** It closes when so many have failed in a quarter of an hour. */
  readonly limit: number;
  /** The unit that is counted: the attempt, or its account, which then counts once. */
  readonly counted: string;
  /** For whom a turn is kept; each has one at a time. */
  readonly by: string;
}

export interface LockRow {
  readonly key: string;
  readonly quarter: number;
  /** Failures, and attempts that are being made; at most the lock's limit. */
  readonly failed: readonly string[];
  readonly turns: ReadonlyArray<{ readonly by: string; readonly at: Date }>;
  /** Of the turn that was given out last. */
  readonly lastTurnAt: Date | null;
  /** Whether the update that wrote this row admitted its attempt. */
  readonly admitted: boolean;
}

/**
 * Locks of which each admits a number of failures in a quarter of an hour, and then one attempt per turn. Turns are 30 s
 * apart. An attempt that is refused gets the next free one, and asking again changes nothing: how often somebody asks
 * gains nothing, and the number of guesses is bounded, however many guess (docs/adr/0014).
 */
export class LoginLocks {
  constructor(private readonly limits: RateLimits) {}

  /** Gives out a turn. @returns the time until it comes, in ms */
  async queue(lock: Lock, now: Date): Promise<number> {
    return waitMs(await this.update(lock, now, false), lock, now);
  }

  /** Counts an attempt before it is made, so that attempts at the same time can't pass together. @returns 0 or the wait in ms */
  async enter(lock: Lock, now: Date): Promise<number> {
    const row = await this.update(lock, now, true);
    return row.admitted ? 0 : waitMs(row, lock, now);
  }

  /** The attempt was no failure. */
  async release(locks: readonly Lock[]): Promise<void> {
    const key = { $in: locks.map((lock) => rowKey(lock.key)) };
    const counted = { $in: locks.map((lock) => lock.counted) };
    await this.limits.rows<LockRow>().updateMany({ key }, { $pull: { failed: counted } });
  }

  private async update(lock: Lock, now: Date, entering: boolean): Promise<LockRow> {
    const row = await upserting(() =>
      this.limits.rows<LockRow>().findOneAndUpdate({ key: rowKey(lock.key) }, pipeline(lock, now, entering), {
        upsert: true,
        returnDocument: 'after',
      }),
    );
    return row!;
  }
}

/** Whether an attempt would be admitted now. */
export function isOpen(row: LockRow | undefined, { limit, by }: Lock, now: Date): boolean {
  return (
    row === undefined ||
    row.quarter !== quarterOf(now) ||
    row.failed.length < limit ||
    row.turns.some((turn) => turn.by === by && turn.at <= now && turn.at > keptSince(now))
  );
}

/** In ms; null when there is no turn to wait for. */
export function turnWaitMs(row: LockRow, { by }: Lock, now: Date): number | null {
  const own = row.turns.find((turn) => turn.by === by && turn.at > now);
  return own ? own.at.getTime() - now.getTime() : null;
}

/** Whether this attempt's failure closed the lock, or the last one's that was made beside it. */
export function isClosedBy(row: LockRow | null, { limit, counted }: Lock): boolean {
  return row !== null && row.failed.length === limit && row.failed.includes(counted);
}

export const rowKey = (lock: string) => `loginLock:${lock}`;
const keptSince = (now: Date) => new Date(now.getTime() - LOGIN_LIMITS.turnKeptSeconds * 1_000);

function waitMs(row: LockRow, lock: Lock, now: Date): number {
  // When all turns are taken, none is free before the first has come.
  const first = row.turns[0]?.at.getTime() ?? 0;
  return turnWaitMs(row, lock, now) ?? Math.max(TURN_MS, first - now.getTime());
}

function pipeline({ limit, counted, by }: Lock, now: Date, entering: boolean): mongo.Document[] {
  const quarter = quarterOf(now);
  const turnsThat = (cond: mongo.Document) => ({
    $filter: { input: { $ifNull: ['$turns', []] }, as: 'turn', cond },
  });
  const ownAndDue = { $and: [{ $eq: ['$$turn.by', by] }, { $lte: ['$$turn.at', now] }] };
  const hasOwn = { $in: [by, '$turns.by'] };
  const isFree = { $lt: [{ $size: '$failed' }, limit] };
  const isFull = { $gte: [{ $size: '$turns' }, LOGIN_LIMITS.turnsMax] };
  const next = { by, at: { $add: [{ $max: ['$lastTurnAt', now] }, TURN_MS] } };
  return [
    {
      $set: {
        quarter,
        failed: { $cond: [{ $eq: ['$quarter', quarter] }, '$failed', []] },
        turns: turnsThat({ $gt: ['$$turn.at', keptSince(now)] }),
        expire: new Date(Date.now() + ROW_LIVES_MS),
      },
    },
    {
      $set: {
        admitted: entering && { $or: [isFree, { $gt: [{ $size: turnsThat(ownAndDue) }, 0] }] },
      },
    },
    {
      $set: {
        failed: {
          $cond: [{ $and: ['$admitted', isFree] }, { $setUnion: ['$failed', [counted]] }, '$failed'],
        },
        turns: {
          $switch: {
            branches: [
              { case: '$admitted', then: turnsThat({ $not: [ownAndDue] }) },
              { case: { $or: [hasOwn, isFull] }, then: '$turns' },
            ],
            default: { $concatArrays: ['$turns', [next]] },
          },
        },
      },
    },
    { $set: { lastTurnAt: { $max: ['$lastTurnAt', { $max: '$turns.at' }] } } },
  ];
}
