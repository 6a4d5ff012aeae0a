import { KEYS_ONLY } from '../access/permissions';
import type { Feature, Foundation } from '../feature';
import { DailyPass } from './daily-pass';
import { GrantDeliveries } from './grant-deliveries';
import { openEpoch } from './epoch';
import { relayErasures } from './erased-users';
import { FeedRelay } from './relay';
import { RewardFeedEntry } from './reward-feed.model';
import { GrantDeliveryResolver, RewardFeedResolver } from './reward-feed.resolver';
import { RewardFeedService } from './reward-feed.service';
import { ACKNOWLEDGEMENTS_MAX } from '../domain/reward-feed';

export const rewardFeedFeature: Feature = {
  collections: [{ name: 'rewardfeed', model: { property: 'rewardFeed', rows: RewardFeedEntry } }],
  resolvers: [GrantDeliveryResolver, RewardFeedResolver],
  queries: { rewardFeed: KEYS_ONLY },
  mutations: { acknowledgeGrants: { access: KEYS_ONLY, needs: ['rewardrequests'] } },
  metrics: ({ feedRelay }) => ({
    gauges: [
      {
        name: 'feed_lag_seconds',
        // Each relays what all owe: the one that is furthest ahead decides.
        acrossWorkers: 'min',
        help: 'Everything that happened longer ago than this is in the reward feed.',
        read: () => feedRelay.lagSeconds,
      },
      {
        name: 'feed_unreadable_rows',
        acrossWorkers: 'max',
        help: 'Requests that were changed by hand and can not enter the reward feed.',
        read: () => feedRelay.unreadableRows,
      },
    ],
  }),
  jobs: ({ feedPass }, database) => ({
    feedPass: () => feedPass.startIfDue(),
    erasedUsers: () => relayErasures(database),
  }),
  prepare: ({ feedEpoch }) => feedEpoch.open(),
  listSizes: { 'AcknowledgeGrantsPayload.outcomes': ACKNOWLEDGEMENTS_MAX },
};

export function rewardFeedServices({ database, structure, log }: Foundation) {
  const feedRelay = new FeedRelay({ database, structure, log });
  return {
    grantDeliveries: new GrantDeliveries(database),
    feedEpoch: { open: () => openEpoch(database) },
    feedPass: new DailyPass({ database, feed: feedRelay, log }),
    feedRelay,
    rewardFeed: new RewardFeedService(database.reads),
  };
}
