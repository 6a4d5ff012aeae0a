/** Stored and spoken as these words; the token's `role` claim is for the client only. */
export const ROLES = ['USER', 'OPERATOR', 'AUDITOR', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** The roles that work for the service. */
export const STAFF = ['OPERATOR', 'AUDITOR', 'ADMIN'] as const satisfies readonly Role[];
/** Those that run events, and decide requests. */
export const OPERATORS = ['OPERATOR', 'ADMIN'] as const satisfies readonly Role[];
/** Those that read everything. */
export const AUDITORS = ['AUDITOR', 'ADMIN'] as const satisfies readonly Role[];

/** The calling account as it was in the database when this operation began. */
export interface Viewer {
  /** The account's ObjectId as 24 hex digits. */
  readonly id: string;
  readonly role: Role;
  /** The login (token family) that the operation came with. */
  readonly sessionId: string;
}
