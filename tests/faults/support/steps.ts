import { Types } from 'mongoose';
import type { FaultPoint } from '../../../src/fault-points';
import { takePipeline } from '../../../src/reward-requests/claim/stock-pipelines';
import type { RewardRequest } from '../../../src/reward-requests/reward-request.model';
import { freshDatabaseUri } from '../../support/server';
import { check, repaired, settled, type Counts } from './checker';
import { Cluster } from './cluster';
import { History, repeatInfos } from './history';
import { Load, MIXED, type Weights } from './load';
import { seeded, type Random } from './seed';
import { createWorld, freshEvents, type World } from './world';

/** A server being up, whatever another left behind is finished within this time. */
export const REPAIR_LIMIT_MS = 10_000;
/** A load comes to every place within seconds; past this it never does. */
const REACH_LIMIT_MS = 30_000;

/** What makes a load come to the places of each kind soon. */
const WEIGHTS: Readonly<Record<string, Weights>> = {
  claim: MIXED,
  stock: MIXED,
  hold: { ...MIXED, decision: 40 },
  decision: { ...MIXED, decision: 40 },
  revocation: { ...MIXED, revocation: 25 },
  stockReturn: { ...MIXED, revocation: 25 },
  stockDelta: { ...MIXED, stockDelta: 25, revocation: 5 },
  admins: { ...MIXED, role: 25 },
  audit: { ...MIXED, role: 15 },
  feed: { ...MIXED, revocation: 5 },
};

/** Two servers that stay well, a load, and a third that a fault is armed in for each round. */
export class StepTrial {
  readonly history = new History();
  private world!: World;
  private cluster!: Cluster;
  private random!: Random;
  /** The last one; a trial that failed has not stopped it. */
  private loading?: Load;
  private counted: Counts = { calls: 0, claims: 0, unanswered: 0, acknowledged: 0, lost: 0, paidTwice: 0 };

  /** @param repairLimitMs how long what another left behind may stay unfinished */
  constructor(private readonly repairLimitMs = REPAIR_LIMIT_MS) {}

  /** @param main the main module of the build that is tried */
  async prepare(suite: string, main?: string): Promise<void> {
    this.random = seeded(suite);
    const uri = freshDatabaseUri();
    this.cluster = new Cluster(uri, main);
    await Promise.all([this.cluster.start(), this.cluster.start()]);
    this.world = await createWorld(uri, this.cluster.urls);
  }

  async close(): Promise<void> {
    await this.loading?.stop();
    const codes = await this.cluster.end();
    await this.world.database.connection.dropDatabase();
    await this.world.close();
    expect(codes).toEqual(codes.map(() => 0));
  }

  /**
   * A server kills itself at the place; the others repair what it left, and one more starts.
   *
   * @param options.loadGoesOn whether clients call during the repair; a repeated call may complete what is unfinished
   * @returns what was counted, and how long the repair took in ms
   */
  async kill(point: FaultPoint, { loadGoesOn = true } = {}): Promise<Counts & { readonly repairMs: number }> {
    await freshEvents(this.world);
    const armed = await this.cluster.start({ point, signal: 'SIGKILL' });
    const load = this.load(point);
    await this.reach(point, this.cluster.died(armed));
    expect(armed.child.signalCode).toBe('SIGKILL');
    if (!loadGoesOn) await load.stop();
    const repairMs = Math.round(await repaired(this.world.database, this.repairLimitMs));
    const again = await this.cluster.start();
    await load.stop();
    await settled(this.world.database, this.repairLimitMs);
    const counts = await this.judge();
    expect(await this.cluster.end(again)).toEqual([0]);
    return { ...counts, repairMs };
  }

  /** A server stands still at the place for so long, while the others settle all that it left; then it goes on. */
  async stop(point: FaultPoint, forMs: number): Promise<Counts> {
    await freshEvents(this.world);
    const armed = await this.cluster.start({ point, signal: 'SIGSTOP' });
    const load = this.load(point);
    await this.reach(point, this.cluster.stopped(armed));
    const goesOnAt = performance.now() + forMs;
    try {
      const stopping = load.stop();
      // Longer than it stands still only where the machine does: it goes on later then.
      await settled(this.world.database, Math.max(forMs, this.repairLimitMs));
      const before = await this.settledState();
      await new Promise((resolve) => setTimeout(resolve, goesOnAt - performance.now()));
      this.cluster.goesOn(armed);
      await stopping;
      await settled(this.world.database, this.repairLimitMs);
      expect(await this.settledState(before)).toEqual(before);
    } finally {
      armed.child.kill('SIGCONT');
    }
    const counts = await this.judge();
    expect(await this.cluster.end(armed)).toEqual([0]);
    return counts;
  }

  private load(point: FaultPoint): Load {
    const { world, history, random } = this;
    const weights = WEIGHTS[point.split('.')[0]!]!;
    this.loading = new Load({ world, history, random: random.fork(), weights });
    return this.loading;
  }

  /** Tombstones are rare: where one is waited for, holds are left behind as by servers that died. */
  private async reach<T>(point: FaultPoint, end: Promise<T>): Promise<T> {
    const { world } = this;
    const leave = () => abandonHold(world.database, world.events.limited.id);
    const leaving = point === 'hold.buried' ? setInterval(() => void leave(), 200) : undefined;
    return within(REACH_LIMIT_MS, `no call came to ${point}`, end).finally(() => clearInterval(leaving));
  }

  private async judge(): Promise<Counts> {
    await repeatInfos(this.history);
    await settled(this.world.database, this.repairLimitMs);
    // Everything since the beginning is checked; what is counted is what came since the last time.
    const counted = this.counted;
    const counts = await check(this.world, this.history);
    this.counted = counts;
    return {
      calls: counts.calls - counted.calls,
      claims: counts.claims - counted.claims,
      unanswered: counts.unanswered - counted.unanswered,
      acknowledged: counts.acknowledged - counted.acknowledged,
      lost: counts.lost,
      paidTwice: counts.paidTwice,
    };
  }

  /** Rows that are decided, ids that are closed, and the chain; of an earlier state, what became of that. */
  private async settledState(earlier?: SettledState): Promise<SettledState> {
    const { requests, auditEntries } = this.world.database;
    const known = earlier && { _id: { $in: earlier.rows.map(({ _id }) => _id as never) } };
    const rows = await requests
      .find(known ?? { $or: [{ status: { $in: [1, 2] } }, { tombstone: true }] }, {
        // The entry and the hold of a decision go after it.
        projection: { outbox: 0, holdDue: 0 },
        sort: { _id: 1 },
      })
      .toArray();
    const entries = await auditEntries
      .find({}, { sort: { sequence: 1 }, ...(earlier && { limit: earlier.entries.length }) })
      .toArray();
    const before = new Map((earlier?.rows ?? []).map((row) => [String(row._id), row]));
    return { rows: rows.map((row) => withoutLaterRevocation(row, before.get(String(row._id)))), entries };
  }
}

interface SettledState {
  readonly rows: readonly RewardRequest[];
  readonly entries: readonly unknown[];
}

/** A server that goes on may revoke what was not revoked before. */
function withoutLaterRevocation(row: RewardRequest, earlier: RewardRequest | undefined): RewardRequest {
  if (earlier === undefined || earlier.revokedAt !== undefined || row.revokedAt === undefined) return row;
  const {
    revokedAt: _at,
    revokedById: _by,
    revokeReason: _reason,
    stockReturnId: _id,
    nonces,
    ...kept
  } = row;
  // A payment without a decision had no nonces before.
  const { revokedById: _byNonce, revokeReason: _reasonNonce, ...decisionNonces } = nonces ?? {};
  const { due } = earlier;
  return {
    ...kept,
    grants: row.grants.map((grant) => ({ ...grant, revokedAt: null })),
    ...(earlier.nonces && { nonces: decisionNonces }),
    ...(due && { due }),
  };
}

/** A hold as a server leaves it that died right after the take, and long ago. */
async function abandonHold({ events }: World['database'], eventId: string): Promise<void> {
  const _id = new Types.ObjectId(eventId);
  const claimId = new Types.ObjectId();
  await events.updateOne(
    { _id },
    takePipeline([{ id: claimId, userId: new Types.ObjectId() }], { paid: [], pending: [] }, new Date()),
  );
  await events.updateOne({ _id, 'holds.id': claimId }, { $set: { 'holds.$.at': new Date(0) } });
}

async function within<T>(limitMs: number, otherwise: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
