import { Types } from 'mongoose';
import type { AudienceMember } from '../audiences/audience-member.model';
import type { AudienceMembers } from '../audiences/audience-members';
import type { Database } from '../database/connection';
import { StartupFault } from '../startup-fault';
import { findUserRefs, userRefKey, type UserRef } from '../users/user-refs';
import { userRefOf } from '../users/user-ref.inputs';
import type { FilledRow, ImportKind, Judged } from './import-run';

const SEALED = 'The audience is sealed, or is being sealed: nobody can be added to it.';

/** Members of an audience that is open; the caller has looked it up. */
export function audienceImport(
  database: Database,
  members: AudienceMembers,
  audienceId: Types.ObjectId,
): ImportKind<AudienceMember> {
  return {
    action: 'importAudience',
    about: { audienceId },
    columns: ['userId', 'issuer', 'subject'],
    collection: database.audienceMembers,
    async whileInserting(rows, insert) {
      const batch = await members.open(audienceId, rows, null);
      if (batch === null) throw new StartupFault(SEALED);
      const result = await insert();
      await members.finish(audienceId, batch, rows);
      return result;
    },
    async judge(rows) {
      const refs = rows.map(({ values }) => refOf(values));
      const found = await findUserRefs(
        database,
        refs.flatMap((ref) => (typeof ref === 'string' ? [] : ref)),
      );
      const users = refs.map((ref) =>
        typeof ref === 'string' ? undefined : found.get(userRefKey(ref))?._id,
      );
      const there = new Set(
        await members.findPresent(
          audienceId,
          users.flatMap((userId) => userId ?? []),
        ),
      );
      return refs.map((ref, place): Judged<AudienceMember> => {
        const userId = users[place];
        if (typeof ref === 'string') return { fault: ref };
        if (userId === undefined) return { fault: 'names no account' };
        const key = userId.toHexString();
        if (there.has(key)) return 'there';
        there.add(key);
        return { document: { _id: new Types.ObjectId(), userId, audienceId } };
      });
    },
  };
}

/** @returns a text: what is wrong, without the values */
function refOf({ userId, issuer, subject }: FilledRow['values']): UserRef | string {
  if (userId !== undefined) {
    return issuer === undefined && subject === undefined
      ? { id: userId }
      : 'has both a userId and an identity';
  }
  if (issuer === undefined || subject === undefined) return 'needs a userId, or an issuer and a subject';
  return userRefOf({ identity: { issuer, subject } }, { byUsername: false }) ?? 'has no valid identity';
}
