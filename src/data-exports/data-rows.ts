import type { Types } from 'mongoose';
import type { AccessLogEntry } from '../access-log/access-log-entry.model';
import type { Activity } from '../activities/activity.model';
import type { Attendance } from '../attendance/attendance.model';
import type { Audience } from '../audiences/audience.model';
import type { AuditEntry } from '../audit/audit-entry.model';
import { decodeEvidence } from '../domain/evidence';
import { USER_SOURCE } from '../domain/request-source';
import { statusName } from '../domain/request-status';
import type { ExcusedDay } from '../excused-days/excused-day.model';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import type { StaffNote } from '../staff-notes/staff-note.model';
import { startOf } from '../users/login-start';
import { NO_PASSWORD } from '../users/passwords';
import type { LoginFamily, User } from '../users/user.model';

/** Without credentials: nobody reads a hash. */
export function account({
  _id,
  username,
  passwordHash,
  role,
  createdAt,
  disabledAt,
  erasedAt,
  passwordReset,
  streak,
}: User): object {
  return {
    id: _id,
    username,
    hasPassword: passwordHash !== NO_PASSWORD,
    role,
    createdAt,
    disabledAt,
    erasedAt: erasedAt ?? null,
    passwordResetExpiresAt: passwordReset?.expiresAt ?? null,
    streak: streak === undefined ? null : { ...streak, days: undefined },
  };
}

export function login(family: LoginFamily): object {
  const { id, device, current } = family;
  return {
    id,
    startedAt: startOf(family),
    device: device ?? null,
    issuedAt: current.issuedAt,
    expiresAt: current.refreshExpiresAt,
  };
}

export function checkIn({ day, checkedAt, source }: Attendance): object {
  return { day, checkedAt, source: source ?? USER_SOURCE };
}

export function activity({ _id, userId: _userId, outbox: _outbox, ...fields }: Activity): object {
  return { id: _id, ...fields };
}

export function audience({ _id, name }: Pick<Audience, '_id' | 'name'>): object {
  return { id: _id, name };
}

export function excusedDay({ day, reason, excusedAt }: ExcusedDay): object {
  return { day, reason, excusedAt };
}

/** Who wrote it is left out: a USER reads no other account. */
export function staffNote({ requestId, text, createdAt }: StaffNote): object {
  return { requestId, text, createdAt };
}

export function opened({ what, at }: AccessLogEntry): object {
  return { what, at };
}

export function auditEntry({ sequence, at, actorRole, action, before, after, reason }: AuditEntry): object {
  return { sequence, at, actorRole, action, before, after, reason };
}

interface RequestEdges {
  readonly title: string | null;
  readonly codeOf: (rewardId: Types.ObjectId) => string | null;
}

/** With its evidence and grants. Who decided is left out: a USER reads no other account. */
export function request(row: RewardRequest, { title, codeOf }: RequestEdges): object {
  return {
    id: row._id,
    event: { id: row.eventId, title },
    eventVersion: row.eventVersion,
    status: statusName(row.status),
    attempt: row.attempt,
    source: row.source ?? USER_SOURCE,
    idempotencyKey: row.idempotencyKey ?? null,
    requestedAt: row.requestedAt,
    decidedAt: row.decidedAt,
    failureCode: row.failureCode,
    note: row.note,
    evidence: decodeEvidence(row),
    rewards: row.rewards ?? null,
    grants: row.grants.map((grant) => ({
      ...grant,
      ...(grant.codePool && { code: codeOf(grant.rewardId) }),
    })),
    revokedAt: row.revokedAt ?? null,
    revokeReason: row.revokeReason ?? null,
  };
}
