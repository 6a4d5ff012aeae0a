// What a row of activity may be. Both doors, the conditions and the console read it from here.

const ACTIVITY_KIND = /^[a-z0-9_.]{1,64}$/;
export const ACTIVITY_KIND_RULE = 'must have 1 to 64 of the characters a-z, 0-9, _ and .';
export const ACTIVITY_EXTERNAL_ID_MAX_CHARACTERS = 128;
export const ACTIVITY_QUANTITY_MAX = 1_000_000_000;

export const ACTIVITY_COUNT_TARGET_MAX = 1_000_000;
export const ACTIVITY_SUM_TARGET_MAX = Number.MAX_SAFE_INTEGER;
export const ACTIVITY_DAYS_TARGET_MAX = 366;

/** Rows of one user, kind and service day. Senders of more aggregate them with `quantity`. */
export const ACTIVITIES_PER_DAY_MAX = 1_000;
/** Rows that one call of recordActivities or voidActivities may hold. */
export const ACTIVITIES_PER_CALL_MAX = 200;
/** Paid requests that an answer names when activities are voided. */
export const AFFECTED_MAX = 1_000;
/** Rows that one body of POST /activities may hold. */
export const ACTIVITIES_PER_BODY_MAX = 1_000;

export const LATENESS_HOURS_DEFAULT = 24;
export const LATENESS_HOURS_MAX = 720;
/** How far the sender's clock may be ahead. */
const EARLINESS_MS = 2 * 60_000;
const HOUR_MS = 3_600_000;

export function isActivityKind(kind: string): boolean {
  return ACTIVITY_KIND.test(kind);
}

/** Whether an activity comes too late, or from the future. */
export function timeFault(
  occurredAt: Date,
  receivedAt: Date,
  latenessHours: number,
): 'TOO_LATE' | 'IN_FUTURE' | null {
  const ageMs = receivedAt.getTime() - occurredAt.getTime();
  if (ageMs > latenessHours * HOUR_MS) return 'TOO_LATE';
  return ageMs < -EARLINESS_MS ? 'IN_FUTURE' : null;
}

/** What a user's activities of one kind inside an event's window come to. Voided ones do not count. */
export interface ActivityTotals {
  readonly count: number;
  /** Of the quantities. */
  readonly sum: number;
  /** Distinct service days. */
  readonly days: number;
  /** Null: there is none. */
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
}

/** Of one kind, those that occurred before an instant and are no longer stored. */
export interface DeletedTotals extends ActivityTotals {
  readonly kind: string;
  /** The start of a service day: those since then are stored one by one. */
  readonly before: Date;
}

/** Days after an event takes no claims any more, or more, for which activities are kept; see `ACTIVITIES_RETENTION_DAYS`. */
export const ACTIVITIES_KEPT_DAYS_MIN = 90;

/** What the activities of two periods come to that share no service day. */
export function addTotals(one: ActivityTotals, other: ActivityTotals): ActivityTotals {
  const instants = [one, other].flatMap(({ firstAt, lastAt }) =>
    [firstAt, lastAt].filter((at) => at !== null),
  );
  const times = instants.map((at) => at.getTime());
  return {
    count: one.count + other.count,
    sum: Math.min(one.sum + other.sum, Number.MAX_SAFE_INTEGER),
    days: one.days + other.days,
    firstAt: times.length === 0 ? null : new Date(Math.min(...times)),
    lastAt: times.length === 0 ? null : new Date(Math.max(...times)),
  };
}

export const NO_ACTIVITIES: ActivityTotals = { count: 0, sum: 0, days: 0, firstAt: null, lastAt: null };
