import { setTimeout as sleep } from 'node:timers/promises';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import type { Clock } from '../clock';
import type { Database } from '../database/connection';
import type { StructureWatch } from '../database/structure-watch';
import type { ServiceCalendar, ServiceDay } from '../domain/service-calendar';
import { reached } from '../fault-points';
import type { Log } from '../log';
import { sealingDayOf } from './access-days';
import { sealFeed, type SealingResult } from './sealing';
import { endTurn, findSealsSetting, openTurns, renewTurn, takeTurn } from './seal-turns';

const DAY_MS = 86_400_000;
/** How often a server asks whether a day is to be sealed. */
const ASK_INTERVAL_MS = 10_000;

/** Between pages of entries: 100,000 entries take about 12 s, and claims beside them keep their rate. */
const PAUSE_MS = 200;

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'append'>;
  readonly structure: Pick<StructureWatch, 'requireIntact'>;
  readonly calendar: ServiceCalendar;
  readonly clock: Clock;
  readonly log: Log;
}

/** Once in each service day, from an hour after its start on, one server seals what the feed holds; see sealFeed. */
export class DailySeal {
  private askedAt = -Infinity;
  private endedAt: Date;
  private running: Promise<void> | null = null;
  private readonly stopping = new AbortController();

  constructor(private readonly parts: Parts) {
    this.endedAt = parts.clock();
  }

  /** Since the last sealing ended, as far as this server knows; before the first one since the server started. */
  get ageDays(): number {
    return (this.parts.clock().getTime() - this.endedAt.getTime()) / DAY_MS;
  }

  /** At each start, before anything is served. */
  open(): Promise<void> {
    return openTurns(this.parts.database, this.day());
  }

  /** Starts to seal if a day is to be sealed, and returns without waiting for its end. */
  async startIfDue(): Promise<void> {
    if (this.running !== null || this.stopping.signal.aborted) return;
    if (performance.now() - this.askedAt < ASK_INTERVAL_MS) return;
    this.askedAt = performance.now();
    const { database, structure } = this.parts;
    const day = this.day();
    const sealed = await this.readSealedDay();
    // The setting was removed by hand.
    if (sealed === null) return this.open();
    if (sealed >= day) return;
    // Without the unique ids and sequences of the chain a range could be sealed twice.
    structure.requireIntact(['rewardfeed', ...RECORDED_COLLECTIONS]);
    if (await takeTurn(database, day)) this.running = this.run(day);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** The day that is to be sealed now. */
  private day(): ServiceDay {
    const { calendar, clock } = this.parts;
    return sealingDayOf(calendar, clock());
  }

  private async run(day: ServiceDay): Promise<void> {
    const { database, log } = this.parts;
    try {
      reached('seal.taken');
      const { signal } = this.stopping;
      const onPage = async () => {
        await renewTurn(database);
        await sleep(PAUSE_MS, undefined, { ref: false });
      };
      const result = await sealFeed(this.parts, { signal, onPage });
      await endTurn(database, result.complete ? day : null);
      await this.readSealedDay();
      this.report(result);
    } catch (error) {
      await endTurn(database, null).catch(() => undefined);
      log.warn({ err: error }, 'sealing the reward feed failed and will be repeated soon');
    } finally {
      this.running = null;
    }
  }

  private async readSealedDay(): Promise<ServiceDay | null> {
    const setting = await findSealsSetting(this.parts.database);
    this.endedAt = setting?.endedAt ?? this.endedAt;
    return setting?.day ?? null;
  }

  private report(result: SealingResult): void {
    const { log } = this.parts;
    if (result.seals > 0) log.info(result, 'the reward feed was sealed');
    if (result.missing > 0) log.error(result, 'entries of the reward feed were missing when it was sealed');
  }
}
