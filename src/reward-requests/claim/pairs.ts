import type { mongo, Types } from 'mongoose';

export interface Pair {
  readonly userId: Types.ObjectId;
  readonly eventId: Types.ObjectId;
}

export function pairKey({ userId, eventId }: Pair): string {
  return `${userId.toHexString()}/${eventId.toHexString()}`;
}

export function distinctPairs(pairs: readonly Pair[]): Pair[] {
  return [...new Map(pairs.map((pair) => [pairKey(pair), pair])).values()];
}

/**
 * Matches exactly these pairs. Each branch is one user with some events or one event with some users, so
 * an index that begins with `{ userId, eventId }` is scanned at these points and nowhere between them.
 *
 * @param pairs distinct, at least one
 */
export function matchPairs(pairs: readonly Pair[]): { $or: mongo.Document[] } {
  const byEvent = group(pairs, 'eventId', 'userId');
  const byUser = group(pairs, 'userId', 'eventId');
  return { $or: byEvent.length < byUser.length ? byEvent : byUser };
}

function group(pairs: readonly Pair[], one: keyof Pair, many: keyof Pair): mongo.Document[] {
  const groups = new Map<string, { id: Types.ObjectId; ids: Types.ObjectId[] }>();
  for (const pair of pairs) {
    const key = pair[one].toHexString();
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { id: pair[one], ids: [pair[many]] });
    else known.ids.push(pair[many]);
  }
  return [...groups.values()].map(({ id, ids }) => ({ [one]: id, [many]: { $in: ids } }));
}
