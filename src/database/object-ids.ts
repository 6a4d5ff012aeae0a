import { Types } from 'mongoose';
import { AppError } from '../errors';

/** IDs are opaque: a string that can't be one names nothing. */
export function toObjectId(id: string): Types.ObjectId | null {
  return /^[0-9a-f]{24}$/.test(id) ? new Types.ObjectId(id) : null;
}

/** @throws AppError NOT_FOUND for a string that can't be an id */
export function requireObjectId(id: string): Types.ObjectId {
  const objectId = toObjectId(id);
  if (objectId === null) throw new AppError('NOT_FOUND');
  return objectId;
}

/** @param hex of an id that comes from the database */
export function knownId(hex: string): Types.ObjectId {
  return new Types.ObjectId(hex);
}

/**
 * For filters: an id that can't be one selects nothing, so it becomes one that no record has.
 */
export function filterId(id: string): Types.ObjectId {
  return toObjectId(id) ?? new Types.ObjectId('0'.repeat(24));
}
