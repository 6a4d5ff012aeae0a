import { Types } from 'mongoose';
import type { App } from '../../src/app';
import { CreateAudienceDocument, SealAudienceDocument } from '../generated/documents';
import type { Actor } from './actors';

/** Accounts of which nobody logs in. */
export async function insertUsers(
  { database }: Pick<App, 'database'>,
  count: number,
  now: Date,
): Promise<string[]> {
  const users = Array.from({ length: count }, () => {
    const _id = new Types.ObjectId();
    const username = `member-${_id.toHexString()}`;
    return {
      ...{ _id, username, usernameKey: username, passwordHash: '', role: 'USER' as const, createdAt: now },
      ...{ disabledAt: null, adminN: 0, logins: [] },
    };
  });
  await database.users.insertMany(users);
  return users.map(({ _id }) => _id.toHexString());
}

/** A sealed audience of these accounts. */
export async function sealedAudience(
  operator: Actor,
  { services }: Pick<App, 'services'>,
  userIds: readonly string[],
  name = 'Players of the outage',
): Promise<string> {
  const { createAudience } = await operator.run(CreateAudienceDocument, { input: { name } });
  const { id } = createAudience!.audience!;
  const _id = new Types.ObjectId(id);
  for (let from = 0; from < userIds.length; from += 200) {
    const few = userIds.slice(from, from + 200).map((userId) => new Types.ObjectId(userId));
    await services.audienceMembers.add(_id, few, { id: operator.id, role: 'OPERATOR', sessionId: '' });
  }
  await operator.run(SealAudienceDocument, { input: { id } });
  return id;
}
