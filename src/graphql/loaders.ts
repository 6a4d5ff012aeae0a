import DataLoader from 'dataloader';
import { Types } from 'mongoose';
import type { RowsById } from '../database/rows-by-id';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import type { Services } from '../services';

/** One loader per edge and operation, a line each: a page costs a fixed number of database calls. */
export function createLoaders(
  services: Services,
  kind: keyof Services['rows'],
  now: Date,
  signal: () => AbortSignal,
) {
  const rows = services.rows[kind];
  return {
    attendanceStreak: new DataLoader((ids: readonly string[]) => services.attendance.findStreaks(ids, now)),
    eventStats: new DataLoader((ids: readonly string[]) => services.eventStats.findStats(ids, signal())),
    user: byId(rows.users),
    event: byId(rows.events),
    serviceKey: byId(rows.serviceKeys),
    hasPassword: new DataLoader((ids: readonly string[]) => services.users.havePasswords(ids.map(toId))),
    points: new DataLoader((ids: readonly string[]) =>
      services.rewardRequests.points(ids.map(toId), signal()),
    ),
    requestPair: new DataLoader((ids: readonly string[]) =>
      services.rewardRequests.pairsOf(ids.map(toId), signal()),
    ),
    latestRequest: latestRequest(services, signal),
    webhookCursor: new DataLoader((ids: readonly string[]) => services.webhookReaders[kind].findCursors(ids)),
    webhookEndpoint: new DataLoader((ids: readonly string[]) => services.webhookReaders[kind].findByIds(ids)),
  };
}
export type Loaders = ReturnType<typeof createLoaders>;

/** Keys are ids as hex; what is not there is null. */
function byId<Row extends { readonly _id: Types.ObjectId }>(
  rows: RowsById<Row>,
): DataLoader<string, Row | null> {
  return new DataLoader((ids) => rows.find(ids));
}

/** Keys are `user/event`, both ids as hex. */
function latestRequest(
  { rewardRequests }: Services,
  signal: () => AbortSignal,
): DataLoader<string, RewardRequest | null> {
  return new DataLoader(async (keys) => {
    // One viewer per operation, so one user.
    const [user = ''] = (keys[0] ?? '').split('/');
    return rewardRequests.latestOf(
      toId(user),
      keys.map((key) => toId(key.slice(key.indexOf('/') + 1))),
      signal(),
    );
  });
}

function toId(hex: string): Types.ObjectId {
  return new Types.ObjectId(hex);
}
