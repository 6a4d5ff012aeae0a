import type { mongo, Schema } from 'mongoose';
import type { Database } from './connection';

interface Description {
  /** The model that declares its indexes; a collection without one is read by _id or builds its own. */
  readonly model?: keyof Database['models'];
  /** Its rows may be removed by the database itself. */
  readonly expires?: true;
}

/** Every collection of the platform. All are plain collections: rows stay until the platform removes them. */
const COLLECTIONS = {
  users: { model: 'users' },
  userattendances: { model: 'attendances' },
  events: { model: 'events' },
  rewardrequests: { model: 'requests' },
  auditentries: { model: 'auditEntries' },
  servicekeys: { model: 'serviceKeys' },
  settings: {},
  migrations: {},
  ratelimits: { expires: true },
} as const satisfies Record<string, Description>;

export type CollectionName = keyof typeof COLLECTIONS;
export const COLLECTION_NAMES = Object.keys(COLLECTIONS) as CollectionName[];

export interface DeclaredIndex {
  /** The name that MongoDB gives it by its keys. */
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly options: {
    readonly unique?: true;
    readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
  };
}

/** Whether the database may remove rows of this collection by itself. */
export function mayExpire(name: CollectionName): boolean {
  return (COLLECTIONS[name] as Description).expires === true;
}

/** The indexes that the model of a collection declares. */
export function declaredIndexes(database: Database, collection: CollectionName): DeclaredIndex[] {
  const { model }: Description = COLLECTIONS[collection];
  if (model === undefined) return [];
  const schema = database.models[model].schema as Schema;
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
export function collectionOf(database: Database, name: CollectionName): mongo.Collection {
  return databaseOf(database).collection(name);
}

export function databaseOf({ connection }: Database): mongo.Db {
  return connection.db as unknown as mongo.Db;
}
