import { PUBLIC } from '../access/permissions';
import type { Feature } from '../feature';
import { ServerInfoResolver } from './server-info.resolver';

export const serverInfoFeature: Feature = {
  resolvers: [ServerInfoResolver],
  queries: { serverInfo: PUBLIC },
};
