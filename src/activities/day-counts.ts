import type { Database } from '../database/connection';
import type { ServiceCalendar } from '../domain/service-calendar';
import { countByDay, dayKey } from './activity-queries';
import type { Activity } from './activity.model';

type OfDay = Pick<Activity, 'userId' | 'kind' | 'day'>;

interface Known {
  /** At the read, with what this server has stored since. */
  count: number;
  stored: number;
  readonly readAt: number;
}

/** After so many rows of its own a server reads the count again: other servers may have stored as many. */
const STORED_MAX = 100;
const AGE_MAX_MS = 60_000;
const KNOWN_MAX = 10_000;

/**
 * How many rows there are of a user, a kind and a service day. Counting reads all of them, so that it would cost the
 * more the more are there; a server counts again after some rows of its own. Each other server may thus store up to 100
 * rows that it does not see: the limit is approximate under concurrency.
 */
export class DayCounts {
  /** By `dayKey`, the one that was read the longest ago first. */
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly database: Pick<Database, 'activities'>,
    private readonly calendar: ServiceCalendar,
  ) {}

  /** The counts of the days of rows that are about to be stored, by `dayKey`. */
  async of(rows: readonly OfDay[]): Promise<Map<string, number>> {
    const wanted = new Map<string, OfDay[]>();
    for (const row of rows) wanted.set(dayKey(row), [...(wanted.get(dayKey(row)) ?? []), row]);
    const unknown = [...wanted.values()].flatMap((group) => (this.isKnown(group) ? [] : group.slice(0, 1)));
    const readAt = performance.now();
    const read = await countByDay({ activities: this.database.activities }, this.calendar, unknown);
    for (const row of unknown) {
      this.keep(dayKey(row), { count: read.get(dayKey(row)) ?? 0, stored: 0, readAt });
    }
    return new Map([...wanted.keys()].map((key) => [key, this.known.get(key)?.count ?? read.get(key) ?? 0]));
  }

  /** Rows were stored. */
  add(rows: readonly OfDay[]): void {
    for (const row of rows) {
      const known = this.known.get(dayKey(row));
      if (known === undefined) continue;
      known.count += 1;
      known.stored += 1;
    }
  }

  private isKnown(rows: readonly OfDay[]): boolean {
    const known = this.known.get(dayKey(rows[0]!));
    return (
      known !== undefined &&
      known.stored + rows.length <= STORED_MAX &&
      performance.now() - known.readAt < AGE_MAX_MS
    );
  }

  private keep(key: string, known: Known): void {
    this.known.delete(key);
    this.known.set(key, known);
    if (this.known.size > KNOWN_MAX) this.known.delete(this.known.keys().next().value!);
  }
}
