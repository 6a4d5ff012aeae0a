import { Types } from 'mongoose';
import type { App } from '../app';
import { derivedId } from '../audit/entries';
import { isDuplicateKey } from '../database/duplicate-key';
import { addDays, serviceDayOf, startOfServiceDay } from '../domain/service-calendar';
import { usernameKey } from '../domain/username';
import type { User } from '../users/user.model';
import { StartupFault } from '../startup-fault';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from './demo-accounts';
import { demoEvents, type DemoEvent } from './demo-events';

const DAY_MS = 86_400_000;

/** Accounts, check-ins and events to try the platform with. Existing records are left unchanged. */
export async function seedDemoData(app: App, now: Date): Promise<void> {
  const accounts = new Map<string, User>();
  for (const { username, role, attended } of DEMO_ACCOUNTS) {
    const user = await findOrProvision(app, username, role, now);
    accounts.set(username, user);
    await seedAttendance(app, user._id, attended, now);
  }
  const operator = accounts.get('operator')!;
  const events = demoEvents(app.services.calendar, now);
  await seedEvents(app, operator._id.toHexString(), events, now);
}

async function findOrProvision(app: App, username: string, role: User['role'], now: Date): Promise<User> {
  const there = await app.database.users.findOne({ usernameKey: usernameKey(username) });
  // Number 0: no role was ever given, so an earlier start was stopped before it.
  const unfinished = there !== null && there.role !== role && there.adminN === 0;
  if (there !== null && !unfinished) return there;
  // Users who checked in before today have been there before today.
  const registeredAt = role === 'USER' ? new Date(now.getTime() - 30 * DAY_MS) : now;
  const user = await app.services.accounts.provision(
    { username, password: DEMO_PASSWORD },
    role,
    registeredAt,
  );
  // An account of this name with another password belongs to somebody else and is left unchanged.
  if (user === null && there !== null) return there;
  if (user === null)
    throw new StartupFault(`The account ${username} appeared while the demo data was written.`);
  return user;
}

async function seedAttendance(
  app: App,
  userId: Types.ObjectId,
  daysAgo: readonly number[],
  now: Date,
): Promise<void> {
  const { attendances } = app.database;
  // Once only: a later start must not complete a streak that a person is playing with.
  if ((await attendances.findOne({ userId })) !== null) return;
  const { calendar } = app.services;
  const today = serviceDayOf(calendar, now);
  for (const ago of daysAgo) {
    const day = addDays(today, -ago);
    const morning = startOfServiceDay(calendar, day).getTime() + 9 * 3_600_000;
    const checkedAt = new Date(Math.min(morning, now.getTime()));
    await ignoringDuplicates(attendances.insertOne({ _id: new Types.ObjectId(), userId, day, checkedAt }));
  }
}

export async function seedEvents(
  app: App,
  operatorId: string,
  events: readonly DemoEvent[],
  now: Date,
): Promise<void> {
  const operator = { id: operatorId, role: 'OPERATOR' as const, sessionId: '' };
  for (const event of events) {
    const _id = derivedId('createEvent', operatorId, event.idempotencyKey);
    // A later start would ask for other dates under the same key.
    if ((await app.database.events.findOne({ _id }, { projection: { _id: 1 } })) !== null) continue;
    await app.services.eventCreator.create(operator, now, event);
  }
}

async function ignoringDuplicates(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

/**
 * Production must not open its doors with a password that everybody knows.
 *
 * @throws StartupFault that names the accounts
 */
export async function refuseDemoAccounts(app: App): Promise<void> {
  const names = DEMO_ACCOUNTS.map(({ username }) => usernameKey(username));
  const users = await app.database.users
    .find({ usernameKey: { $in: names } }, { projection: { username: 1, passwordHash: 1 } })
    .toArray();
  const open: string[] = [];
  for (const { username, passwordHash } of users) {
    if (await app.services.passwords.verify(passwordHash, DEMO_PASSWORD)) open.push(username);
  }
  if (open.length === 0) return;
  throw new StartupFault(
    `Production refuses a database with demo accounts (${open.join(', ')}): change their passwords or use another database.`,
  );
}
