/** See epoch.ts. */
export interface RewardFeedSetting {
  _id: 'rewardFeed';
  /** Random; renewed by every restore. */
  epoch: string;
  /** When the last pass over paid requests began, by the database's clock; null: none yet. */
  passedAt: Date | null;
}

declare module '../database/collections' {
  interface StoredSettings {
    readonly rewardFeed: RewardFeedSetting;
  }
}
