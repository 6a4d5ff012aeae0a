/** See epoch.ts. */
export interface RewardFeedSetting {
  _id: 'rewardFeed';
  /** Random; renewed by every restore. */
  epoch: string;
  /** When the last pass over paid requests ended, by the database's clock; null: none yet. */
  passedAt: Date | null;
  /** Until then a pass counts as running. */
  passUntil: Date;
}

declare module '../database/collections' {
  interface StoredSettings {
    readonly rewardFeed: RewardFeedSetting;
  }
}
