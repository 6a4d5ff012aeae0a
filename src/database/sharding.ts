import { isDeepStrictEqual } from 'node:util';
import { mongo } from 'mongoose';
import type { CollectionDefinition } from './collections';

const UNAUTHORIZED = 13;

/** Whether a `hello` was answered by a router of a sharded cluster. */
export function isRouter(hello: mongo.Document): boolean {
  return hello.msg === 'isdbgrid';
}

/**
 * Why the platform can't use a cluster, or null. Rows of users may be sharded by `{ userId: 1 }` alone: then all rows of
 * a user are on one shard, whose guard index and whose `_id` index see them all. Anything else stays in one place.
 */
export async function whyWronglySharded(
  client: mongo.MongoClient,
  stored: readonly CollectionDefinition[],
): Promise<string | null> {
  const prefix = `${client.options.dbName}.`;
  const namespaces = stored.map(({ name }) => `${prefix}${name}`);
  try {
    const sharded = await client
      .db('config')
      .collection<{ _id: string; key: mongo.Document; dropped?: boolean }>('collections')
      .find({ _id: { $in: namespaces }, dropped: { $ne: true } }, { maxTimeMS: 5_000 })
      .toArray();
    const spread = new Set(stored.flatMap(({ name, ofUsers }) => (ofUsers ? [`${prefix}${name}`] : [])));
    const wrong = sharded.filter(
      ({ _id, key }) => !spread.has(_id) || !isDeepStrictEqual(key, { userId: 1 }),
    );
    if (wrong.length === 0) return null;
    const names = wrong.map(({ _id }) => _id.slice(prefix.length)).join(', ');
    return `its cluster shards ${names} otherwise than docs/scale.md says. Only by { userId: 1 } are payments safe.`;
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError) || error.code !== UNAUTHORIZED) throw error;
    return (
      'it is a router, and the account may not read how collections are sharded. It needs the role ' +
      'clusterMonitor; docs/scale.md has the command.'
    );
  }
}
