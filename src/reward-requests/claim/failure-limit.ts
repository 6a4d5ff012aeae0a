import type { Types } from 'mongoose';
import type { Database } from '../../database/connection';
import { DEADLINE_MS } from '../../database/retry';
import { isRejection, RequestStatus } from '../../domain/request-status';
import { serviceDayOf, startOfServiceDay, type ServiceCalendar } from '../../domain/service-calendar';
import { refusal, type RefusalCode } from '../../errors';
import type { NewestRow } from './facts-queries';
import type { Sent } from './insert-request';
import { pairKey, type Pair } from './pairs';

/** Rows of claims that the rules refused, per user, event and service day. */
export const FAILED_PER_DAY = 20;

interface Failing {
  readonly pair: Pair;
  readonly newest: NewestRow | null;
  readonly now: Date;
  readonly code: RefusalCode;
}

/** Inserts of such rows by this process, for one pair. */
interface Inserts {
  readonly underWay: Set<Promise<unknown>>;
  ended: number;
  /** Forgets them once every claim that could have read the facts before them has been answered. */
  readonly forget: NodeJS.Timeout;
}

/**
 * Keeps the rows of claims that the rules refuse bounded, so that a user who tries all day makes neither the
 * history long nor the claims of others slow. Servers that insert at the same moment may add a few more.
 */
export class FailureLimit {
  private readonly inserts = new Map<string, Inserts>();

  constructor(
    private readonly database: Database,
    private readonly calendar: ServiceCalendar,
  ) {}

  /**
   * Inserts the row of a claim that fails; or, when there are enough rows of that day, answers with the
   * latest of them and inserts none.
   */
  async insert({ pair, newest, now, code }: Failing, insert: () => Promise<Sent>): Promise<Sent> {
    const since = startOfServiceDay(this.calendar, serviceDayOf(this.calendar, now));
    const key = pairKey(pair);
    const known = this.inserts.get(key);
    const endedBefore = known?.ended ?? 0;
    const failed =
      known !== undefined || (newest !== null && newest.requestedAt >= since)
        ? await this.findFailed(pair, since)
        : [];
    if (failed.length >= FAILED_PER_DAY) {
      const request = await this.database.requests.findOne({ _id: failed[0], userId: pair.userId });
      return { kind: 'answer', answer: { request, refusal: refusal(code) } };
    }
    // Rows that the read may have come too early for.
    const inserts = this.insertsOf(key);
    if (failed.length + inserts.underWay.size + inserts.ended - endedBefore >= FAILED_PER_DAY) {
      if (inserts.underWay.size > 0) await Promise.race(inserts.underWay);
      return { kind: 'again' };
    }
    const insertion = insert();
    const settled = insertion.catch(() => undefined);
    inserts.underWay.add(settled);
    try {
      return await insertion;
    } finally {
      inserts.underWay.delete(settled);
      inserts.ended += 1;
      inserts.forget.refresh();
    }
  }

  private insertsOf(key: string): Inserts {
    const known = this.inserts.get(key);
    if (known !== undefined) return known;
    const forget = setTimeout(() => {
      if (inserts.underWay.size === 0) this.inserts.delete(key);
    }, DEADLINE_MS).unref();
    const inserts: Inserts = { underWay: new Set(), ended: 0, forget };
    this.inserts.set(key, inserts);
    return inserts;
  }

  /**
   * The ids of the rows of that day that the rules failed, newest first. It looks at one row more than are
   * allowed: among them an operator's rejections are few.
   */
  private async findFailed({ userId, eventId }: Pair, since: Date): Promise<Types.ObjectId[]> {
    const rows = await this.database.requests
      .find({ userId, eventId, requestedAt: { $gte: since } })
      .sort({ requestedAt: -1 })
      .limit(FAILED_PER_DAY + 1)
      .project<{ _id: Types.ObjectId; status: RequestStatus; failureCode: RefusalCode | null }>({
        status: 1,
        failureCode: 1,
      })
      .toArray();
    return rows
      .filter(({ status, failureCode }) => status === RequestStatus.FAILED && !isRejection(failureCode))
      .map(({ _id }) => _id);
  }
}
