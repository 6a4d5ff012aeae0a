import DataLoader from 'dataloader';
import { Types, type mongo } from 'mongoose';
import type { Database } from '../database/connection';
import type { Event } from '../events/event.model';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import type { Services } from '../services';
import type { User } from '../users/user.model';

/** One loader per edge and operation, a line each: a page costs a fixed number of database calls. */
export function createLoaders(database: Database, services: Services) {
  return {
    attendanceDays: new DataLoader((ids: readonly string[]) => services.attendance.findDays(ids)),
    eventStats: new DataLoader((ids: readonly string[]) => services.eventStats.findStats(ids)),
    // What signs an account in is no part of it to anybody.
    user: byId<User>(database.users, { passwordHash: 0, logins: 0, outbox: 0 }),
    event: byId<Event>(database.events, { holds: 0, outbox: 0 }),
    rewardRequest: byId<RewardRequest>(database.requests, { outbox: 0 }),
    points: new DataLoader((ids: readonly string[]) => services.rewardRequests.points(ids.map(toId))),
    latestRequest: latestRequest(services),
  };
}
export type Loaders = ReturnType<typeof createLoaders>;

/** Keys are ids as hex; what is not there is null. */
function byId<Row extends { _id: Types.ObjectId }>(
  collection: mongo.Collection<Row>,
  projection: Readonly<Record<string, 0>>,
): DataLoader<string, Row | null> {
  return new DataLoader(async (ids) => {
    const filter = { _id: { $in: ids.map(toId) } } as mongo.Filter<Row>;
    const rows = (await collection.find(filter, { projection }).toArray()) as Row[];
    const found = new Map(rows.map((row) => [row._id.toHexString(), row]));
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
