import { Types } from 'mongoose';
import type { App } from '../../src/app';
import { CreateAudienceDocument, SealAudienceDocument } from '../generated/documents';
import type { Actor } from './actors';
import { Client } from './client';

/** Accounts of which nobody logs in. */
export async function insertUsers(
  { database }: Pick<App, 'database'>,
  count: number,
  createdAt: Date,
): Promise<string[]> {
  const users = Array.from({ length: count }, () => userRow(createdAt));
  await database.users.insertMany(users);
  return users.map(({ _id }) => _id.toHexString());
}

/** Accounts with a login each, by id; a hash for each password would take a minute for a thousand. */
export async function insertClaimants(
  { database, services }: Pick<App, 'database' | 'services'>,
  count: number,
  createdAt: Date,
  url: () => string,
): Promise<Map<string, Client>> {
  const now = new Date();
  const clients = new Map<string, Client>();
  const users = Array.from({ length: count }, () => {
    const login = { id: new Types.ObjectId(), current: services.tokens.issue('USER', now) };
    const user = userRow(createdAt, login);
    const id = user._id.toHexString();
    const { accessToken } = services.tokens.sign(id, login.id.toHexString(), login.current);
    clients.set(id, new Client(url, accessToken));
    return user;
  });
  await database.users.insertMany(users);
  return clients;
}

function userRow<Login = never>(createdAt: Date, ...logins: Login[]) {
  const _id = new Types.ObjectId();
  const username = `member-${_id.toHexString()}`;
  return {
    ...{ _id, username, usernameKey: username, passwordHash: '', role: 'USER' as const, createdAt },
    ...{ disabledAt: null, adminN: 0, logins },
  };
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
