import type { Feature, Foundation } from '../feature';
import { DailyPass } from './daily-pass';
import { openEpoch } from './epoch';
import { FeedRelay } from './relay';
import { RewardFeedEntry } from './reward-feed.model';

export const rewardFeedFeature: Feature = {
  collections: [{ name: 'rewardfeed', model: { property: 'rewardFeed', rows: RewardFeedEntry } }],
  jobs: ({ feedPass }) => ({ feedPass: () => feedPass.startIfDue() }),
  prepare: ({ feedEpoch }) => feedEpoch.open(),
};

export function rewardFeedServices({ database, structure, log }: Foundation) {
  const feedRelay = new FeedRelay({ database, structure, log });
  return {
    feedEpoch: { open: () => openEpoch(database) },
    feedPass: new DailyPass({ database, feed: feedRelay, log }),
    feedRelay,
  };
}
