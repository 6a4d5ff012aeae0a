import { Store } from './store';

/** Only at this address of the own origin is data asked for. */
export const ENDPOINT = '/graphql';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5_000;

/** Whether the server answers; said once, for the whole page, and asked again until it does. */
export class Connection {
  readonly lost = new Store(false);
  #recovery: Promise<void> | null = null;

  /** Tells that an operation got no answer; settles when the server answers again. */
  lose(): Promise<void> {
    this.lost.set(true);
    this.#recovery ??= this.#untilAnswered().then(() => {
      this.#recovery = null;
      this.lost.set(false);
    });
    return this.#recovery;
  }

  async #untilAnswered(): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (await this.isAnswered()) return;
    }
  }

  /** Whether the server answers at this moment. */
  async isAnswered(): Promise<boolean> {
    try {
      const body = JSON.stringify({ query: '{ serverInfo { now } }' });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(ENDPOINT, { method: 'POST', headers, body });
      return response.ok;
    } catch {
      return false;
    }
  }

  /** A fetch that reports a lost server and fails: for mutations, which nothing repeats unasked. */
  readonly fetchOnce: typeof fetch = async (input, init) => {
    try {
      return requireAnswer(await fetch(input, init));
    } catch (fault) {
      if (!init?.signal?.aborted) void this.lose();
      throw fault;
    }
  };

  /** A fetch that waits for a lost server and asks again: for queries, which change nothing. */
  readonly fetchUntilAnswered: typeof fetch = async (input, init) => {
    for (;;) {
      try {
        return requireAnswer(await fetch(input, init));
      } catch (fault) {
        if (init?.signal?.aborted) throw fault;
        await this.lose();
        init?.signal?.throwIfAborted();
      }
    }
  };
}

/** One for the page: data and the parts of the page itself come from the same server. */
export const connection = new Connection();

/** A proxy answers 502 to 504 in words of its own when the server behind it is gone. */
function requireAnswer(response: Response): Response {
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  if (response.status >= 500 && !isJson) throw new TypeError('The server does not answer');
  return response;
}
