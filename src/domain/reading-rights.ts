import { AUDITORS, ROLES, STAFF, type Role, type Viewer } from './viewer';

/**
 * Which roles read a kind of data that is not a root field of its own; access/permissions.ts lists the root
 * fields. A role that a row does not name reads nothing of that kind, whatever a newer version calls it.
 */
const READERS = {
  /** Events that are active and not archived. */
  publishedEvents: ROLES,
  /** Paused and archived events. */
  hiddenEvents: STAFF,
  /** Requests of other accounts. */
  othersRequests: STAFF,
  /** How many codes of a reward are left. */
  codePools: STAFF,
  /** Proofs of requests of other accounts. */
  othersProofs: AUDITORS,
  /** `Event.createdBy`, `RewardRequest.decidedBy` and `revokedBy`. */
  actingStaff: STAFF,
  /** `Condition.audience`. */
  audiences: STAFF,
  /** `RewardRequest.payout`. */
  payouts: STAFF,
  /** Whether a request of the own account would be accepted: only these accounts claim. */
  ownEligibility: ['USER'],
  /** The same of other accounts. */
  othersEligibility: STAFF,
} as const satisfies Record<string, readonly Role[]>;
export type DataKind = keyof typeof READERS;

export function mayRead({ role }: Pick<Viewer, 'role'>, kind: DataKind): boolean {
  const readers: readonly Role[] = READERS[kind];
  return readers.includes(role);
}
