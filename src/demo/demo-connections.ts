import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Types } from 'mongoose';
import type { App } from '../app';
import { readServiceKey } from '../access/service-key-secret';
import { FEED_TYPES } from '../domain/reward-feed';
import { SERVICE_SCOPES } from '../domain/service-scopes';
import { usernameKey } from '../domain/username';
import type { Viewer } from '../domain/viewer';
import { StartupFault } from '../startup-fault';
import { DEMO_KEY_FILE } from './demo-accounts';
import { purchasesEvent } from './demo-events';
import { seedEvents } from './demo-data';
import { WEBHOOKS_PATH } from './webhook-inbox';

/** The source of the demo's key: a shop that reports purchases. */
const SOURCE = 'shop';
const HOUR_MS = 3_600_000;
/** Alice lacks one purchase and bob a day. */
const PURCHASES = { alice: 2, bob: 3 };

interface Parts {
  readonly app: App;
  readonly dataDir: string;
  readonly now: Date;
}

/**
 * Data that show how other systems connect: an event about purchases, some purchases, and a service key, whose text is
 * kept in the data folder. Existing records are left unchanged.
 */
export async function seedConnections({ app, dataDir, now }: Parts): Promise<void> {
  await seedEvents(
    app,
    (await accountId(app, 'operator')).toHexString(),
    [purchasesEvent(app.services.calendar, now)],
    now,
  );
  for (const [username, count] of Object.entries(PURCHASES)) await seedPurchases(app, username, count, now);
  await seedServiceKey({ app, dataDir, now });
}

async function accountId({ database }: App, username: string): Promise<Types.ObjectId> {
  const account = await database.users.findOne(
    { usernameKey: usernameKey(username) },
    { projection: { _id: 1 } },
  );
  if (account === null) throw new StartupFault(`The demo account ${username} was removed meanwhile.`);
  return account._id;
}

async function seedPurchases(app: App, username: string, count: number, now: Date): Promise<void> {
  const userId = await accountId(app, username);
  // Once only: a later start must not add to what a person is playing with.
  if ((await app.database.activities.findOne({ userId, source: SOURCE })) !== null) return;
  const purchases = Array.from({ length: count }, (_, n) => ({
    user: { id: userId.toHexString() },
    externalId: `demo-${username}-${n + 1}`,
    kind: 'purchase',
    quantity: 1,
    occurredAt: new Date(now.getTime() - (count - n) * HOUR_MS),
  }));
  await app.services.activities.record(purchases, SOURCE, now);
}

async function seedServiceKey({ app, dataDir, now }: Parts): Promise<void> {
  const path = join(dataDir, DEMO_KEY_FILE);
  const kept = readServiceKey(`Bearer ${readIfThere(path).trim()}`)?.id ?? null;
  // The database of another start may be a new one.
  const known =
    kept !== null && (await app.database.serviceKeys.findOne({ _id: new Types.ObjectId(kept) })) !== null;
  if (known) return;
  const input = { name: 'Demo shop', source: SOURCE, scopes: [...SERVICE_SCOPES] };
  const { secret } = await app.services.serviceKeys.create(await admin(app), input, now);
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(path, `${secret}\n`, { mode: 0o600 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupFault(`The service key of the demo cannot be stored in ${path} (${code}).`);
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function admin(app: App): Promise<Viewer> {
  return { id: (await accountId(app, 'admin')).toHexString(), role: 'ADMIN', sessionId: randomUUID() };
}

/**
 * Lets webhooks lead to the demo's own page. Servers on other addresses than loopback have no endpoint, since plain
 * HTTP reaches loopback only.
 *
 * @param address where this server listens
 */
export async function seedWebhookEndpoint(app: App, address: string, now: Date): Promise<void> {
  const url = pageUrl(address);
  if (url === null) return;
  const { webhooks, webhookReaders } = app.services;
  const by = { viewer: await admin(app), now };
  const existing = (await webhookReaders.mutation.findEndpoints()).find((endpoint) =>
    endpoint.url.endsWith(WEBHOOKS_PATH),
  );
  if (existing === undefined) await webhooks.create({ url, types: [...FEED_TYPES] }, by);
  else if (existing.url !== url) await webhooks.update({ id: existing._id.toHexString(), url }, by);
}

function pageUrl(address: string): string | null {
  const { hostname, port } = new URL(address);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  if (isLoopback) return `${address}${WEBHOOKS_PATH}`;
  return hostname === '0.0.0.0' || hostname === '[::]' ? `http://127.0.0.1:${port}${WEBHOOKS_PATH}` : null;
}
