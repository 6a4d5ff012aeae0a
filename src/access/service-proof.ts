import type { Role } from '../domain/viewer';
import type { AccessProof } from './viewer-source';

/** A service key that acts for an account. */
export interface ServiceProof {
  readonly userId: string;
  /** 24 hex digits. */
  readonly serviceKeyId: string;
}

/** Who acts on an account: its own user by an access token, or a service key. */
export type ActingProof = AccessProof | ServiceProof;

export type UnservedCode = 'ACCOUNT_DISABLED' | 'UNKNOWN_USER';

/** A service key may not act for this account. It becomes a refusal in the payload. */
export class UnservedUser extends Error {
  constructor(readonly code: UnservedCode) {
    super(code);
    this.name = 'UnservedUser';
  }
}

/** Why a service key may not act for an account: it acts for enabled USERs only. Null: it may. */
export function whyUnserved(
  user: { readonly role: Role; readonly disabledAt: Date | null } | null | undefined,
): UnservedCode | null {
  if (user == null || user.role !== 'USER') return 'UNKNOWN_USER';
  return user.disabledAt === null ? null : 'ACCOUNT_DISABLED';
}
