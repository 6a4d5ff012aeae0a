import type { Model, mongo } from 'mongoose';
import type { CollectionDefinition, Setting, StoredRows } from './collections';
import { limitReads } from './read-limits';

/** What typegoose makes of the classes: indexes and schemas. Reads and writes go to the collections. */
export type Models = { readonly [Property in keyof StoredRows]: Model<StoredRows[Property]> };

/** The driver's own collections: an update names its fields and must be neither cast nor completed. */
type RowCollections = { readonly [Property in keyof StoredRows]: mongo.Collection<StoredRows[Property]> };

/** The collections, all on the connections of one client. */
export interface Collections extends RowCollections {
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
  readonly models: Models;
  readonly settings: mongo.Collection<Setting>;
}

/** @param db of the client; its reads have a deadline from now on */
export function collectionsOf(
  client: mongo.MongoClient,
  db: mongo.Db,
  models: Models,
  definitions: readonly CollectionDefinition[],
): Collections {
  limitReads(db);
  const rows = definitions.flatMap(({ name, model }) =>
    model === undefined ? [] : [[model.property, db.collection(name)] as const],
  );
  return {
    client,
    db,
    models,
    ...(Object.fromEntries(rows) as unknown as RowCollections),
    settings: db.collection<Setting>('settings'),
  };
}
