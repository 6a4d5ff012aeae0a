import { Types, type mongo } from 'mongoose';
import { Batcher } from '../database/batcher';
import type { Collections } from '../database/client-collections';
import type { BoundCode } from '../reward-requests/codes-of-requests';
import type { RewardCode } from './reward-code.model';

const POOL_INDEX = 'rewardId_1_requestId_1_lookup_1';
const FIRST_ID = new Types.ObjectId('0'.repeat(24));

/** Reads the codes that requests have. */
export class CodeReader {
  private readonly reads: Batcher<readonly string[], ReadonlyMap<string, readonly BoundCode[]>>;

  constructor(private readonly database: Pick<Collections, 'rewardCodes'>) {
    this.reads = new Batcher((asked) => this.readBound(asked), {
      name: 'boundCodes',
      // Each of them may ask for a page's worth of requests.
      maxItems: 64,
      maxInFlight: 2,
      maxWaiting: 4_000,
    });
  }

  /**
   * @param requestIds as hex
   * @returns the codes of each request, in the order of the ids
   * @throws ServiceUnavailable when too many wait
   */
  async findBound(requestIds: readonly string[]): Promise<Array<readonly BoundCode[]>> {
    const found = await this.reads.add(requestIds);
    return requestIds.map((id) => found.get(id) ?? []);
  }

  /** How many codes of each pool have a request, in the order of the ids. */
  async countBound(rewardIds: readonly Types.ObjectId[], signal: AbortSignal): Promise<number[]> {
    const counts = await this.database.rewardCodes
      .aggregate<{ _id: Types.ObjectId; bound: number }>(
        [
          { $match: { rewardId: { $in: [...rewardIds] }, requestId: { $gte: FIRST_ID } } },
          { $group: { _id: '$rewardId', bound: { $sum: 1 } } },
        ],
        { signal, hint: POOL_INDEX },
      )
      .toArray();
    const byId = new Map(counts.map(({ _id, bound }) => [_id.toHexString(), bound]));
    return rewardIds.map((id) => byId.get(id.toHexString()) ?? 0);
  }

  private async readBound(
    asked: ReadonlyArray<readonly string[]>,
  ): Promise<Array<ReadonlyMap<string, readonly BoundCode[]>>> {
    const ids = [...new Set(asked.flat())].map((id) => new Types.ObjectId(id));
    const rows = await this.database.rewardCodes
      .find<BoundCode>(
        // $type: without it the planner can't tell that the partial index holds the row.
        { requestId: { $in: ids, $type: 'objectId' }, code: { $ne: '' } } as mongo.Filter<RewardCode>,
        { projection: { requestId: 1, rewardId: 1, code: 1 } },
      )
      .toArray();
    const found = byRequest(rows);
    return asked.map(() => found);
  }
}

/** By the requests' ids as hex. */
export function byRequest(codes: readonly BoundCode[]): ReadonlyMap<string, readonly BoundCode[]> {
  const requests = new Map<string, BoundCode[]>();
  for (const code of codes) {
    const known = requests.get(String(code.requestId));
    if (known === undefined) requests.set(String(code.requestId), [code]);
    else known.push(code);
  }
  return requests;
}
