import { setTimeout as sleep } from 'node:timers/promises';
import { Types } from 'mongoose';
import { checkInvariants } from '../../../src/invariants/invariants';
import { verifyChain } from '../../../src/audit/verification';
import type { Database } from '../../../src/database/connection';
import { isOutage } from '../../../src/database/outage';
import { openDatabase } from '../../../src/features';
import { leafHash } from '../../../src/reward-feed/leaf';
import { sealOf } from '../../../src/seals/seal';
import type { ArmedFault } from '../../../src/fault-points';
import { MAIN, type ServerProcess } from '../../support/server-process';
import { until } from '../../support/until';
import { Cluster } from './cluster';

/** Entries that the feed gets between two steps. */
const MORE = 300;
const DUE = { day: '2000-01-01', heldUntil: new Date(0) };

/** Servers that seal one feed at once, while it grows and servers are killed and stopped. */
export class SealTrial {
  private tail = 0;

  private constructor(
    private readonly database: Database,
    readonly cluster: Cluster,
  ) {}

  /** @param main the main module of the build that seals */
  static async open(uri: string, main = MAIN): Promise<SealTrial> {
    const cluster = new Cluster(uri, main);
    const trial = new SealTrial(await openDatabase(uri), cluster);
    // It makes the indexes, and knows the day as sealed.
    const first = await cluster.start();
    await until(() => trial.database.settings.findOne({ _id: 'seals' }));
    await first.end();
    return trial;
  }

  /** Appends entries as relays do; sealing looks at nothing but their leaves. */
  async grow(count = MORE): Promise<void> {
    const entries = Array.from({ length: count }, (_, place) => this.tail + place + 1).map((_id) => ({
      ...{ _id, rowId: new Types.ObjectId(), at: new Date(), type: 'REWARD_GRANTED' as const },
      leaf: leafHash(`leaf ${_id}`),
    }));
    await this.database.rewardFeed.insertMany(entries, { ordered: true });
    this.tail += count;
  }

  /** The day is to be sealed, and no turn keeps another server from sealing it as well. */
  private async makeDue(): Promise<void> {
    await this.database.settings.updateOne({ _id: 'seals' }, { $set: DUE });
  }

  /** Meanwhile the feed grows, so that each server finds something to seal, and every server may seal. */
  private async whileDue(isOver: Promise<unknown>): Promise<void> {
    const over = isOver.then(() => true);
    while (!(await Promise.race([over, sleep(100, false)]))) {
      await this.grow(10);
      await this.makeDue();
    }
  }

  /** Servers at once, each of which ends or stops itself at another step, or seals. */
  async start(faults: ReadonlyArray<ArmedFault | undefined>): Promise<ServerProcess[]> {
    const { cluster } = this;
    const servers = await Promise.all(faults.map((fault) => cluster.start(fault)));
    const ends = servers.map(async (server, place) => {
      if (faults[place]?.signal === 'SIGKILL') await cluster.died(server);
      if (faults[place]?.signal === 'SIGSTOP') await cluster.stopped(server);
    });
    await this.whileDue(Promise.all(ends));
    return servers;
  }

  /** Until everything that the feed holds is sealed: a server that was late may have taken the day for done. */
  async untilSealed(): Promise<void> {
    await until(async () => {
      await sleep(100);
      return this.isSealed().catch((error: unknown) => {
        // The primary was killed meanwhile.
        if (isOutage(error)) return false;
        throw error;
      });
    });
  }

  private async isSealed(): Promise<boolean> {
    await this.makeDue();
    const last = await this.database.auditEntries.findOne({ action: 'SEALED' }, { sort: { sequence: -1 } });
    return last !== null && sealOf(last)?.lastSequence === this.tail;
  }

  /** @returns what is wrong, and how many ranges there are */
  async check(): Promise<{ readonly faults: string[]; readonly ranges: number }> {
    const entries = await this.database.auditEntries
      .find({ action: 'SEALED' })
      .sort({ sequence: 1 })
      .toArray();
    const seals = entries.map((entry) => sealOf(entry)!);
    const faults: string[] = [];
    let end = 0;
    for (const { firstSequence, lastSequence } of seals) {
      if (firstSequence !== end + 1) faults.push(`${firstSequence}-${lastSequence} comes after ${end}`);
      end = lastSequence;
    }
    if (end !== this.tail) faults.push(`sealed up to ${end} of ${this.tail}`);
    const results = await checkInvariants(this.database);
    for (const { name, ok } of results) if (name.startsWith('seals') && !ok) faults.push(name);
    if (!(await verifyChain(this.database, new Date())).ok) faults.push('auditChain');
    return { faults, ranges: seals.length };
  }

  async close(): Promise<void> {
    await this.cluster.kill();
    await this.database.connection.dropDatabase();
    await this.database.close();
  }
}
