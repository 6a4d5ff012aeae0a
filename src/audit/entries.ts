import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import type { Role } from '../domain/viewer';
import type { OutboxEntry } from './outbox-entry.model';

/** The acting viewer or service key, or null (a command line, an automatic act). */
export type Actor = { readonly id: string; readonly role: Role } | { readonly serviceKeyId: string } | null;

export interface Act {
  /** Made before the first attempt, by `entryIdOf` for keyed acts. */
  readonly id?: Types.ObjectId;
  readonly at: Date;
  readonly actor: Actor;
  /** Name of the mutation or of the automatic act. */
  readonly action: string;
  readonly targetType:
    | ('Activity' | 'Audience' | 'User' | 'Event' | 'Payout' | 'RewardRequest' | 'ServiceKey')
    | ('EventSeries' | 'ExcusedDay' | 'Import' | 'Export' | 'Retention' | 'Seal' | 'WebhookEndpoint');
  readonly targetId: Types.ObjectId;
  /** The account that the act is about, where the target is not the account itself. */
  readonly subjectId?: Types.ObjectId;
  /** Changed fields only, secrets left out. */
  readonly before?: object | null;
  readonly after?: object | null;
  readonly reason?: string | null;
  readonly key?: { readonly idempotencyKey: string; readonly inputHash: string };
}

/** Makes the entry that rides in the changed document's outbox. */
export function outboxEntry(act: Act): OutboxEntry {
  const { actor } = act;
  const account = actor !== null && 'id' in actor ? actor : null;
  return {
    id: act.id ?? new Types.ObjectId(),
    at: act.at,
    actorId: account === null ? null : new Types.ObjectId(account.id),
    actorRole: account?.role ?? null,
    // Present only where a key acted: the hash covers the fields that an entry has.
    ...(actor !== null &&
      'serviceKeyId' in actor && { serviceKeyId: new Types.ObjectId(actor.serviceKeyId) }),
    action: act.action,
    targetType: act.targetType,
    targetId: act.targetId,
    ...(act.subjectId !== undefined && { subjectId: act.subjectId }),
    before: act.before == null ? null : canonicalJson(act.before),
    after: act.after == null ? null : canonicalJson(act.after),
    reason: act.reason ?? null,
    ...act.key,
  };
}

/**
 * JSON with sorted keys and no spaces, so that the same facts are the same text on every machine (the
 * rules of RFC 8785 for what stands here: objects, arrays, texts, booleans, null and safe integers).
 * Dates are ISO 8601 in UTC, ids their 24 hex digits.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, sorted);
}

/** For JSON.stringify, which asks again for what is inside the result. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Identifies the input that an idempotency key must be repeated with: SHA-256 of the act's name and input, in hex. */
export function inputHashOf(action: string, input: object): string {
  return createHash('sha256')
    .update(canonicalJson([action, input]))
    .digest('hex');
}

/** An id that the same parts always give: what makes a repeated act find its first attempt. */
export function derivedId(...parts: string[]): Types.ObjectId {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return new Types.ObjectId(hash.slice(0, 24));
}
