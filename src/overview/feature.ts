import { STAFF } from '../access/permissions';
import type { Feature, Foundation } from '../feature';
import { OverviewResolver } from './overview.resolver';
import { OverviewService } from './overview.service';

export const overviewFeature: Feature = {
  resolvers: [OverviewResolver],
  queries: { overview: STAFF },
  costs: { 'Overview.requests': 2_000, 'Overview.lowStock': 100, 'Overview.waiting': 500 },
  listSizes: { 'RequestActivity.buckets': 168 },
};

export function overviewServices({ database, calendar }: Foundation) {
  return { overview: new OverviewService({ database: database.reads, calendar }) };
}
