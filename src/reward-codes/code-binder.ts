import { mongo, type Types } from 'mongoose';
import { Batcher } from '../database/batcher';
import type { Collections } from '../database/client-collections';
import { READ_LIMIT_MS } from '../database/read-limits';
import { AGAIN, retry } from '../database/retry';
import type { StructureWatch } from '../database/structure-watch';
import { RequestStatus } from '../domain/request-status';
import { OWES_CODES } from '../domain/reward-feed';
import { reached } from '../fault-points';
import type { Log } from '../log';
import type { BoundCode, CodesOfRequests } from '../reward-requests/codes-of-requests';
import { readOwing } from '../reward-requests/obligations';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { signals } from '../telemetry/signals';
import { byRequest } from './code-reader';
import { chooseFreeCodes, type Owed } from './free-codes';
import type { RewardCode } from './reward-code.model';

/** How long an answer waits for its codes. */
const ANSWER_WAITS_MS = 300;
/** A younger row is being completed by the server that paid it. */
const LEFT_BEHIND_MS = 2_000;
const SWEEP_ROWS = 500;

interface Parts {
  readonly database: Pick<Collections, 'requests' | 'rewardCodes'>;
  readonly structure: Pick<StructureWatch, 'requireIntact'>;
  readonly feed: BoundCodesTaker;
  readonly log: Log;
}

/** The relay of the reward feed: a payment enters the feed only once its codes are bound. */
export interface BoundCodesTaker {
  wake(): void;
  /** All codes of the row are bound by majority, and the row may be told so. */
  codesBound(requestId: Types.ObjectId): void;
  /** Whether the row is about to be told so. */
  isToldBound(requestId: Types.ObjectId): boolean;
}

type Row = Pick<RewardRequest, '_id' | 'userId' | 'grants'>;

/** The codes of a row that has all of them; null: they have to be read. */
type CodesOfRow = readonly BoundCode[] | null;

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
  private readonly batches: Batcher<Row, CodesOfRow>;

  constructor(private readonly parts: Parts) {
    this.batches = new Batcher((rows) => this.bindAll(rows), { name: 'codes', maxInFlight: 2 });
  }

  async bindSoon(row: Parameters<CodesOfRequests['bindSoon']>[0]): Promise<void> {
    const { _id, userId, due, grants } = row;
    if (!due?.includes(OWES_CODES)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ANSWER_WAITS_MS);
      void this.batches
        .add({ _id, userId, grants })
        .then((codes) => {
          if (codes !== null) row.boundCodes = codes;
          // No answer waits for it. A row that is never told is left to the sweep.
          this.parts.feed.codesBound(_id);
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
      const found = await this.findLeftBehind();
      const rows = found.filter(({ _id }) => !this.parts.feed.isToldBound(_id));
      if (rows.length === 0) return;
      // Those whose pool has no code are tried again by the next sweep.
      const outcomes = await Promise.allSettled(rows.map((row) => this.batches.add(row)));
      await this.settle(rows.filter((_, place) => outcomes[place]!.status === 'fulfilled'));
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      if (found.length < SWEEP_ROWS) return;
    }
  }

  /** Finishes what runs. */
  stop(): Promise<void> {
    return this.batches.drained();
  }

  private findLeftBehind(): Promise<Row[]> {
    return readOwing(OWES_CODES, (scan) =>
      this.parts.database.requests
        .find<Row>(
          {
            due: OWES_CODES,
            status: RequestStatus.SUCCESS,
            $expr: { $lt: ['$decidedAt', { $subtract: ['$$NOW', LEFT_BEHIND_MS] }] },
          } as mongo.Filter<RewardRequest>,
          {
            ...scan,
            projection: { userId: 1, 'grants.rewardId': 1, 'grants.codePool': 1 },
            limit: SWEEP_ROWS,
            maxTimeMS: READ_LIMIT_MS.background,
          },
        )
        .toArray(),
    );
  }

  /** @returns for each row its codes, or the reason why it still owes codes */
  private async bindAll(rows: readonly Row[]): Promise<Array<CodesOfRow | Error>> {
    // Without its unique indexes a code could be bound twice, or a request get two.
    this.parts.structure.requireIntact(['rewardcodes']);
    const owed = rows.flatMap(({ _id, grants }) =>
      grants.filter(({ codePool }) => codePool).map(({ rewardId }): Owed => ({ requestId: _id, rewardId })),
    );
    const { missing, bound } = await this.bindUntilKnown(owed);
    const unsettled = new Set(missing.map(({ requestId }) => String(requestId)));
    return rows.map(({ _id }) => {
      if (unsettled.has(String(_id))) return new Error('a code pool has fewer codes than were won');
      return bound && (bound.get(String(_id)) ?? []);
    });
  }

  private async settle(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    await this.parts.database.requests.updateMany(
      { _id: { $in: rows.map(({ _id }) => _id) }, userId: { $in: rows.map(({ userId }) => userId) } },
      { $pull: { due: OWES_CODES } },
    );
    this.parts.feed.wake();
    for (const _row of rows) signals.repair.emit('boundCode');
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
        const { chosen, without } = await chooseFreeCodes(this.parts.database.rewardCodes, open);
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
