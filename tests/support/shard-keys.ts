import type { mongo } from 'mongoose';
import { COLLECTIONS } from '../../src/features';
import { readDocument } from './markdown';
import type { SentCommand } from './query-plans';

/** What belongs to users, and can be sharded by `{ userId: 1 }`. */
export const SHARDED = COLLECTIONS.flatMap(({ name, ofUsers }) => (ofUsers ? [name] : []));

/** The commands that read or write rows; those that look at a collection as a whole are no query. */
export const ROW_COMMANDS: ReadonlySet<string> = new Set(
  'find aggregate count distinct findAndModify update delete insert'.split(' '),
);

/**
 * The statements of a command on sharded collections that do not name `userId`, so that a router sends them to every
 * shard: each by its command, its collection and the fields that it asks for.
 */
export function unkeyedIn({ name, command }: SentCommand): string[] {
  return partsOf(name, command)
    .filter(({ collection, filter }) => isSharded(collection) && !namesUser(filter))
    .map(({ collection, filter }) => `${name} ${collection} ${fieldsOf(filter).join()}`);
}

/** Those that docs/scale.md gives a reason for, in the same form. */
export function documentedUnkeyed(): string[] {
  const [, table = ''] =
    /<!-- unkeyed -->([\s\S]*?)<!-- \/unkeyed -->/.exec(readDocument('docs/scale.md')) ?? [];
  return table.split('\n').flatMap((row) => {
    const [, statement = '', fields = '', reason = ''] = row.split('|').map((cell) => cell.trim());
    if (!statement.startsWith('`')) return [];
    if (reason === '') throw new Error(`no reason for ${statement}`);
    return [`${statement} ${fields}`.replaceAll(/[` ]+/g, ' ').trim().replaceAll(' , ', ',')];
  });
}

interface Part {
  readonly collection: string;
  readonly filter: mongo.Document;
}

function partsOf(name: string, command: mongo.Document): Part[] {
  const collection = String(command[name]);
  const list = (field: string) => command[field] as mongo.Document[];
  switch (name) {
    case 'insert':
      return list('documents').map((filter) => ({ collection, filter }));
    case 'update':
      return list('updates').map(({ q }) => ({ collection, filter: q as mongo.Document }));
    case 'delete':
      return list('deletes').map(({ q }) => ({ collection, filter: q as mongo.Document }));
    case 'aggregate':
      return partsOfPipeline(collection, list('pipeline'));
    case 'find':
      return [{ collection, filter: (command.filter ?? {}) as mongo.Document }];
    default:
      return [{ collection, filter: (command.query ?? {}) as mongo.Document }];
  }
}

/** A pipeline asks by its first stage; others that it unites or looks up ask for themselves. */
function partsOfPipeline(collection: string, pipeline: readonly mongo.Document[]): Part[] {
  const [first = {}] = pipeline;
  const own = first.$match ?? ('$indexStats' in first ? { $indexStats: 1 } : {});
  return [
    { collection, filter: own as mongo.Document },
    ...pipeline.flatMap(({ $unionWith, $lookup }) => {
      if ($unionWith !== undefined) return partsOfPipeline($unionWith.coll, $unionWith.pipeline ?? []);
      if ($lookup === undefined) return [];
      const [{ $match = {} } = {}] = ($lookup.pipeline ?? []) as mongo.Document[];
      return [{ collection: $lookup.from, filter: { [$lookup.foreignField ?? '$lookup']: 1, ...$match } }];
    }),
  ];
}

/** Each branch of an `$or` has to name it, and one condition of an `$and`. */
function namesUser(filter: mongo.Document): boolean {
  const {
    userId,
    $and = [],
    $or = [],
  } = filter as {
    readonly userId?: unknown;
    readonly $and?: mongo.Document[];
    readonly $or?: mongo.Document[];
  };
  return userId !== undefined || $and.some(namesUser) || ($or.length > 0 && $or.every(namesUser));
}

function fieldsOf(filter: mongo.Document): string[] {
  const fields = Object.entries(filter).flatMap(([field, value]) =>
    field === '$and' || field === '$or' ? (value as mongo.Document[]).flatMap(fieldsOf) : [field],
  );
  return [...new Set(fields)].sort();
}

function isSharded(collection: string): boolean {
  return SHARDED.includes(collection);
}
