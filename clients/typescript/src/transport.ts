import type { Operation, Variables } from './call.ts';
import type { Fault, NetworkCode, NetworkFailure, Result } from './failure.ts';
import type { RefusalDetailsFragment } from './operations.ts';

export interface Endpoint {
  /** Of the API, such as `https://rewards.example/graphql`. */
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Attempt {
  readonly operation: Operation;
  readonly variables: Variables;
  readonly accessToken: string | null;
  readonly signal: AbortSignal;
}

interface Body {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: ReadonlyArray<{
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly requestId?: string };
  }>;
}

/** Sends an operation once; never rejects. */
export async function send(endpoint: Endpoint, attempt: Attempt): Promise<Result<unknown>> {
  const { operation, variables, accessToken, signal } = attempt;
  let status: number;
  let text: string;
  try {
    const response = await endpoint.fetch(endpoint.url, {
      method: 'POST',
      headers: {
        ...endpoint.headers,
        'content-type': 'application/json',
        accept: 'application/json',
        ...(accessToken !== null && { authorization: `Bearer ${accessToken}` }),
      },
      body: JSON.stringify({ query: operation.document, operationName: operation.name, variables }),
      signal,
    });
    status = response.status;
    text = await response.text();
  } catch (cause) {
    const code = signal.aborted ? codeOfAbort(signal) : 'UNREACHABLE';
    return { ok: false, error: networkFailure(code, cause) };
  }
  try {
    return resultOf(operation, JSON.parse(text) as Body);
  } catch (cause) {
    return { ok: false, error: networkFailure('UNREADABLE_ANSWER', cause, status) };
  }
}

/** @throws when the body is no answer of this API */
function resultOf(operation: Operation, { data, errors }: Body): Result<unknown> {
  const [error] = errors ?? [];
  if (error) {
    const { message, extensions: { requestId = null, ...details } = {} } = error;
    if (details.code === undefined) throw new Error('an error without a code');
    return { ok: false, error: { kind: 'fault', message, requestId, ...details } as Fault };
  }
  const payload = data?.[operation.field];
  if (payload === null || typeof payload !== 'object') throw new Error('neither data nor an error');
  const refusals = 'userErrors' in payload ? (payload.userErrors as RefusalDetailsFragment[]) : [];
  const [first] = refusals;
  if (!first) return { ok: true, data: payload };
  const { code, message } = first;
  return { ok: false, error: { kind: 'refusal', code, message, refusals, payload } };
}

const NETWORK_MESSAGES: Readonly<Record<NetworkCode, string>> = {
  ABORTED: 'The caller gave the call up.',
  TIMED_OUT: 'No answer came in time.',
  UNREACHABLE: 'The server could not be reached, or the connection broke.',
  UNREADABLE_ANSWER: 'What answered is not this API.',
};

/** @param status of the answer, when there was one */
export function networkFailure(
  code: NetworkCode,
  cause: unknown,
  status: number | null = null,
): NetworkFailure {
  return { kind: 'network', code, message: NETWORK_MESSAGES[code], status, cause };
}

/** What an aborted signal means, by the reason that it was given. */
export function codeOfAbort({ reason }: AbortSignal): NetworkCode {
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? 'TIMED_OUT' : 'ABORTED';
}
