import { print } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';

export interface GraphqlError {
  readonly message: string;
  readonly path?: ReadonlyArray<string | number>;
  readonly extensions: {
    readonly code: string;
    readonly requestId?: string;
    readonly retryAfterSeconds?: number;
    readonly fields?: ReadonlyArray<{ readonly path: string; readonly message: string }>;
  };
}

export interface Answer<Data> {
  readonly status: number;
  readonly data: Data | null;
  readonly errors: readonly GraphqlError[];
}

/** A GraphQL client of one caller, over HTTP. */
export class Client {
  /** How long a call may go without an answer; null: for ever. */
  timeoutMs: number | null = null;
  /** A connection that is refused took no request along: as a load balancer does, the call goes to the next. */
  goesElsewhere = false;

  constructor(
    private readonly url: () => string,
    public accessToken: string | null = null,
  ) {}

  /** Sends a document as text, whatever it is, and gives the answer as it came. */
  async send<Data = Record<string, unknown>>(query: string, variables: unknown = {}): Promise<Answer<Data>> {
    const response = await this.post({
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.accessToken !== null && { authorization: `Bearer ${this.accessToken}` }),
      },
      body: JSON.stringify({ query, variables }),
      ...(this.timeoutMs !== null && { signal: AbortSignal.timeout(this.timeoutMs) }),
    });
    const body = (await response.json()) as { data?: Data | null; errors?: GraphqlError[] };
    return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] };
  }

  private async post(request: RequestInit): Promise<Response> {
    for (;;) {
      try {
        return await fetch(`${this.url()}/graphql`, request);
      } catch (error) {
        const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
        if (!this.goesElsewhere || code !== 'ECONNREFUSED') throw error;
      }
    }
  }

  /** The answer to a document, faults and refusals included. */
  async ask<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    ...[variables]: VariablesOf<Variables>
  ): Promise<Answer<Data>> {
    return this.send<Data>(print(document), variables ?? {});
  }

  /** The data; fails with query and body when there is a fault or a refusal. */
  async run<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    ...variables: VariablesOf<Variables>
  ): Promise<Data> {
    const answer = await this.ask(document, ...variables);
    if (answer.data === null || answer.errors.length > 0 || refusalsOf(answer.data as object).length > 0) {
      throw new Error(dump('expected an answer without faults and refusals', document, variables[0], answer));
    }
    return answer.data;
  }

  /** The one payload of a refusal, or the error of a fault, that carries the code; fails when there is none. */
  async refused<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    ...[variables, code]: Variables extends Record<string, never>
      ? [variables: Record<string, never> | undefined, code: string]
      : [variables: Variables, code: string]
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a payload or an error, by what is asked
  ): Promise<any> {
    const answer = await this.send(print(document), variables ?? {});
    const fault = answer.errors.find((error) => error.extensions.code === code);
    if (fault) return fault;
    for (const payload of Object.values(answer.data ?? {})) {
      if (refusalsOf({ payload }).includes(code)) return payload;
    }
    throw new Error(dump(`expected ${code}`, document, variables, answer));
  }
}

type VariablesOf<Variables> =
  Variables extends Record<string, never> ? [variables?: Record<string, never>] : [variables: Variables];

function refusalsOf(data: object): string[] {
  return Object.values(data).flatMap((payload) => {
    const { userErrors } = (payload ?? {}) as { userErrors?: Array<{ code: string }> };
    return (userErrors ?? []).map(({ code }) => code);
  });
}

function dump(
  problem: string,
  document: TypedDocumentNode<never, never> | object,
  variables: unknown,
  answer: unknown,
) {
  return [
    problem,
    print(document as never),
    JSON.stringify(variables, null, 2),
    JSON.stringify(answer, null, 2),
  ].join('\n');
}
