import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, retryAfterOverload } from '../errors';
import { shareOf } from '../worker-share';
import { FairQueue } from './fair-queue';

export interface SlotLimits {
  /** Queries of one caller that run at once. */
  readonly running: number;
  /** Further queries of one caller that wait; one more is refused. */
  readonly waiting: number;
  /** Queries of all callers that run at once on this server. */
  readonly onServer: number;
}

/** A query that costs more than this (docs/limits.md, "Documents") is heavy. */
export const HEAVY_COST = 1_000;

export const QUERY_SLOTS = {
  /** Per account or service key. */
  light: { running: 8, waiting: 64, onServer: 64 },
  heavy: { running: 2, waiting: 64, onServer: 16 },
  /** Per network. Nothing that is public reads the database, so several at once would gain nothing. */
  anonymous: { running: 1, waiting: 256, onServer: 64 },
} as const satisfies Record<string, SlotLimits>;

/**
 * A slot rests for so many times as long as it was used before it is used again, while there are others to leave the
 * time to. Under load operations take longer, so a caller with many of them leaves the more to others the more there
 * is to do.
 */
const RESTS_FOR = 4;
const REST_MAX_MS = 10_000;

interface Caller {
  running: number;
  /** Slots among the running ones that rest. */
  resting: number;
  readonly waiting: Array<() => void>;
}

/**
 * Lets few operations of each caller run at once, and of those that may run serves callers in turn. It bounds what a
 * server works on and holds in memory, so it works whether or not rate limits are on.
 */
export class FairSlots {
  private count = 0;
  private readonly callers = new Map<string, Caller>();
  /** Bounded by what each caller may run. */
  private readonly turns = new FairQueue<() => void>([Infinity, Infinity]);

  /** @param isContended whether others need the time of a caller that has so many operations under way here */
  constructor(
    private readonly limits: SlotLimits,
    private readonly isContended: (ofCaller: number) => boolean,
  ) {}

  /** How many operations have a slot. */
  get running(): number {
    return this.count;
  }

  /** How many operations wait. */
  get waiting(): number {
    let count = this.turns.size;
    for (const { waiting } of this.callers.values()) count += waiting.length;
    return count;
  }

  /** How many operations run or wait. */
  get underWay(): number {
    return this.running + this.waiting;
  }

  /**
   * Waits for a slot.
   *
   * @returns a function that gives the slot back, to be called once
   * @throws AppError RATE_LIMITED when too many of the caller's operations wait
   */
  async take(key: string): Promise<() => void> {
    const { limits } = this;
    const caller = this.callers.get(key) ?? { running: 0, resting: 0, waiting: [] };
    this.callers.set(key, caller);
    if (caller.running < limits.running) caller.running += 1;
    else if (caller.waiting.length < limits.waiting) {
      // An operation that ends hands its place over, so that no other can take it in between.
      await new Promise<void>((begin) => caller.waiting.push(begin));
    } else throw new AppError('RATE_LIMITED', { retryAfterSeconds: retryAfterOverload() });
    if (this.count < limits.onServer) this.count += 1;
    else await new Promise<void>((begin) => this.turns.push([key], begin));
    const begun = performance.now();
    // Requests that arrived meanwhile are read first; otherwise operations that never wait would delay all others.
    await nextTurn();
    return () => this.leave(key, caller, performance.now() - begun);
  }

  private leave(key: string, caller: Caller, usedMs: number): void {
    const isContended = this.isContended(caller.running - caller.resting + caller.waiting.length);
    const nextOfAll = this.turns.take();
    if (nextOfAll) nextOfAll();
    else this.count -= 1;
    if (!isContended) return this.free(key, caller);
    caller.resting += 1;
    const rested = () => {
      caller.resting -= 1;
      this.free(key, caller);
    };
    setTimeout(rested, Math.min(RESTS_FOR * usedMs, REST_MAX_MS)).unref();
  }

  private free(key: string, caller: Caller): void {
    const next = caller.waiting.shift();
    if (next) return next();
    caller.running -= 1;
    if (caller.running === 0) this.callers.delete(key);
  }
}

/** What a worker may use of a server's slots. */
export function shareOfSlots({ running, waiting, onServer }: SlotLimits): SlotLimits {
  return { running: shareOf(running), waiting: shareOf(waiting), onServer: shareOf(onServer) };
}

/** The slots of a server's queries. */
export class QuerySlots {
  private operations = 0;
  private readonly light = this.slots(QUERY_SLOTS.light, (ofCaller) => this.operations > ofCaller);
  /** Among heavy queries alone turns are enough: rests would leave the server idle. */
  private readonly heavy = this.slots(QUERY_SLOTS.heavy, () => this.operations > this.heavy.underWay);
  private readonly anonymous = this.slots(QUERY_SLOTS.anonymous, (ofCaller) => this.operations > ofCaller);

  /** How many queries have a slot. */
  get running(): number {
    return this.light.running + this.heavy.running + this.anonymous.running;
  }

  /** How many queries wait for one. */
  get waiting(): number {
    return this.light.waiting + this.heavy.waiting + this.anonymous.waiting;
  }

  /** An operation of any kind begins. @returns a function to be called when it has been answered */
  begin(): () => void {
    this.operations += 1;
    return () => {
      this.operations -= 1;
    };
  }

  /** @param callerId of an account or a service key. @throws AppError RATE_LIMITED */
  takeForCaller(callerId: string, cost: number): Promise<() => void> {
    return (cost > HEAVY_COST ? this.heavy : this.light).take(callerId);
  }

  /** Does work in a slot of a caller. @throws AppError RATE_LIMITED */
  async runForCaller<T>(callerId: string, cost: number, work: () => Promise<T>): Promise<T> {
    const giveBack = await this.takeForCaller(callerId, cost);
    try {
      return await work();
    } finally {
      giveBack();
    }
  }

  /** For a caller without an account, whatever the query costs. @throws AppError RATE_LIMITED */
  takeForNetwork(network: string): Promise<() => void> {
    return this.anonymous.take(network);
  }

  private slots(limits: SlotLimits, isContended: (ofCaller: number) => boolean): FairSlots {
    return new FairSlots(shareOfSlots(limits), isContended);
  }
}
