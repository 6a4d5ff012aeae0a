/**
 * Every code that the API answers, and what it says in public. Imports nothing.
 *
 * A fault (ErrorCode) leaves as a top-level error; a refusal (RefusalCode) is data in a payload's
 * `userErrors`. No message holds a value that a client sent.
 */
export const ERROR_CODES = {
  UNAUTHENTICATED: 'The operation has no valid access token, or its login has ended.',
  INVALID_CREDENTIALS: 'The username or password is incorrect.',
  INVALID_REFRESH_TOKEN: 'The refresh token is not valid, or its login has ended.',
  REFRESH_TOKEN_EXPIRED: 'The refresh token has expired. Log in again.',
  REFRESH_TOKEN_REUSED: 'The refresh token was used twice, so its login has been ended. Log in again.',
  INVALID_IDENTITY_TOKEN: 'The identity token was not accepted.',
  INVALID_SERVICE_KEY: 'The service key is unknown, revoked or expired.',
  FORBIDDEN: "The account's role, or the scopes of the service key, do not allow this.",
  NOT_FOUND: 'The record does not exist, or the caller may not read it.',
  BAD_USER_INPUT: 'A value or variable is invalid. `fields` names it.',
  RATE_LIMITED: 'Too many attempts. Retry after `retryAfterSeconds`.',
  QUERY_TOO_COMPLEX: 'The document requests too much at once.',
  GUARD_INDEX_MISMATCH:
    'The index that prevents double payment is missing or different. Requests for rewards are refused until it is restored.',
  SERVICE_UNAVAILABLE:
    'Temporarily unavailable. Retry after `retryAfterSeconds` with the same idempotency key.',
  INTERNAL_SERVER_ERROR: "An error in the server. The server's log has the details under the request id.",
  BAD_REQUEST:
    'The HTTP request is not supported. Send operations by POST to /graphql as application/json: a JSON object with `query`.',
  GRAPHQL_PARSE_FAILED: 'The document is not valid GraphQL syntax.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not match the schema.',
  OPERATION_RESOLUTION_FAILURE: 'The document does not contain the requested operation.',
  PERSISTED_QUERY_NOT_FOUND:
    'No longer returned. Every persisted query is answered with PERSISTED_QUERY_NOT_SUPPORTED.',
  PERSISTED_QUERY_NOT_SUPPORTED:
    'Persisted queries are not supported. Send `query` without `extensions.persistedQuery`.',
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

export const REFUSAL_CODES = {
  USERNAME_TAKEN: 'The username is taken.',
  LAST_ADMIN: 'The last admin can be neither demoted nor disabled.',
  EVENT_NOT_STARTED: 'The event has not started yet.',
  EVENT_ENDED: 'The event has ended.',
  EVENT_INACTIVE: 'The event is paused or archived.',
  EVENT_ARCHIVED: 'The event is archived and can no longer be changed.',
  EVENT_INCOMPLETE:
    'An active event needs a reward, a condition unless payout is MANUAL, and startAt before endAt. Events must not require each other in a circle.',
  EVENT_HAS_REQUESTS:
    'The event has had a live request: conditions, rewards, payout, startAt and an earlier endAt or claimUntil are frozen.',
  ALREADY_REQUESTED: 'A request of this user for this event is pending.',
  ALREADY_REWARDED: 'This user has already been rewarded for this event.',
  CONDITIONS_NOT_MET: 'Not every condition of the event is met.',
  OUT_OF_STOCK: 'There is not enough stock.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used before with other input.',
  ALREADY_DECIDED: 'The request has already been decided.',
  REJECTED: 'An operator rejected the request.',
  ACCOUNT_DISABLED: 'The account is disabled. A pending request of it can be rejected but not approved.',
  IDENTITY_TAKEN: 'Another account has this identity.',
  ISSUER_NOT_ALLOWED:
    'The issuer is not allowed here: labels of your own match [a-z0-9_.-]{1,64}, and issuers of tokens are linked by their tokens only.',
  LAST_WAY_IN: 'The account would have neither a password nor an identity to log in with.',
  UNKNOWN_USER: 'No account that can act has this id or identity.',
  GRANT_NOT_FOUND: 'There is no such grant.',
  ACKNOWLEDGED_OTHERWISE: 'The grant was acknowledged with another outcome or reference.',
  SELF_DECISION_FORBIDDEN: 'You cannot decide a request of your own account.',
  STALE_VERSION: 'The event has changed since that version was read.',
  UNKNOWN: 'Refused for a reason that only a newer server knows.',
} as const;
export type RefusalCode = keyof typeof REFUSAL_CODES;

/** Of a stored code: a newer server may have stored one that this one does not know. */
export function knownRefusal(code: string): RefusalCode {
  return Object.hasOwn(REFUSAL_CODES, code) ? (code as RefusalCode) : 'UNKNOWN';
}

export interface InputFault {
  /** Path of the input field, such as `input.rewards.0.quantity`. */
  readonly path: string;
  readonly message: string;
}

interface Details {
  /** For the log only. */
  readonly detail?: string;
  readonly fields?: readonly InputFault[];
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A fault with its public message; `detail` and `cause` go to the log and nowhere else. */
export class AppError extends Error {
  readonly detail: string | undefined;
  readonly fields: readonly InputFault[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    details: Details = {},
  ) {
    super(ERROR_CODES[code], { cause: details.cause });
    this.name = 'AppError';
    this.detail = details.detail;
    this.fields = details.fields;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** Values beyond their limits; a client points at the fields. */
export class BadUserInput extends AppError {
  constructor(...fields: InputFault[]) {
    super('BAD_USER_INPUT', { fields });
  }
}

/** Overload or outage; a client repeats the call, with the same idempotency key. */
export class ServiceUnavailable extends AppError {
  constructor(detail: string, cause?: unknown, retryAfterSeconds = 1) {
    super('SERVICE_UNAVAILABLE', { detail, cause, retryAfterSeconds });
  }
}

/**
 * Whoever is refused for overload comes back after a second at least, and not in step with all the others.
 *
 * @param atMost in seconds: how long the work of all callers that are refused together takes
 */
export function retryAfterOverload(atMost = 3): number {
  return 1 + Math.floor(Math.random() * atMost);
}

/** One entry of a payload's `userErrors`. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly field: string[] | null;
}

/**
 * @param stored may be a code that only a newer server knows
 * @param field path of the input field at fault, such as `['input', 'username']`
 */
export function refusal(stored: RefusalCode, field: string[] | null = null): Refusal {
  const code = knownRefusal(stored);
  return { code, message: REFUSAL_CODES[code], field };
}
