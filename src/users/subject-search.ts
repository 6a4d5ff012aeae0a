import type { mongo, Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { Listing } from '../database/cursor';
import { COUNT_LIMIT_MS, pageOf } from '../database/keyset-page';
import { SUBJECT_PREFIX_MATCHES_MAX } from '../domain/identities';
import type { Page, PageRequest } from '../domain/page';
import type { User } from './user.model';

type Match = Pick<User, '_id' | 'createdAt'>;

/** Behind every character of a text. */
const LAST_CHARACTER = '\u{10ffff}';

/**
 * A page of the accounts that have an identity whose subject begins with a text, newest first. The index that finds them
 * is in the order of the subjects, so all that fit are found, up to 1,000, and put in order here.
 *
 * @param filter what else the accounts must fit
 * @throws BadUserInput for a cursor of another list, filter or order
 */
export async function findBySubject(
  users: Collections['users'],
  prefix: string,
  filter: mongo.Filter<User>,
  args: PageRequest,
  signal: AbortSignal,
): Promise<Page<User>> {
  const query = { ...filter, ...subjectQuery(prefix) };
  const listing = new Listing('users', query, args);
  const place = args.after == null ? null : listing.read(args.after);
  const matches = await users
    .find(query, { projection: { createdAt: 1 }, signal })
    .limit(SUBJECT_PREFIX_MATCHES_MAX)
    .toArray();
  const direction = args.reverse ? 1 : -1;
  const order = (a: Match, b: Match) => direction * compare(a, b);
  const after = place && ({ _id: place.id, createdAt: place.key as Date } satisfies Match);
  const following = (matches as Match[])
    .sort(order)
    .filter((match) => after === null || order(match, after) > 0);
  const ids = following.slice(0, args.first + 1).map(({ _id }) => _id);
  const rows = await users.find({ _id: { $in: ids } }, { signal }).toArray();
  const byId = new Map(rows.map((row) => [row._id.toHexString(), row as User]));
  return pageOf({
    listing,
    args,
    rows: ids.flatMap((id) => byId.get(id.toHexString()) ?? []),
    placeOf: ({ createdAt, _id }) => ({ key: createdAt, id: _id }),
    count: () =>
      users.countDocuments(query, { limit: SUBJECT_PREFIX_MATCHES_MAX, maxTimeMS: COUNT_LIMIT_MS, signal }),
  });
}

/** Both bounds are of one identity, so that the index is read from one to the other. */
function subjectQuery(prefix: string): mongo.Filter<User> {
  return { identities: { $elemMatch: { subject: { $gte: prefix, $lt: prefix + LAST_CHARACTER } } } };
}

function compare(a: Match, b: Match): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || compareIds(a._id, b._id);
}

function compareIds(a: Types.ObjectId, b: Types.ObjectId): number {
  return a.toHexString() < b.toHexString() ? -1 : a.equals(b) ? 0 : 1;
}
