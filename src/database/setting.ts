import type { Types } from 'mongoose';
import type { OutboxEntry } from '../audit/outbox-entry.model';
import type { Role } from '../domain/viewer';

/** One change of an account's role or of its disabledAt, until it has reached the account. */
export interface PendingAdminChange {
  readonly userId: Types.ObjectId;
  readonly set: { readonly role?: Role; readonly disabledAt?: Date | null };
  readonly entry: OutboxEntry;
}

/** Fixed at the first start: days that were checked in under another calendar would mean something else. */
export interface ServiceCalendarSetting {
  _id: 'serviceCalendar';
  timeZone: string;
  dayStartMinute: number;
  /** The rules of the zone by year, as the first server knew them: see attendance/zone-rules-watch. */
  zoneRules?: Readonly<Record<string, string>>;
}

/** The one document that decides who is an admin; see users/admins. */
export interface AdminsSetting {
  _id: 'admins';
  /** The enabled ADMIN accounts; never empty once it was not. */
  ids: Types.ObjectId[];
  n: number;
  pending: PendingAdminChange | null;
}

/** The last sequence that was answered for; a chain that is shorter was cut off. */
export interface AuditHeadSetting {
  _id: 'auditHead';
  head: { sequence: number; hash: string };
}

export type Setting = ServiceCalendarSetting | AdminsSetting | AuditHeadSetting;
