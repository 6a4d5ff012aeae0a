/**
 * The rules of the domain once more, without a database, for calls that come one after the other: what a
 * server must answer. Users, events and requests are places in lists, instants are milliseconds, days numbers.
 */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Seoul is nine hours ahead all year. */
const dayOf = (instant: number) => Math.floor((instant + 9 * HOUR_MS) / DAY_MS);

export interface ModelEvent {
  title: string;
  readonly startAt: number;
  endAt: number;
  active: boolean;
  archived: boolean;
  frozen: boolean;
  version: number;
  readonly payout: 'AUTO' | 'MANUAL';
  readonly kind: 'CONSECUTIVE_ATTENDANCE' | 'TOTAL_ATTENDANCE';
  readonly target: number;
  readonly quantity: number;
  /** Null: unlimited. */
  stock: number | null;
  remaining: number | null;
}

export interface ModelRequest {
  readonly user: number;
  readonly event: number;
  readonly attempt: number;
  status: 'PENDING' | 'SUCCESS' | 'FAILED';
  failureCode: string | null;
  revoked: boolean;
}

/** The code of a refusal or fault, null for success; and the request that is told, if any. */
export interface Told {
  readonly code: string | null;
  readonly request: number | null;
}

export interface EditOf {
  readonly title?: string;
  readonly active?: boolean;
  readonly endAt?: number;
}

export class Model {
  readonly requests: ModelRequest[] = [];
  private readonly attended: ReadonlyArray<Set<number>>;
  private readonly claimKeys = new Map<string, number>();
  /** Of changes of stock and of revocations, which share their keys. */
  private readonly actKeys = new Map<string, string>();

  constructor(
    public now: number,
    users: number,
    readonly events: readonly ModelEvent[],
  ) {
    this.attended = Array.from({ length: users }, () => new Set<number>());
  }

  /** @returns whether this call made the day count */
  checkIn(user: number): boolean {
    const days = this.attended[user]!;
    const before = days.size;
    days.add(dayOf(this.now));
    return days.size > before;
  }

  /** What stands in the way of a claim first; null: nothing does. */
  blocker(user: number, place: number): string | null {
    const event = this.events[place]!;
    const live = this.liveOf(user, place);
    if (live !== undefined) return live.status === 'SUCCESS' ? 'ALREADY_REWARDED' : 'ALREADY_REQUESTED';
    if (event.archived || !event.active) return 'EVENT_INACTIVE';
    if (this.now < event.startAt) return 'EVENT_NOT_STARTED';
    if (this.now >= event.endAt) return 'EVENT_ENDED';
    if (this.progress(user, place) < event.target) return 'CONDITIONS_NOT_MET';
    return event.remaining !== null && event.remaining < event.quantity ? 'OUT_OF_STOCK' : null;
  }

  /** How far the user is with the event's condition. */
  progress(user: number, place: number): number {
    const { startAt, endAt, kind } = this.events[place]!;
    const days = [...this.attended[user]!].filter((day) => day >= dayOf(startAt) && day <= dayOf(endAt - 1));
    if (kind === 'TOTAL_ATTENDANCE') return days.length;
    const runFrom = (day: number): number => (days.includes(day) ? 1 + runFrom(day + 1) : 0);
    return Math.max(0, ...days.map(runFrom));
  }

  claim(user: number, place: number, key: string | null): Told {
    const keyed = key === null ? undefined : this.claimKeys.get(`${user}/${key}`);
    if (keyed !== undefined) {
      const row = this.requests[keyed]!;
      if (row.event !== place) return { code: 'IDEMPOTENCY_KEY_REUSED', request: null };
      return { code: row.failureCode, request: keyed };
    }
    const event = this.events[place]!;
    const code = this.blocker(user, place);
    if (code?.startsWith('EVENT_')) return { code, request: null };
    if (code?.startsWith('ALREADY_')) {
      return { code, request: this.requests.indexOf(this.liveOf(user, place)!) };
    }
    if (code === null) {
      event.frozen = true;
      if (event.remaining !== null) event.remaining -= event.quantity;
    }
    const paid = event.payout === 'AUTO' ? 'SUCCESS' : 'PENDING';
    const attempt = this.requests.filter((row) => row.user === user && row.event === place).length + 1;
    const row = { user, event: place, attempt, failureCode: code, revoked: false };
    this.requests.push({ ...row, status: code ? 'FAILED' : paid });
    if (key !== null) this.claimKeys.set(`${user}/${key}`, this.requests.length - 1);
    return { code, request: this.requests.length - 1 };
  }

  decide(request: number, verdict: 'approve' | 'reject'): string | null {
    const row = this.requests[request]!;
    if (row.status !== 'PENDING') return 'ALREADY_DECIDED';
    if (verdict === 'approve') {
      row.status = 'SUCCESS';
      return null;
    }
    row.status = 'FAILED';
    row.failureCode = 'REJECTED';
    const event = this.events[row.event]!;
    if (event.remaining !== null) event.remaining += event.quantity;
    return null;
  }

  revoke(request: number, returnStock: boolean, key: string): string | null {
    const act = `revoke ${request}/${returnStock}`;
    const used = this.actKeys.get(key);
    if (used !== undefined) return used === act ? null : 'IDEMPOTENCY_KEY_REUSED';
    const row = this.requests[request]!;
    if (row.status !== 'SUCCESS') return 'NOT_REVOCABLE';
    if (row.revoked) return 'ALREADY_REVOKED';
    row.revoked = true;
    this.actKeys.set(key, act);
    const event = this.events[row.event]!;
    if (returnStock && event.remaining !== null) event.remaining += event.quantity;
    return null;
  }

  changeStock(place: number, delta: number, key: string): string | null {
    const event = this.events[place]!;
    const used = this.actKeys.get(key);
    if (used !== undefined) return used === `stock ${place}/${delta}` ? null : 'IDEMPOTENCY_KEY_REUSED';
    if (event.archived) return 'EVENT_ARCHIVED';
    if (event.stock === null || event.remaining === null) return 'BAD_USER_INPUT';
    if (event.remaining + delta < 0) return 'OUT_OF_STOCK';
    event.stock += delta;
    event.remaining += delta;
    this.actKeys.set(key, `stock ${place}/${delta}`);
    return null;
  }

  edit(place: number, expectedVersion: number, edit: EditOf): string | null {
    const event = this.events[place]!;
    if (event.archived) return 'EVENT_ARCHIVED';
    if (event.version !== expectedVersion) return 'STALE_VERSION';
    const changed = (Object.keys(edit) as Array<keyof EditOf>).some((name) => edit[name] !== event[name]);
    if (!changed) return null;
    if (event.frozen && edit.endAt !== undefined && edit.endAt < event.endAt) return 'EVENT_HAS_REQUESTS';
    Object.assign(event, edit);
    event.version += 1;
    return null;
  }

  archive(place: number, expectedVersion: number): string | null {
    const event = this.events[place]!;
    if (event.archived) return 'EVENT_ARCHIVED';
    if (event.version !== expectedVersion) return 'STALE_VERSION';
    event.archived = true;
    event.version += 1;
    return null;
  }

  private liveOf(user: number, place: number): ModelRequest | undefined {
    return this.requests.find((row) => row.user === user && row.event === place && row.status !== 'FAILED');
  }
}
