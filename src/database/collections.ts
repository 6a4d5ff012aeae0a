import { buildSchema } from '@typegoose/typegoose';
import type { mongo, Schema } from 'mongoose';
import type { Database } from './connection';

/**
 * The rows of each collection, by its property of `Collections`. A model adds its own:
 *
 *     declare module '../database/collections' {
 *       interface StoredRows { readonly events: Event }
 *     }
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface StoredRows {}

/** The documents of the collection `settings`, by their ids. What keeps a setting adds its own, as models do. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface StoredSettings {}
export type Setting = StoredSettings[keyof StoredSettings];

/** A collection of the platform. All are plain collections: rows stay until the platform removes them. */
export interface CollectionDefinition {
  /** In the database. */
  readonly name: string;
  /** The class that declares its indexes, and its property of `Collections`. Without one it is read by _id. */
  readonly model?: { readonly property: keyof StoredRows; readonly rows: new () => object };
  /** Its rows are users': a router may spread them over shards by `userId`, and by nothing else. */
  readonly ofUsers?: true;
  /** Its rows may be removed by the database itself. */
  readonly expires?: true;
}

/** Those that are no feature's. */
export const OWN_COLLECTIONS: readonly CollectionDefinition[] = [
  { name: 'settings' },
  { name: 'migrations' },
];

export interface DeclaredIndex {
  /** The name that MongoDB gives it by its keys. */
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly options: {
    readonly unique?: true;
    readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
  };
}

const declared = new WeakMap<CollectionDefinition, readonly DeclaredIndex[]>();

/** The indexes that the model of a collection declares. */
export function declaredIndexes(collection: CollectionDefinition): readonly DeclaredIndex[] {
  let indexes = declared.get(collection);
  if (indexes === undefined) {
    indexes =
      collection.model === undefined
        ? []
        : indexesOf(buildSchema(collection.model.rows as never) as unknown as Schema);
    declared.set(collection, indexes);
  }
  return indexes;
}

function indexesOf(schema: Schema): DeclaredIndex[] {
  return schema.indexes().map(([fields, { unique, partialFilterExpression }]) => {
    const key = fields as DeclaredIndex['key'];
    return {
      name: Object.entries(key).flat().join('_'),
      key,
      options: {
        ...(unique === true && { unique }),
        ...(partialFilterExpression !== undefined && {
          partialFilterExpression: { ...partialFilterExpression },
        }),
      },
    };
  });
}

/** Any collection by its name, for what is not about its rows. */
export function collectionOf(database: Database, name: string): mongo.Collection {
  return databaseOf(database).collection(name);
}

export function databaseOf({ connection }: Database): mongo.Db {
  return connection.db as unknown as mongo.Db;
}
