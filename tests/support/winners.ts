import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import type { App } from '../../src/app';
import { startOfServiceDay } from '../../src/domain/service-calendar';
import { newUser } from '../../src/users/accounts';
import { NO_PASSWORD } from '../../src/users/passwords';
import { lastDays, SEOUL } from './attendance';

/** The ids of accounts that have checked in today and that nobody can log in to: backends claim for them. */
export async function newWinners(
  { database, services }: Pick<App, 'database' | 'services'>,
  count: number,
): Promise<string[]> {
  const now = new Date();
  const run = randomUUID().slice(0, 8);
  const users = Array.from({ length: count }, (_, n) =>
    newUser(services.secrets, {
      _id: new Types.ObjectId(),
      username: `winner-${run}-${n}`,
      passwordHash: NO_PASSWORD,
      createdAt: now,
    }),
  );
  await database.users.insertMany(users);
  const [day = ''] = lastDays(now, 1);
  await database.attendances.insertMany(
    users.map(({ _id: userId }) => ({
      _id: new Types.ObjectId(),
      userId,
      day,
      checkedAt: startOfServiceDay(SEOUL, day),
    })),
  );
  return users.map(({ _id }) => _id.toHexString());
}
