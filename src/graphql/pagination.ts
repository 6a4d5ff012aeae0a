import { createHash } from 'node:crypto';
import { mongo, Types } from 'mongoose';
import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { isOverdue } from '../database/overdue';
import { PAGE_SIZE_MAX, PAGE_SIZE_MIN } from '../domain/limits';
import { BadUserInput } from '../errors';
import { Between } from './input-rules';

/** How long a count may take; beyond it `totalCount` is null. */
export const COUNT_LIMIT_MS = 1_000;

@ObjectType({
  description: 'Position of a page. Lists are read forward only.',
  simpleResolvers: true,
})
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether the list has rows after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether `after` was given.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first edge. Null on an empty page.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last edge. Send it as `after` to get the next page.',
  })
  endCursor!: string | null;
}

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'Number of rows, 1 to 100.' })
  @Between(PAGE_SIZE_MIN, PAGE_SIZE_MAX)
  first!: number;

  @Field(() => String, {
    nullable: true,
    description: 'A cursor of the same list with the same filter and order. The page starts after it.',
  })
  after?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Oldest first.' })
  reverse!: boolean;
}

export interface Page<Node> {
  /** A cursor costs more than the rest of its row: made only when the field is asked for. */
  readonly edges: () => ReadonlyArray<{ readonly cursor: string; readonly node: Node }>;
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
  /** Counted only when the field is asked for. */
  readonly totalCount: () => Promise<number | null>;
}

/** The GraphQL types of one list: `<Name>Edge` and `<Name>Connection`. */
export function connectionOf<Node extends object>(
  name: string,
  node: () => ClassType<Node>,
): ClassType<Page<Node>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} in a list.`, simpleResolvers: true })
  class Edge {
    @Field(() => String, { description: 'The position of the row in this list with its filter and order.' })
    cursor!: string;

    @Field(node, { description: 'The row.' })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}.`, simpleResolvers: true })
  class Connection {
    @Field(() => [Edge], { description: 'The rows with their cursors.' })
    edges!: Edge[];

    @Field(() => [node()], { description: 'The rows without their cursors.' })
    nodes!: Node[];

    @Field(() => PageInfo, { description: 'Whether the list continues, and the cursors to continue from.' })
    pageInfo!: PageInfo;

    @Field(() => Int, {
      nullable: true,
      description:
        'Number of rows in the whole list. Counted only if selected. Null if counting takes more than a second.',
    })
    totalCount!: number | null;
  }
  return Connection as unknown as ClassType<Page<Node>>;
}

/** What a list is ordered by: its records' own instant, or a number. */
export type SortKey = Date | number;
/** A place in a list: the sort key, then the id. */
export interface Place {
  readonly key: SortKey;
  readonly id: Types.ObjectId;
  /** The place within one document, for lists of embedded records. */
  readonly index?: number;
}

/**
 * One list with one filter and one order: makes and reads its cursors. A cursor of another is refused.
 *
 * @param name the list's own name
 * @param filter everything that selects rows, the viewer's or user's id included
 */
export class Listing {
  private readonly identity: string;

  constructor(name: string, filter: object, args: Pick<PageArgs, 'reverse'>) {
    this.identity = digest(mongo.BSON.EJSON.stringify([name, filter, args.reverse]));
  }

  cursorOf({ key, id, index = 0 }: Place): string {
    const place = [...(key instanceof Date ? ['d', key.getTime()] : ['n', key]), id.toHexString(), index];
    // Over the place too: a cursor with one sign changed is none, rather than another place.
    const tag = digest(`${this.identity}${JSON.stringify(place)}`);
    return Buffer.from(JSON.stringify([tag, ...place])).toString('base64url');
  }

  /** @throws BadUserInput when the cursor is not one of this list, filter and order */
  read(cursor: string): Required<Place> {
    const place = this.parse(cursor);
    // Making it again accepts the canonical form alone.
    if (place === null || this.cursorOf(place) !== cursor) {
      throw new BadUserInput({
        path: 'after',
        message: 'is not a cursor of this list with this filter and order',
      });
    }
    return place;
  }

  private parse(cursor: string): Required<Place> | null {
    try {
      const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
      if (!Array.isArray(parts) || parts.length !== 5) return null;
      const [, kind, value, id, index] = parts as unknown[];
      if (typeof id !== 'string' || !/^[0-9a-f]{24}$/.test(id)) return null;
      if (!Number.isSafeInteger(value) || !Number.isSafeInteger(index)) return null;
      const key = kind === 'd' ? new Date(value as number) : (value as number);
      return { key, id: new Types.ObjectId(id), index: index as number };
    } catch {
      return null;
    }
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

interface PageOf<Row> {
  readonly listing: Listing;
  readonly args: PageArgs;
  /** The rows after the cursor, one more than the page holds. */
  readonly rows: readonly Row[];
  readonly placeOf: (row: Row) => Place;
  readonly count: () => Promise<number>;
}

/** Cuts the look-ahead row off and hangs cursors on the others. */
export function pageOf<Row>({ listing, args, rows, placeOf, count }: PageOf<Row>): Page<Row> {
  const nodes = rows.slice(0, args.first);
  const cursorOf = (node: Row | undefined) => (node === undefined ? null : listing.cursorOf(placeOf(node)));
  return {
    edges: () => nodes.map((node) => ({ cursor: listing.cursorOf(placeOf(node)), node })),
    nodes,
    pageInfo: {
      hasNextPage: rows.length > nodes.length,
      hasPreviousPage: args.after != null,
      startCursor: cursorOf(nodes[0]),
      endCursor: cursorOf(nodes.at(-1)),
    },
    totalCount: async () => {
      try {
        return await count();
      } catch (error) {
        if (isOverdue(error)) return null;
        throw error;
      }
    },
  };
}

/**
 * What a page begins after, as conditions on the sort key and the id; the first bounds the index scan. The
 * second is a `$nor`, for which the planner has no index: an `$or` would lead it to others and a sort.
 *
 * @param place null: the list's beginning. Also then the sort key is bounded, by nothing: the planner uses
 *   an index's further fields for the filters only if its first one is asked for
 * @param orAt with it the document at the place counts too: the page goes on inside it
 */
export function afterPlace(
  sortKey: string,
  place: Required<Place> | null,
  reverse: boolean,
  orAt?: 'orAt',
): mongo.Filter<object> {
  if (place === null) return { [sortKey]: { $gt: new mongo.BSON.MinKey() } };
  const before = reverse ? (orAt ? '$lt' : '$lte') : orAt ? '$gt' : '$gte';
  return {
    [sortKey]: { [reverse ? '$gte' : '$lte']: place.key },
    $nor: [{ [sortKey]: place.key, _id: { [before]: place.id } }],
  };
}

/**
 * A page of whole documents by keyset, newest first: the sort key, then `_id`, so ties lose and repeat
 * nothing. One call; the count is another, made only when asked for.
 *
 * @param list the list's name, its filter (typed scalars only) and the field that it is ordered by
 * @param signal ends the page's reads and its count in the database
 * @throws BadUserInput for a cursor of another list, filter or order
 */
export async function findPage<Row extends { _id: Types.ObjectId }>(
  collection: mongo.Collection<Row>,
  list: {
    readonly name: string;
    readonly filter: mongo.Filter<Row>;
    readonly sortKey: keyof Row & string;
    /** Fields that nobody asks for; default: every field is read. */
    readonly without?: readonly string[];
  },
  args: PageArgs,
  signal: AbortSignal,
): Promise<Page<Row>> {
  const { name, filter, sortKey, without = [] } = list;
  const listing = new Listing(name, filter, args);
  const from = (place: Required<Place> | null) =>
    ({ $and: [filter, afterPlace(sortKey, place, args.reverse)] }) as mongo.Filter<Row>;
  const direction = args.reverse ? 1 : -1;
  const rows = (await collection
    .find(from(args.after == null ? null : listing.read(args.after)), {
      projection: Object.fromEntries(without.map((field) => [field, 0])),
      signal,
    })
    .sort({ [sortKey]: direction, _id: direction })
    .limit(args.first + 1)
    .toArray()) as unknown as Row[];
  return pageOf({
    listing,
    args,
    rows,
    placeOf: (row) => ({ key: row[sortKey] as SortKey, id: row._id }),
    count: () => collection.countDocuments(from(null), { maxTimeMS: COUNT_LIMIT_MS, signal }),
  });
}
