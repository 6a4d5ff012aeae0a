import { STAFF } from '../access/permissions';
import type { Feature, Foundation } from '../feature';
import { OverviewResolver } from './overview.resolver';
import { OverviewService } from './overview.service';

export const overviewFeature: Feature = {
  resolvers: [OverviewResolver],
  queries: { overview: STAFF },
};

export function overviewServices({ database, calendar }: Foundation) {
  return { overview: new OverviewService({ database: database.reads, calendar }) };
}
