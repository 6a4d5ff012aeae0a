import type { Role } from '../domain/viewer';
import type { AccessProof } from './viewer-source';

/** A service key that acts for an account. */
export interface ServiceProof {
  readonly userId: string;
  /** 24 hex digits. */
  readonly serviceKeyId: string;
}

/** A payout that claims for an account. */
export interface PayoutProof {
  readonly userId: string;
  /** 24 hex digits. */
  readonly payoutId: string;
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

/** Why neither a service key nor a payout may act for an account: both do for enabled USERs only. Null: they may. */
export function whyUnserved(
  user: { readonly role: Role; readonly disabledAt: Date | null } | null | undefined,
): UnservedCode | null {
  if (user == null || user.role !== 'USER') return 'UNKNOWN_USER';
  return user.disabledAt === null ? null : 'ACCOUNT_DISABLED';
}
