import { mongo, Types } from 'mongoose';
import { derivedId } from '../../audit/entries';
import { toInstant } from '../../domain/instant';

/** A document of a foreign database: nothing about it is certain. */
export type Foreign = mongo.Document;

/** The names that a field may have there: those of the first specification before others that are common. */
export const FIELDS = {
  username: ['username', 'user_name', 'login_id', 'user_id'],
  password: ['password', 'password_hash', 'passwordHash'],
  role: ['role'],
  createdAt: ['created_at', 'created_dt', 'createdAt', 'reg_dt'],
  userRef: ['user_id', 'userId', 'user'],
  eventRef: ['event_id', 'eventId', 'event'],
  checkedAt: ['attendance_dt', 'attend_dt', 'checked_at', 'checkedAt', 'created_at', 'createdAt', 'reg_dt'],
  day: ['attendance_date', 'attend_date', 'day', 'date'],
  title: ['title', 'name', 'event_name'],
  description: ['description', 'content'],
  startAt: ['start_dt', 'start_at', 'startAt'],
  endAt: ['end_dt', 'end_at', 'endAt'],
  active: ['active_yn', 'activeYn', 'active'],
  conditions: ['conditions', 'condition'],
  kind: ['kind', 'type'],
  target: ['target', 'value', 'days', 'count'],
  rewardType: ['type', 'reward_type'],
  rewardName: ['name', 'reward_name', 'title'],
  quantity: ['quantity', 'amount', 'qty', 'count'],
  externalId: ['external_id', 'externalId', 'sku'],
  stock: ['stock', 'stock_qty'],
  /** The remaining units, which default to `stock`. */
  remaining: ['remaining', 'remaining_qty', 'remaining_stock'],
  status: ['status'],
  requestedAt: ['requested_at', 'request_dt', 'created_at', 'created_dt', 'createdAt', 'reg_dt'],
  decidedAt: ['decided_at', 'processed_at', 'processed_dt', 'updated_at', 'updated_dt', 'updatedAt'],
} as const;
export type Field = keyof typeof FIELDS;

/** The first of a field's names that holds something; undefined: none does. */
export function valueOf(document: Foreign, field: Field): unknown {
  return FIELDS[field]
    .map((name) => (document as Record<string, unknown>)[name])
    .find((value) => value !== undefined && value !== null && value !== '');
}

export function textOf(document: Foreign, field: Field): string | null {
  const value = valueOf(document, field);
  return typeof value === 'string' ? value : null;
}

/** A date, or a text that is an instant; a text without an offset is none, see `toInstant`. */
export function instantOf(document: Foreign, field: Field): Date | null {
  const value = valueOf(document, field);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value;
  return typeof value === 'string' ? toInstant(value) : null;
}

/** When a document was made: by its own field, else by its ObjectId. */
export function madeAt(document: Foreign, field: 'createdAt' | 'requestedAt'): Date | null {
  const given = instantOf(document, field);
  if (given !== null || valueOf(document, field) !== undefined) return given;
  return document._id instanceof Types.ObjectId ? document._id.getTimestamp() : null;
}

/** A whole number, also where it is stored as text. */
export function countOf(document: Foreign, field: Field): number | null {
  const value = Number(valueOf(document, field) ?? NaN);
  return Number.isSafeInteger(value) ? value : null;
}

/** Y and N, or a boolean. */
export function yesNoOf(document: Foreign, field: Field): boolean | null {
  const value = valueOf(document, field);
  if (typeof value === 'boolean') return value;
  return value === 'Y' || value === 'y' ? true : value === 'N' || value === 'n' ? false : null;
}

/** What two references to one document have in common, whether they are ObjectIds or their texts. */
export function referenceOf(document: Foreign, field: 'userRef' | 'eventRef'): string | null {
  const value = valueOf(document, field);
  if (value instanceof Types.ObjectId) return value.toHexString();
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : null;
}

/** An id as a text of its own, whatever it is: of two ids that differ the texts differ. */
export function idText(id: unknown): string {
  if (typeof id !== 'object' || id === null || id instanceof Types.ObjectId) return String(id);
  return mongo.BSON.EJSON.stringify(id);
}

/**
 * The id that a document has with us, the same in every run: its own where that is an ObjectId, so that links
 * to it stay right; else one that is made of it.
 */
export function ownId(
  kind: 'user' | 'attendance' | 'event' | 'reward' | 'request',
  foreign: unknown,
): Types.ObjectId {
  return foreign instanceof Types.ObjectId ? foreign : derivedId('import-rest', kind, idText(foreign));
}
