import { createHash } from 'node:crypto';
import type { Types } from 'mongoose';
import type { App } from '../app';
import { derivedId } from '../audit/entries';
import { usernameKey } from '../domain/username';
import { seedEvents } from './demo-data';
import { codesEvent } from './demo-events';

const CODES = Array.from(
  { length: 500 },
  (_, n) => `ICE-${sha256(`ice cream ${n}`).slice(0, 8).toUpperCase()}`,
);

/** An event that pays codes, with codes to pay. A repeated import of the same codes changes nothing. */
export async function seedCodes(app: App, now: Date): Promise<void> {
  const { database, services } = app;
  const operator = await database.users.findOne(
    { usernameKey: usernameKey('operator') },
    { projection: { _id: 1 } },
  );
  if (operator === null) return;
  const event = codesEvent(services.calendar, now);
  const operatorId = operator._id.toHexString();
  await seedEvents(app, operatorId, [event], now);
  const _id = derivedId('createEvent', operatorId, event.idempotencyKey);
  const stored = await database.events.findOne({ _id }, { projection: { rewards: 1 } });
  const pool = stored?.rewards.find(({ codePool }) => codePool);
  // An operator may have removed it.
  if (pool !== undefined) await importCodes(app, pool.id);
}

async function importCodes({ services }: App, rewardId: Types.ObjectId): Promise<void> {
  const file = { sha256: sha256(CODES.join('\n')), reading: 'demo' };
  const rows = CODES.map((text, place) => ({ line: place + 1, text }));
  const part = { rewardId, file, number: 0, rows };
  await services.codeImports.importPart(part, { actor: null, onRefused: () => undefined });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
