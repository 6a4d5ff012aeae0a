import type { ErrorCode, RefusalCode, RefusalDetailsFragment } from './operations.ts';

/** A value that broke a rule: where, such as `input.rewards.0.quantity`, and what is wrong with it. */
export interface InputFault {
  readonly path: string;
  readonly message: string;
}

interface AnyFault {
  readonly kind: 'fault';
  /** English, for developers and logs; `textOf` has the words for people. */
  readonly message: string;
  /** The id of this call in the server's log. */
  readonly requestId: string | null;
}

/** The server did not do it: whatever was asked has had no effect, unless the code is SERVICE_UNAVAILABLE. */
export type Fault = AnyFault &
  (
    | { readonly code: 'BAD_USER_INPUT'; readonly fields: readonly InputFault[] }
    | { readonly code: 'RATE_LIMITED' | 'SERVICE_UNAVAILABLE'; readonly retryAfterSeconds: number }
    | { readonly code: Exclude<ErrorCode, 'BAD_USER_INPUT' | 'RATE_LIMITED' | 'SERVICE_UNAVAILABLE'> }
  );

/** A rule refused the operation; the payload has the record concerned in its current state. */
export interface Refusal<Payload> {
  readonly kind: 'refusal';
  /** The first refusal's. A newer server may answer a code that this release does not know: show `message`. */
  readonly code: RefusalCode;
  readonly message: string;
  readonly refusals: readonly RefusalDetailsFragment[];
  readonly payload: Payload;
}

export type NetworkCode = 'ABORTED' | 'TIMED_OUT' | 'UNREACHABLE' | 'UNREADABLE_ANSWER';

/** There is no answer of the server: what was asked may have been done, or not. */
export interface NetworkFailure {
  readonly kind: 'network';
  readonly code: NetworkCode;
  readonly message: string;
  /** The HTTP status of an UNREADABLE_ANSWER, such as a proxy's 502. */
  readonly status: number | null;
  readonly cause: unknown;
}

export type Failure<Payload = unknown> = Fault | Refusal<Payload> | NetworkFailure;
export type FailureCode = ErrorCode | RefusalCode | NetworkCode;

export type Result<Data> =
  { readonly ok: true; readonly data: Data } | { readonly ok: false; readonly error: Failure<Data> };

/** What `dataOf` throws. */
export class CallFailed extends Error {
  constructor(readonly failure: Failure) {
    super(`${failure.code}: ${failure.message}`);
    this.name = 'CallFailed';
  }
}

/**
 * The data of a call that is expected to succeed.
 *
 * @throws CallFailed with the failure
 */
export function dataOf<Data>(result: Result<Data>): Data {
  if (result.ok) return result.data;
  throw new CallFailed(result.error);
}

const SIGNED_OUT: ReadonlySet<string> = new Set<ErrorCode>([
  'UNAUTHENTICATED',
  'INVALID_REFRESH_TOKEN',
  'REFRESH_TOKEN_EXPIRED',
  'REFRESH_TOKEN_REUSED',
]);

/** Whether only a new login helps. */
export function isSignedOut({ kind, code }: Failure): boolean {
  return kind === 'fault' && SIGNED_OUT.has(code);
}
