/** What a wire does to one request. */
type Mishap =
  | { readonly kind: 'lose answer' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'hold until aborted' }
  | { readonly kind: 'late'; readonly until: () => Promise<unknown> }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string };

export interface SentOperation {
  readonly name: string;
  readonly variables: { readonly input?: Readonly<Record<string, unknown>> };
  readonly accessToken: string | null;
}

/** Between a client and a real server: counts what is sent, and does what bad networks do, at one's word. */
export class Wire {
  readonly sent: SentOperation[] = [];
  private readonly planned: Array<Mishap & { readonly name: string }> = [];

  /** The server does it, and the answer never comes. */
  loseAnswer(name: string): void {
    this.planned.push({ name, kind: 'lose answer' });
  }

  /** The request never arrives. */
  cut(name: string): void {
    this.planned.push({ name, kind: 'cut' });
  }

  /** No answer ever comes. */
  hold(name: string): void {
    this.planned.push({ name, kind: 'hold until aborted' });
  }

  /** The server does it at once; its answer arrives when the work is done. */
  delayAnswer(name: string, until: () => Promise<unknown>): void {
    this.planned.push({ name, kind: 'late', until });
  }

  /** Something before the server answers in its place. */
  answer(name: string, status: number, body: string): void {
    this.planned.push({ name, kind: 'answer', status, body });
  }

  /** From now on everything passes. */
  heal(): void {
    this.planned.length = 0;
  }

  /** How often the operation was sent. */
  count(name: string): number {
    return this.sent.filter((operation) => operation.name === name).length;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const { operationName, variables } = JSON.parse(init!.body as string) as {
      operationName: string;
      variables: SentOperation['variables'];
    };
    const bearer = new Headers(init!.headers).get('authorization');
    this.sent.push({
      name: operationName,
      variables,
      accessToken: bearer?.replace('Bearer ', '') ?? null,
    });
    const place = this.planned.findIndex(({ name }) => name === operationName);
    const [mishap] = place < 0 ? [] : this.planned.splice(place, 1);
    switch (mishap?.kind) {
      case 'cut':
        throw new TypeError('fetch failed');
      case 'lose answer':
        await (await fetch(input, init)).text();
        throw new TypeError('fetch failed');
      case 'late': {
        const response = await fetch(input, init);
        await mishap.until();
        return response;
      }
      case 'hold until aborted':
        return new Promise((_, reject) => {
          const { signal } = init as { signal: AbortSignal };
          const end = () => reject(signal.reason as Error);
          if (signal.aborted) end();
          signal.addEventListener('abort', end);
        });
      case 'answer':
        return new Response(mishap.body, { status: mishap.status });
      default:
        return fetch(input, init);
    }
  };
}

/** The body of a fault that asks for a repeat. */
export function faultBody(code: string, retryAfterSeconds: number): string {
  return JSON.stringify({
    errors: [{ message: code, extensions: { code, requestId: 'r', retryAfterSeconds } }],
  });
}
