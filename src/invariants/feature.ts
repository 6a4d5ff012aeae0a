import { AUDITORS } from '../access/permissions';
import type { Feature, Foundation } from '../feature';
import { InvariantResolver } from './invariant.resolver';
import { InvariantService } from './invariant.service';

export const invariantFeature: Feature = {
  resolvers: [InvariantResolver],
  queries: { invariants: AUDITORS },
  costs: { 'Query.invariants': 5_000 },
  listSizes: { 'Query.invariants': 60 },
};

export function invariantServices({ database }: Foundation) {
  return { invariants: new InvariantService({ database: database.reads }) };
}
