import type { RewardRequest } from './reward-request.model';

/** Binds codes of pools to paid requests; src/reward-codes does. */
export interface CodesOfRequests {
  /**
   * Resolves when the row owes no code any more, at the latest after 300 ms; what is still owed then is bound soon.
   * Never rejects.
   */
  bindSoon(row: Pick<RewardRequest, '_id' | 'due' | 'grants'>): Promise<void>;
}
