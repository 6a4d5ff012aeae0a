import messages from './domain/error-messages.json';

/**
 * Every code that the API answers, with its public message. No message holds a value that a client sent.
 *
 * A fault (ErrorCode) leaves as a top-level error; a refusal (RefusalCode) is data in a payload's `userErrors`.
 */
export const ERROR_CODES = publicMessages(messages.errors);
export type ErrorCode = keyof typeof ERROR_CODES;

export const REFUSAL_CODES = publicMessages(messages.refusals);
export type RefusalCode = keyof typeof REFUSAL_CODES;

function publicMessages<Codes extends Record<string, { readonly api: { readonly en: string } }>>(
  codes: Codes,
) {
  const entries = Object.entries(codes).map(([code, { api }]) => [code, api.en] as const);
  return Object.fromEntries(entries) as Readonly<Record<keyof Codes & string, string>>;
}

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
 * Callers that are refused for overload return after a second at least, and not all at the same moment.
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
