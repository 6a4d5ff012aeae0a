import type { Types } from 'mongoose';
import type { RewardRequest } from './reward-request.model';

/** A code that a request has, as it is stored. */
export interface BoundCode {
  readonly _id: Types.ObjectId;
  readonly requestId: Types.ObjectId;
  readonly rewardId: Types.ObjectId;
  /** Encrypted. */
  readonly code: string;
}

/** A request; its codes hang on it where they are known, so that its answer reads none. */
export type WithCodes<Row> = Row & { boundCodes?: readonly BoundCode[] };

/** Binds codes of pools to paid requests; src/reward-codes does. */
export interface CodesOfRequests {
  /**
   * Resolves when all codes of the row are bound, at the latest after 300 ms; what is missing then is bound soon.
   * Never rejects. Codes that were bound hang on the row.
   */
  bindSoon(row: WithCodes<Pick<RewardRequest, '_id' | 'userId' | 'due' | 'grants'>>): Promise<void>;
}
