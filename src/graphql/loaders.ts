import { activityLoaders } from '../activities/feature';
import { attendanceLoaders } from '../attendance/feature';
import { audienceLoaders } from '../audiences/feature';
import { eventSeriesLoaders } from '../event-series/feature';
import { eventLoaders } from '../events/feature';
import { excusedDayLoaders } from '../excused-days/feature';
import type { LoaderParts } from '../feature';
import { rewardCodeLoaders } from '../reward-codes/feature';
import { payoutLoaders } from '../payouts/feature';
import { rewardRequestLoaders } from '../reward-requests/feature';
import { serviceKeyLoaders } from '../service-keys/feature';
import type { Services } from '../services';
import { userLoaders } from '../users/feature';
import { webhookLoaders } from '../webhooks/feature';

export type Loaders = ReturnType<typeof makeLoaders>;

/**
 * The loaders of one operation. A page costs a fixed number of database calls: one for each of its edges. They are made
 * when the first is asked for: most mutations need none.
 */
export function createLoaders(
  services: Services,
  kind: LoaderParts['kind'],
  now: Date,
  signal: LoaderParts['signal'],
): Loaders {
  let made: Loaders | undefined;
  return new Proxy({} as Loaders, {
    get: (_, name) => (made ??= makeLoaders({ services, kind, now, signal }))[name as keyof Loaders],
  });
}

function makeLoaders(parts: LoaderParts) {
  return {
    ...userLoaders(parts),
    ...activityLoaders(parts),
    ...attendanceLoaders(parts),
    ...audienceLoaders(parts),
    ...eventLoaders(parts),
    ...eventSeriesLoaders(parts),
    ...excusedDayLoaders(parts),
    ...rewardRequestLoaders(parts),
    ...rewardCodeLoaders(parts),
    ...payoutLoaders(parts),
    ...serviceKeyLoaders(parts),
    ...webhookLoaders(parts),
  };
}
