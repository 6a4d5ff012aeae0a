import DataLoader from 'dataloader';
import type { Model } from 'mongoose';
import type { Database } from '../database/connection';
import type { Services } from '../services';

/** One loader per edge and operation, a line each: a page costs a fixed number of database calls. */
export function createLoaders(database: Database, _services: Services) {
  const { models } = database;
  return {
    user: byId(models.users),
    event: byId(models.events),
    rewardRequest: byId(models.requests),
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
