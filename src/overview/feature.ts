import { STAFF } from '../access/permissions';
import { ENDING_EVENTS_MAX } from '../domain/limits';
import type { Feature, Foundation } from '../feature';
import { OverviewResolver } from './overview.resolver';
import { OverviewService } from './overview.service';

export const overviewFeature: Feature = {
  resolvers: [OverviewResolver],
  queries: { overview: STAFF },
  costs: {
    'Overview.requests': 2_000,
    'Overview.lowStock': 100,
    'Overview.waiting': 500,
    'Overview.ending': 100,
  },
  listSizes: { 'RequestActivity.buckets': 168, 'EndingEvents.events': ENDING_EVENTS_MAX },
};

export function overviewServices({ database, calendar }: Foundation) {
  return { overview: new OverviewService({ database: database.reads, calendar }) };
}
