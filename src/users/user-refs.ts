import type { mongo } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { toObjectId } from '../database/object-ids';
import type { IdentityName } from '../domain/identities';
import { usernameKey } from '../domain/username';
import type { User } from './user.model';

/** How a caller names an account. Service keys never name one by its username. */
export type UserRef =
  | { readonly id: string }
  | { readonly identity: { readonly issuer: string; readonly subject: string } }
  | { readonly username: string };

/** An account that services may act for. */
export type ReferencedUser = Pick<User, '_id' | 'role' | 'disabledAt'>;

type FoundUser = ReferencedUser & {
  readonly usernameKey?: string;
  readonly identities?: ReadonlyArray<{ readonly issuer: string; readonly subject: string }>;
};

/** One text for each account reference, to find it in the answer of `findUserRefs`. */
export function userRefKey(ref: UserRef): string {
  if ('id' in ref) return ref.id;
  if ('username' in ref) return `username ${usernameKey(ref.username)}`;
  return JSON.stringify([ref.identity.issuer, ref.identity.subject]);
}

/** The account that has an identity. The first condition tells the planner that the partial index holds the account. */
export function identityQuery({ issuer, subject }: IdentityName): mongo.Filter<User> {
  return { 'identities.issuer': issuer, identities: { $elemMatch: { issuer, subject } } };
}

/**
 * The accounts that references name, by `userRefKey`, with one call. What names nobody is left out.
 *
 * @param users on the connections that the caller reads by
 */
export async function findUserRefs(
  { users }: Pick<Collections, 'users'>,
  refs: readonly UserRef[],
): Promise<ReadonlyMap<string, ReferencedUser>> {
  const ids = [...new Set(refs.flatMap((ref) => ('id' in ref ? [ref.id] : [])))].flatMap(
    (id) => toObjectId(id) ?? [],
  );
  const identities = [
    ...new Map(refs.flatMap((ref) => ('identity' in ref ? [[userRefKey(ref), ref.identity]] : []))).values(),
  ];
  const names = [...new Set(refs.flatMap((ref) => ('username' in ref ? [usernameKey(ref.username)] : [])))];
  const $or: mongo.Document[] = [
    ...(ids.length === 0 ? [] : [{ _id: { $in: ids } }]),
    ...(names.length === 0 ? [] : [{ usernameKey: { $in: names } }]),
    ...identities.map(identityQuery),
  ];
  if ($or.length === 0) return new Map();
  const rows = await users
    .find({ $or } as mongo.Filter<User>)
    .project<FoundUser>({
      role: 1,
      disabledAt: 1,
      ...(names.length > 0 && { usernameKey: 1 }),
      ...(identities.length > 0 && { 'identities.issuer': 1, 'identities.subject': 1 }),
    })
    .toArray();
  const found = new Map<string, ReferencedUser>();
  for (const row of rows) {
    found.set(row._id.toHexString(), row);
    if (row.usernameKey !== undefined) found.set(`username ${row.usernameKey}`, row);
    for (const identity of row.identities ?? []) found.set(userRefKey({ identity }), row);
  }
  return found;
}
