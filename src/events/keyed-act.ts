import type { OutboxEntry } from '../audit/outbox-entry.model';
import { findKeyedAct } from '../audit/find-act';
import type { Database } from '../database/connection';
import type { Viewer } from '../domain/viewer';

/** What an idempotency key must come with again. */
export interface ActKey {
  readonly idempotencyKey: string;
  readonly inputHash: string;
}

/**
 * What the key was used for before by this actor: null: nothing; an entry: the same act; REUSED: an act
 * with other input. One key space per actor, whatever the mutation: its name is part of the hash.
 */
export async function findReplay(
  database: Database,
  viewer: Viewer,
  key: ActKey,
): Promise<OutboxEntry | 'REUSED' | null> {
  const entry = await findKeyedAct(database, viewer.id, key.idempotencyKey);
  if (entry === null) return null;
  return entry.inputHash === key.inputHash ? entry : 'REUSED';
}
