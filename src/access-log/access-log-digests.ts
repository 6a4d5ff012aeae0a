import { createHash } from 'node:crypto';
import type { mongo } from 'mongoose';
import { canonicalJson } from '../audit/entries';
import type { Collections } from '../database/client-collections';
import {
  addDays,
  serviceDayOf,
  startOfServiceDay,
  type ServiceCalendar,
  type ServiceDay,
} from '../domain/service-calendar';

/** Lines between two calls of `onPage`. */
const PAGE_LINES = 2_000;

interface Days {
  /** The service day before the first one. Null: from the oldest line on. */
  readonly after: ServiceDay | null;
  readonly lastDay: ServiceDay;
  /** Only lines that expire later than this. */
  readonly expireAfter: Date;
}

interface Options {
  readonly read?: mongo.FindOptions & mongo.Abortable;
  readonly onPage?: (() => void | Promise<void>) | undefined;
}

export interface AccessLogDigest {
  readonly day: ServiceDay;
  readonly count: number;
  /** SHA-256 over the day's lines in the order of time and id, in hex. */
  readonly digest: string;
  /** When the first of them expires. */
  readonly keptUntil: Date;
}

/** The digest of each service day that has lines, in the order of the days. */
export async function* digestDays(
  { accessLog }: Pick<Collections, 'accessLog'>,
  calendar: ServiceCalendar,
  { after, lastDay, expireAfter }: Days,
  { read = {}, onPage }: Options = {},
): AsyncGenerator<AccessLogDigest> {
  const startAfter = (day: ServiceDay) => startOfServiceDay(calendar, addDays(day, 1));
  const at = { ...(after !== null && { $gte: startAfter(after) }), $lt: startAfter(lastDay) };
  const lines = accessLog.find({ at, expiresAt: { $gt: expireAfter } }, read).sort({ at: 1, _id: 1 });
  let open = null as DayDigest | null;
  let count = 0;
  for await (const line of lines) {
    const day = serviceDayOf(calendar, line.at);
    if (open?.day !== day) {
      if (open !== null) yield open.finish();
      open = new DayDigest(day);
    }
    open.add(line);
    if (++count % PAGE_LINES === 0) await onPage?.();
  }
  if (open !== null) yield open.finish();
}

interface Line {
  readonly _id: unknown;
  readonly actorId: unknown;
  readonly userId: unknown;
  readonly what: unknown;
  readonly at: Date;
  readonly expiresAt: Date;
}

class DayDigest {
  private readonly hash = createHash('sha256');
  private count = 0;
  private keptUntil: Date | null = null;

  constructor(readonly day: ServiceDay) {}

  add({ _id, actorId, userId, what, at, expiresAt }: Line): void {
    this.count += 1;
    if (this.keptUntil === null || expiresAt < this.keptUntil) this.keptUntil = expiresAt;
    this.hash.update(`${canonicalJson({ id: _id, actorId, userId, what, at })}\n`);
  }

  finish(): AccessLogDigest {
    const { day, count } = this;
    return { day, count, digest: this.hash.digest('hex'), keptUntil: this.keptUntil! };
  }
}
