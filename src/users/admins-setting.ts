import type { Types } from 'mongoose';
import type { OutboxEntry } from '../audit/outbox-entry.model';
import type { Role } from '../domain/viewer';
import type { PendingErasure } from './user.model';

/** One change of an account's role or of its disabledAt, until it has reached the account. */
export interface PendingAdminChange {
  readonly userId: Types.ObjectId;
  readonly set: {
    readonly role?: Role;
    readonly disabledAt?: Date | null;
    /** With what belongs to it, so that a server of any release writes all of it. */
    readonly erasedAt?: Date;
    readonly erasure?: PendingErasure;
    readonly due?: string[];
  };
  readonly entry: OutboxEntry;
}

/** The one document that decides who is an admin; see users/admins. */
export interface AdminsSetting {
  _id: 'admins';
  /** The enabled ADMIN accounts; never empty once it was not. */
  ids: Types.ObjectId[];
  n: number;
  pending: PendingAdminChange | null;
}

declare module '../database/collections' {
  interface StoredSettings {
    readonly admins: AdminsSetting;
  }
}
