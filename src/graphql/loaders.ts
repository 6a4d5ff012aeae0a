import DataLoader from 'dataloader';
import { Types, type Model } from 'mongoose';
import type { Database } from '../database/connection';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import type { Services } from '../services';

/** One loader per edge and operation, a line each: a page costs a fixed number of database calls. */
export function createLoaders(database: Database, services: Services) {
  const { models } = database;
  return {
    attendanceDays: new DataLoader((ids: readonly string[]) => services.attendance.findDays(ids)),
    eventStats: new DataLoader((ids: readonly string[]) => services.eventStats.findStats(ids)),
    user: byId(models.users),
    event: byId(models.events),
    rewardRequest: byId(models.requests),
    points: new DataLoader((ids: readonly string[]) => services.rewardRequests.points(ids.map(toId))),
    latestRequest: latestRequest(services),
  };
}
export type Loaders = ReturnType<typeof createLoaders>;

/** Keys are ids as hex; what is not there is null. */
function byId<Row extends { _id: unknown }>(model: Model<Row>): DataLoader<string, Row | null> {
  return new DataLoader(async (ids) => {
    const rows = (await model.find({ _id: { $in: ids } } as never).lean()) as Row[];
    const found = new Map(rows.map((row) => [String(row._id), row]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

/** Keys are `user/event`, both ids as hex. */
function latestRequest({ rewardRequests }: Services): DataLoader<string, RewardRequest | null> {
  return new DataLoader(async (keys) => {
    // One viewer per operation, so one user.
    const [user = ''] = (keys[0] ?? '').split('/');
    return rewardRequests.latestOf(
      toId(user),
      keys.map((key) => toId(key.slice(key.indexOf('/') + 1))),
    );
  });
}

function toId(hex: string): Types.ObjectId {
  return new Types.ObjectId(hex);
}
