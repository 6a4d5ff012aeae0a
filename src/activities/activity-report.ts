import {
  ACTIVITY_EXTERNAL_ID_MAX_CHARACTERS,
  ACTIVITY_QUANTITY_MAX,
  isActivityKind,
} from '../domain/activities';
import { characterCount, isWellFormedText } from '../domain/text';
import type { UserRef } from '../users/user-refs';

/** A row as its sender gave it, within the limits of its fields. */
export interface ActivityReport {
  readonly user: UserRef;
  readonly externalId: string;
  readonly kind: string;
  readonly quantity: number;
  readonly occurredAt: Date;
}

/** Whether the fields of a row are within their limits; both doors ask it, row by row. */
export function isWithinLimits({ externalId, kind, quantity }: Omit<ActivityReport, 'user'>): boolean {
  const length = characterCount(externalId);
  return (
    length >= 1 &&
    length <= ACTIVITY_EXTERNAL_ID_MAX_CHARACTERS &&
    isWellFormedText(externalId) &&
    isActivityKind(kind) &&
    Number.isSafeInteger(quantity) &&
    quantity >= 1 &&
    quantity <= ACTIVITY_QUANTITY_MAX
  );
}
