import { mongo, type Types } from 'mongoose';
import type { Page, PageRequest } from '../domain/page';
import { Listing, type Place, type SortKey } from './cursor';
import { isOverdue } from './read-limits';

/** How long a count may take; beyond it `totalCount` is null. */
export const COUNT_LIMIT_MS = 1_000;
interface PageOf<Row> {
  readonly listing: Listing;
  readonly args: PageRequest;
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
  args: PageRequest,
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
