import type { mongo, Types } from 'mongoose';
import type { Audience } from './audience.model';
import type { AudienceMember } from './audience-member.model';

/** Whether an audience can be used: its members never change again. */
export function isSealed({ state, sealedAt }: Pick<Audience, 'state' | 'sealedAt'>): boolean {
  return state === 'SEALED' && sealedAt !== null;
}

interface Wanted {
  readonly userId: Types.ObjectId;
  readonly audienceId: Types.ObjectId;
}

/**
 * Per user (hex) the audiences (hex) that they are in, of those asked for. One call, answered by points of the unique
 * index alone.
 *
 * @param db of the connections that the caller reads by
 */
export async function findMemberships(
  db: mongo.Db,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>();
  if (wanted.length === 0) return found;
  const byAudience = new Map<string, { audienceId: Types.ObjectId; users: Map<string, Types.ObjectId> }>();
  for (const { userId, audienceId } of wanted) {
    const key = audienceId.toHexString();
    const group = byAudience.get(key) ?? { audienceId, users: new Map<string, Types.ObjectId>() };
    byAudience.set(key, group);
    group.users.set(userId.toHexString(), userId);
  }
  const $or = [...byAudience.values()].map(({ audienceId, users }) => ({
    userId: { $in: [...users.values()] },
    audienceId,
  }));
  const rows = await db
    .collection<AudienceMember>('audiencemembers')
    .find({ $or })
    .project<Wanted>({ _id: 0, userId: 1, audienceId: 1 })
    .toArray();
  for (const { userId, audienceId } of rows) {
    const user = userId.toHexString();
    found.set(user, (found.get(user) ?? new Set()).add(audienceId.toHexString()));
  }
  return found;
}
