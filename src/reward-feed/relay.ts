import { setTimeout as sleep } from 'node:timers/promises';
import type { mongo, Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { isCertainDuplicate } from '../database/duplicate-key';
import { READ_LIMIT_MS } from '../database/read-limits';
import type { StructureWatch } from '../database/structure-watch';
import { AGAIN, DEADLINE_MS, retry, withinDeadline } from '../database/retry';
import { takeRows } from '../database/take-rows';
import { OBLIGATION_PREFIX, relayable, RELAYED_OBLIGATIONS } from '../domain/reward-feed';
import { reached } from '../fault-points';
import type { Log } from '../log';
import { readOwing } from '../reward-requests/obligations';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { entriesOf, entryKey, findTail, type Owed, type OwingRow } from './entries';
import { LEAF_FIELDS } from './leaf';
import type { RewardFeedEntry } from './reward-feed.model';
import { Settling } from './settling';

/** Rows that are relayed together. */
const BATCH_ROWS = 500;
/** Rounds begin at least so far apart, so that under load a round takes many rows. */
const PACE_MS = 250;
const SWEEP_INTERVAL_MS = 1_000;
/** Rows without a leaf that are left out by their ids; others are read in each round, and passed over. */
const LEFT_OUT_MAX = 1_000;
/** So often they are read again, because somebody may have repaired them. */
const LEFT_OUT_MS = 60_000;

interface Parts {
  readonly database: Pick<Collections, 'requests' | 'rewardFeed'>;
  readonly structure: Pick<StructureWatch, 'requireIntact'>;
  readonly log: Log;
}

/**
 * Moves what rows owe into the feed. Each server runs one relay: soon after its own writes, and every second for
 * what another server left behind.
 *
 * Any number of relays may run, and each may be paused or killed at any step: the sequence is given once, each row
 * has each entry once, and an ordered insert is a prefix at every point, so no gap becomes visible. Rows, the
 * feed's tail and the entries are read by majority: what a primary may still lose decides nothing.
 */
export class FeedRelay {
  private loop: Promise<void> | null = null;
  private readonly stopping = new AbortController();
  private rouse: () => void = () => undefined;
  private isRoused = false;
  /** Another relay was faster: what is there is read before the next insert. */
  private contended = false;
  private caughtUpAt = performance.now();
  /** They stay owing, and hold up nothing else. */
  private leftOut: Types.ObjectId[] = [];
  private leftOutAt = performance.now();
  /** The rows without a leaf of the last whole round. */
  private unreadable: ReadonlySet<string> = new Set();
  private readonly settling: Settling;

  constructor(private readonly parts: Parts) {
    this.settling = new Settling(parts.database.requests);
  }

  /** A row of this server owes something now. Returns at once: no answer waits for the feed. */
  wake(): void {
    this.isRoused = true;
    this.rouse();
  }

  /**
   * All codes of a row are bound by majority. Its payment enters the feed, and one update takes both from what the
   * row owes.
   */
  codesBound(requestId: Types.ObjectId): void {
    this.settling.addBound(requestId);
    this.wake();
  }

  isToldBound(requestId: Types.ObjectId): boolean {
    return this.settling.isBound(requestId);
  }

  /** Everything that happened longer ago than this is in the feed, as far as this server knows. */
  get lagSeconds(): number {
    return (performance.now() - this.caughtUpAt) / 1_000;
  }

  /** Rows that were changed by hand and can't enter the feed, as far as this server knows. */
  get unreadableRows(): number {
    return this.unreadable.size;
  }

  start(): void {
    this.caughtUpAt = performance.now();
    this.loop ??= this.run();
  }

  /** Relays what this server's last writes owe, and ends. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.rouse();
    await this.loop;
    if (this.isRoused) await this.round().catch(() => undefined);
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.roused();
      if (this.stopping.signal.aborted) return;
      const begun = performance.now();
      try {
        await withinDeadline(this.round(), 'the feed relay received no answer');
      } catch (error) {
        this.contended = true;
        this.parts.log.warn({ err: error }, 'the feed relay failed and will retry');
      }
      await this.pause(begun + PACE_MS - performance.now());
    }
  }

  /** Resolves at the next write of this server, at the latest when it is time to sweep. */
  private async roused(): Promise<void> {
    if (this.isRoused) return;
    const timer = new AbortController();
    const write = new Promise<void>((resolve) => (this.rouse = resolve));
    await Promise.race([write, sleep(SWEEP_INTERVAL_MS, undefined, { ref: false, signal: timer.signal })]);
    timer.abort();
  }

  private async pause(ms: number): Promise<void> {
    if (ms <= 0) return;
    await sleep(ms, undefined, { ref: false, signal: this.stopping.signal }).catch(() => undefined);
  }

  /**
   * Relays until no row owes anything that this release can write.
   *
   * @returns false when the deadline of writes came first
   */
  async round(): Promise<boolean> {
    // Without the unique indexes two relays could give one place twice, or write one entry twice.
    this.parts.structure.requireIntact(['rewardfeed']);
    const begun = performance.now();
    this.isRoused = false;
    if (begun - this.leftOutAt >= LEFT_OUT_MS) this.leftOut = [];
    if (this.leftOut.length === 0) this.leftOutAt = begun;
    const unreadable = new Set(this.leftOut.map(String));
    const deadline = begun + DEADLINE_MS;
    const bound = this.settling.boundNow();
    const { cursor, rows: first } = await this.readOwing();
    let rows = first;
    try {
      for (;;) {
        reached('feed.read');
        for (const row of await this.relayRows(rows, deadline)) unreadable.add(String(row._id));
        if (rows.length < BATCH_ROWS) break;
        if (performance.now() >= deadline) return false;
        rows = await takeRows(cursor, BATCH_ROWS);
      }
    } finally {
      await cursor.close();
    }
    this.unreadable = unreadable;
    // This round read their rows, unless they owed nothing any more.
    this.settling.forget(bound);
    this.caughtUpAt = begun;
    return true;
  }

  /** @returns those without a leaf */
  private async relayRows(rows: readonly OwingRow[], deadline: number): Promise<OwingRow[]> {
    const owed = rows.flatMap((row) => relayable(this.settling.owedBy(row)).map((type) => ({ row, type })));
    if (owed.length === 0) return [];
    // Rows that another relay settled meanwhile have their entries, so they need not be read again.
    const relayed = await retry(() => this.relay(owed), {
      detail: 'other relays were faster each time',
      deadline,
      errors: () => false,
    });
    const settled = new Set(relayed.map(({ row }) => row));
    const unreadable = [...new Set(owed.map(({ row }) => row))].filter((row) => !settled.has(row));
    for (const { _id } of unreadable) this.leaveOut(_id);
    return unreadable;
  }

  /** @returns what the rows no longer owe; AGAIN when another relay was faster */
  private async relay(owed: readonly Owed[]): Promise<readonly Owed[] | typeof AGAIN> {
    const there = this.contended ? await this.findEntries(owed) : new Set();
    const missing = owed.filter((one) => !there.has(entryKey(one.row._id, one.type)));
    let unreadable: ReadonlySet<OwingRow> = new Set();
    if (missing.length > 0) {
      const tail = await findTail(this.parts.database);
      reached('feed.tailRead');
      const made = entriesOf(missing, tail);
      unreadable = made.unreadable;
      if (made.entries.length > 0 && !(await this.append(made.entries))) {
        this.contended = true;
        return AGAIN;
      }
      reached('feed.appended');
    }
    this.contended = false;
    const settled = owed.filter(({ row }) => !unreadable.has(row));
    await this.settling.settle(settled);
    reached('feed.settled');
    return settled;
  }

  /** The first batch of what is owed, and a cursor for the others: rows that stay owing hold up none behind them. */
  private readOwing() {
    return readOwing(OBLIGATION_PREFIX, async (scan) => {
      const cursor = this.parts.database.requests
        .find<OwingRow>(
          {
            due: { $in: [...RELAYED_OBLIGATIONS] },
            ...(this.leftOut.length > 0 && { _id: { $nin: this.leftOut } }),
          } as mongo.Filter<RewardRequest>,
          { ...scan, projection: { ...LEAF_FIELDS, due: 1 }, maxTimeMS: READ_LIMIT_MS.background },
        )
        .batchSize(BATCH_ROWS);
      return { cursor, rows: await takeRows(cursor, BATCH_ROWS) };
    });
  }

  private async findEntries(owed: readonly Owed[]): Promise<Set<string>> {
    const found = await this.parts.database.rewardFeed
      .find({ rowId: { $in: owed.map(({ row }) => row._id) } }, { projection: { rowId: 1, type: 1 } })
      .toArray();
    return new Set(found.map(({ rowId, type }) => entryKey(rowId, type)));
  }

  /** Ordered: what lands is a prefix. @returns false when a place or an entry was there already */
  private async append(entries: RewardFeedEntry[]): Promise<boolean> {
    try {
      await this.parts.database.rewardFeed.insertMany(entries, { ordered: true });
      return true;
    } catch (error) {
      if (isCertainDuplicate(error)) return false;
      throw error;
    }
  }

  private leaveOut(requestId: Types.ObjectId): void {
    if (this.leftOut.length < LEFT_OUT_MAX) this.leftOut.push(requestId);
    if (this.unreadable.has(String(requestId))) return;
    this.parts.log.error({ requestId }, 'a request that was changed by hand can not enter the reward feed');
  }
}
