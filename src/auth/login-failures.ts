import type { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { derivedId, outboxEntry } from '../audit/entries';
import type { Log } from '../log';

const QUARTER_OF_HOUR_MS = 15 * 60_000;
const BURST = 10;
const ACCOUNTS_MAX = 10_000;

interface Parts {
  readonly chainer: Pick<Chainer, 'append'>;
  readonly log: Log;
}

/**
 * Counts wrong passwords per account and quarter of an hour, in this process, and records the tenth. The
 * entry's id is made of account and quarter, so several servers record one burst once.
 */
export class LoginFailures {
  private readonly counts = new Map<string, { readonly quarter: number; readonly failures: number }>();

  constructor(private readonly parts: Parts) {}

  /** Returns at once: the answer must not tell by its time what was counted. */
  count(accountId: Types.ObjectId, now: Date): void {
    const key = accountId.toHexString();
    const quarter = Math.floor(now.getTime() / QUARTER_OF_HOUR_MS);
    const known = this.counts.get(key);
    const failures = known?.quarter === quarter ? known.failures + 1 : 1;
    // Put last again, so that the first of the map is the one that was quiet for the longest.
    this.counts.delete(key);
    this.counts.set(key, { quarter, failures });
    if (this.counts.size > ACCOUNTS_MAX) this.counts.delete(this.counts.keys().next().value ?? '');
    if (failures === BURST) this.record(accountId, quarter, now);
  }

  private record(accountId: Types.ObjectId, quarter: number, now: Date): void {
    const action = 'loginFailureBurst';
    const entry = outboxEntry({
      id: derivedId(action, accountId.toHexString(), String(quarter)),
      at: now,
      actor: null,
      action,
      targetType: 'User',
      targetId: accountId,
      after: { failures: BURST },
    });
    this.parts.chainer.append(entry).catch((error: unknown) => {
      this.parts.log.warn({ err: error }, 'a burst of login failures was not recorded');
    });
  }
}
