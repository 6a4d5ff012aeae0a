/** The facts of a coded error. Pure, so that tests can use it without a browser. */
export interface ErrorFacts {
  /** An ErrorCode or RefusalCode; NETWORK when no answer came; NO_CODE when it had no code. */
  readonly code: string;
  /** The server's own words, in English. */
  readonly message: string;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
  readonly fields: readonly { readonly path: string; readonly message: string }[];
}

/** The part of urql's CombinedError that is read here. */
interface Failure {
  readonly networkError?: Error | undefined;
  readonly graphQLErrors: readonly {
    readonly message: string;
    readonly extensions?: Record<string, unknown> | undefined;
  }[];
}

/** The first coded error of a failed operation: an operation of the console asks for one thing. */
export function factsOf(failure: Failure): ErrorFacts {
  const first = failure.graphQLErrors[0];
  if (!first) return { ...NO_ANSWER, code: failure.networkError ? 'NETWORK' : 'NO_CODE' };
  const { code, requestId, retryAfterSeconds, fields } = first.extensions ?? {};
  return {
    code: typeof code === 'string' ? code : 'NO_CODE',
    message: first.message,
    requestId: typeof requestId === 'string' ? requestId : null,
    retryAfterSeconds: typeof retryAfterSeconds === 'number' ? retryAfterSeconds : null,
    fields: Array.isArray(fields) ? (fields as ErrorFacts['fields']) : [],
  };
}

const NO_ANSWER: Omit<ErrorFacts, 'code'> = {
  message: '',
  requestId: null,
  retryAfterSeconds: null,
  fields: [],
};
