import { randomBytes } from 'node:crypto';
import { mongo, type Types } from 'mongoose';
import { Batcher } from '../database/batcher';
import type { Collections } from '../database/client-collections';
import { hinted } from '../database/hinted';
import { READ_LIMIT_MS } from '../database/read-limits';
import { AGAIN, retry } from '../database/retry';
import type { StructureWatch } from '../database/structure-watch';
import { RequestStatus } from '../domain/request-status';
import { OWES_CODES } from '../domain/reward-feed';
import { reached } from '../fault-points';
import type { Log } from '../log';
import type { BoundCode, CodesOfRequests } from '../reward-requests/codes-of-requests';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { signals } from '../telemetry/signals';
import { byRequest } from './code-reader';
import type { RewardCode } from './reward-code.model';

/** How long an answer waits for its codes. */
const ANSWER_WAITS_MS = 300;
/** A younger row is being completed by the server that paid it. */
const LEFT_BEHIND_MS = 2_000;
const SWEEP_ROWS = 500;
const DUE_INDEX = 'due_1';
const FREE_INDEX = 'rewardId_1_requestId_1_lookup_1';

interface Parts {
  readonly database: Pick<Collections, 'requests' | 'rewardCodes'>;
  readonly structure: Pick<StructureWatch, 'requireIntact'>;
  /** Woken when a row no longer owes codes: only then its payment enters the feed. */
  readonly feed: { wake(): void };
  readonly log: Log;
}

type Row = Pick<RewardRequest, '_id' | 'grants'>;

/** One code that a row owes. */
interface Owed {
  readonly requestId: Types.ObjectId;
  readonly rewardId: Types.ObjectId;
}

type FreeCode = Pick<RewardCode, '_id' | 'code'>;

interface Bound {
  readonly missing: readonly Owed[];
  /** Null: what is bound has to be read. */
  readonly bound: ReadonlyMap<string, readonly BoundCode[]> | null;
}

/**
 * Gives paid requests the codes that they owe. Any number of servers may do this for the same request, and each may be
 * killed at any step: a code is bound by an update that requires it to be free, a unique index gives a request one code
 * of each pool, and the row owes codes until all of them are bound by majority.
 */
export class CodeBinder implements CodesOfRequests {
  private readonly batches: Batcher<Row, readonly BoundCode[] | null>;

  constructor(private readonly parts: Parts) {
    this.batches = new Batcher((rows) => this.bindAll(rows), { name: 'codes', maxInFlight: 2 });
  }

  async bindSoon(row: Parameters<CodesOfRequests['bindSoon']>[0]): Promise<void> {
    const { _id, due, grants } = row;
    if (!due?.includes(OWES_CODES)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ANSWER_WAITS_MS);
      void this.batches
        .add({ _id, grants })
        .then((codes) => {
          if (codes !== null) row.boundCodes = codes;
        })
        .catch((error: unknown) => this.parts.log.warn({ err: error }, 'codes are left to the sweep'))
        .finally(() => {
          clearTimeout(timer);
          resolve();
        });
    });
  }

  /** Binds what rows owe whose server died or had to give up. Every server runs it each second. */
  async sweep(): Promise<void> {
    for (;;) {
      const rows = await this.findLeftBehind();
      // Those whose pool has no code are tried again by the next sweep.
      const outcomes = await Promise.allSettled(rows.map((row) => this.batches.add(row)));
      const bound = outcomes.filter(({ status }) => status === 'fulfilled').length;
      for (let count = 0; count < bound; count++) signals.repair.emit('boundCode');
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      if (rows.length < SWEEP_ROWS) return;
    }
  }

  /** Finishes what runs. */
  stop(): Promise<void> {
    return this.batches.drained();
  }

  private findLeftBehind(): Promise<Row[]> {
    return hinted(DUE_INDEX, (hint) =>
      this.parts.database.requests
        .find<Row>(
          {
            // $type: without it the planner can't tell that the partial index holds the row.
            due: { $eq: OWES_CODES, $type: 'string' },
            status: RequestStatus.SUCCESS,
            $expr: { $lt: ['$decidedAt', { $subtract: ['$$NOW', LEFT_BEHIND_MS] }] },
          } as mongo.Filter<RewardRequest>,
          {
            ...hint,
            projection: { 'grants.rewardId': 1, 'grants.codePool': 1 },
            limit: SWEEP_ROWS,
            maxTimeMS: READ_LIMIT_MS.background,
          },
        )
        .toArray(),
    );
  }

  /** @returns for each row its codes, null where they have to be read, or the reason why it still owes codes */
  private async bindAll(rows: readonly Row[]): Promise<Array<readonly BoundCode[] | null | Error>> {
    // Without its unique indexes a code could be bound twice, or a request get two.
    this.parts.structure.requireIntact(['rewardcodes']);
    const owed = rows.flatMap(({ _id, grants }) =>
      grants.filter(({ codePool }) => codePool).map(({ rewardId }): Owed => ({ requestId: _id, rewardId })),
    );
    const { missing, bound } = await this.bindUntilKnown(owed);
    const unsettled = new Set(missing.map(({ requestId }) => String(requestId)));
    const settled = rows.filter(({ _id }) => !unsettled.has(String(_id)));
    if (settled.length > 0) {
      await this.parts.database.requests.updateMany(
        { _id: { $in: settled.map(({ _id }) => _id) } },
        { $pull: { due: OWES_CODES } },
      );
      reached('codes.settled');
      this.parts.feed.wake();
    }
    return rows.map(({ _id }) => {
      if (!unsettled.has(String(_id))) return bound && (bound.get(String(_id)) ?? []);
      return new Error('a code pool has fewer codes than were won');
    });
  }

  /** @returns those for which their pool has no free code, and the codes by request if the first attempt bound all */
  private async bindUntilKnown(owed: readonly Owed[]): Promise<Bound> {
    let open = owed;
    let missing: readonly Owed[] = [];
    let isFirst = true;
    let bound: Bound['bound'] = null;
    await retry(
      async () => {
        // The update of an earlier attempt or of another server may have bound some of them.
        if (!isFirst) open = await this.withoutBound(open);
        const wasFirst = isFirst;
        isFirst = false;
        const { chosen, without } = await this.choose(open);
        reached('codes.read');
        if (chosen.length === 0) {
          // Another server may have bound the last codes to these requests, since they were read.
          missing = await this.withoutBound(without);
          return null;
        }
        const all = await this.update(chosen);
        reached('codes.bound');
        if (!all || without.length > 0) return AGAIN;
        if (wasFirst) bound = byRequest(chosen);
        return null;
      },
      { detail: 'codes could not be bound in time' },
    );
    return { missing, bound };
  }

  private async withoutBound(owed: readonly Owed[]): Promise<Owed[]> {
    if (owed.length === 0) return [];
    const ids = [...new Map(owed.map(({ requestId }) => [String(requestId), requestId])).values()];
    const bound = await this.parts.database.rewardCodes
      .find<Owed>({ requestId: { $in: ids, $type: 'objectId' } } as mongo.Filter<RewardCode>, {
        projection: { _id: 0, requestId: 1, rewardId: 1 },
      })
      .toArray();
    const known = new Set(bound.map(keyOf));
    return owed.filter((one) => !known.has(keyOf(one)));
  }

  /** A free code for each, from a random place of its pool. */
  private async choose(owed: readonly Owed[]) {
    const pools = new Map<string, Owed[]>();
    for (const one of owed) {
      const pool = pools.get(String(one.rewardId));
      if (pool === undefined) pools.set(String(one.rewardId), [one]);
      else pool.push(one);
    }
    const chosen: BoundCode[] = [];
    const without: Owed[] = [];
    await Promise.all(
      [...pools.values()].map(async (wanted) => {
        const free = await this.findFree(wanted[0]!.rewardId, wanted.length);
        wanted.forEach((one, place) => {
          const code = free[place];
          if (code === undefined) without.push(one);
          else chosen.push({ ...code, ...one });
        });
      }),
    );
    return { chosen, without };
  }

  private async findFree(rewardId: Types.ObjectId, count: number): Promise<FreeCode[]> {
    const from = randomBytes(6).toString('base64url');
    const after = await this.readFree({ rewardId, lookup: { $gte: from } }, count);
    if (after.length === count) return after;
    return [...after, ...(await this.readFree({ rewardId, lookup: { $lt: from } }, count - after.length))];
  }

  private async readFree(part: mongo.Filter<RewardCode>, limit: number): Promise<FreeCode[]> {
    return hinted(FREE_INDEX, (hint) =>
      this.parts.database.rewardCodes
        .find<FreeCode>({ ...part, requestId: null }, { ...hint, projection: { code: 1 }, limit })
        .toArray(),
    );
  }

  /** @returns false when another server was faster with one of the codes or requests */
  private async update(chosen: readonly BoundCode[]): Promise<boolean> {
    const boundAt = new Date();
    const updates = chosen.map(({ _id, rewardId, requestId }) => ({
      updateOne: { filter: { _id, rewardId, requestId: null }, update: { $set: { requestId, boundAt } } },
    }));
    try {
      const { modifiedCount } = await this.parts.database.rewardCodes.bulkWrite(updates, { ordered: false });
      return modifiedCount === updates.length;
    } catch (error) {
      // Such as a code that the request has already, or a lost answer. What is bound is read again.
      if (error instanceof mongo.MongoBulkWriteError) return false;
      throw error;
    }
  }
}

function keyOf({ requestId, rewardId }: Owed): string {
  return `${String(requestId)}/${String(rewardId)}`;
}
