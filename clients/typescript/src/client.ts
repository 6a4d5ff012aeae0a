import { newKey, type CallOptions, type Operation, type Variables } from './call.ts';
import type { Failure, Result } from './failure.ts';
import { operations, type Operations } from './operations.ts';
import { ATTEMPTS, orAborted, sleep, waitBeforeRepeat } from './repeats.ts';
import { Session } from './session.ts';
import { memoryStore, type Tokens, type TokenStore } from './tokens.ts';
import { codeOfAbort, networkFailure, send, type Endpoint } from './transport.ts';

export interface ClientOptions {
  /** Of the API, such as `https://rewards.example/graphql`. */
  readonly url: string;
  /** Where the tokens are kept; by default in memory. */
  readonly tokens?: TokenStore;
  /** How long one attempt may take, in milliseconds; 10,000 by default. */
  readonly timeoutMs?: number;
  /** How long a call may take with its repeats and waits, in milliseconds; 30,000 by default. */
  readonly deadlineMs?: number;
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** By default the platform's own. */
  readonly fetch?: typeof fetch;
}

/** A function per operation of the API. None rejects: what goes wrong is in the result. */
export type Client = Operations;

type Name = keyof Operations;

/**
 * A client of one login.
 *
 * - `login`, `loginWithIdentity`, `register` and `changePassword` keep the tokens that they are answered; `logout` forgets them.
 * - A call that is UNAUTHENTICATED is sent once more after the tokens are renewed, by one renewal for all calls, or
 *   when a password change, which ends the login, has brought the tokens of the next one.
 * - RATE_LIMITED and SERVICE_UNAVAILABLE are repeated after the time that the server names; lost answers only
 *   where doing it twice does no more than doing it once.
 */
export function createClient(options: ClientOptions): Client {
  const { fetch: ofCaller = fetch } = options;
  const endpoint: Endpoint = {
    url: options.url,
    headers: options.headers ?? {},
    // Called as a plain function: a browser's fetch refuses to be called as the method of another object.
    fetch: (input, init) => ofCaller(input, init),
  };
  const caller = new Caller(endpoint, new Session(endpoint, options.tokens ?? memoryStore()), {
    timeoutMs: options.timeoutMs ?? 10_000,
    deadlineMs: options.deadlineMs ?? 30_000,
  });
  const functions = (Object.keys(operations) as Name[]).map((name) => [
    name,
    operations[name].takes === 'nothing'
      ? (given?: CallOptions) => caller.call(name, {}, given)
      : (variables: Variables = {}, given?: CallOptions) => caller.call(name, variables, given),
  ]);
  return Object.fromEntries(functions) as Client;
}

class Caller {
  /** Settles when no password change of this client is under way: it ends the login that other calls go by. */
  private changing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly endpoint: Endpoint,
    private readonly session: Session,
    private readonly defaults: Required<Pick<CallOptions, 'timeoutMs' | 'deadlineMs'>>,
  ) {}

  call(name: Name, given: Variables, options: CallOptions = {}): Promise<Result<unknown>> {
    const result = this.repeated(name, given, options);
    if (name === 'changePassword') this.changing = Promise.all([this.changing, result]).then(() => undefined);
    return result;
  }

  private async repeated(name: Name, given: Variables, options: CallOptions): Promise<Result<unknown>> {
    const operation = operations[name];
    const variables = await this.variablesOf(name, operation, given);
    const end = Date.now() + (options.deadlineMs ?? this.defaults.deadlineMs);
    const deadline = anyOf(options.signal, AbortSignal.timeout(Math.max(0, end - Date.now())));
    for (let attempt = 1; ; attempt++) {
      const timeout = AbortSignal.timeout(options.timeoutMs ?? this.defaults.timeoutMs);
      const result = await this.authorised(name, variables, anyOf(deadline, timeout));
      if (result.ok) {
        await this.keepTokens(name, given, result.data as { tokens?: Tokens | null });
        return result;
      }
      const wait = waitBeforeRepeat(name, operation, result.error, attempt);
      if (wait === null || attempt === ATTEMPTS || Date.now() + wait >= end) return result;
      await sleep(wait, deadline);
      if (deadline.aborted) return failed(networkFailure(codeOfAbort(deadline), deadline.reason));
    }
  }

  /** Sends a call with the access token; once more with a new one when that has expired. */
  private async authorised(name: Name, variables: Variables, signal: AbortSignal): Promise<Result<unknown>> {
    const tokens = await this.session.store.load();
    const attempt = { operation: operations[name], variables, signal };
    const first = await send(this.endpoint, { ...attempt, accessToken: tokens?.accessToken ?? null });
    if (first.ok || first.error.code !== 'UNAUTHENTICATED' || !tokens) return first;
    const changed = name === 'changePassword' ? Promise.resolve() : this.changing;
    const renewed = changed.then(() => this.session.renew(tokens));
    const renewal = await orAborted(renewed, signal, (code) => ({
      failure: networkFailure(code, signal.reason),
    }));
    if ('failure' in renewal) return failed(renewal.failure);
    return send(this.endpoint, { ...attempt, accessToken: renewal.tokens.accessToken });
  }

  /** Made once per call: its repeats are the same call by the same key. */
  private async variablesOf(name: Name, operation: Operation, given: Variables): Promise<Variables> {
    if (operation.takes !== 'input') return given;
    if (operation.keyed) return { input: { ...given, idempotencyKey: given.idempotencyKey ?? newKey() } };
    if (name !== 'logout') return { input: given };
    // By the refresh token a login ends also when its access token has expired.
    const tokens = await this.session.store.load();
    return { input: { ...(tokens && { refreshToken: tokens.refreshToken }), ...given } };
  }

  private async keepTokens(name: Name, given: Variables, data: { tokens?: Tokens | null }): Promise<void> {
    const { store } = this.session;
    if (data.tokens) await store.save(data.tokens);
    if (name !== 'logout') return;
    // Another login's token may be given.
    const isOwn =
      given.refreshToken === undefined || given.refreshToken === (await store.load())?.refreshToken;
    if (isOwn) await store.save(null);
  }
}

function failed(error: Failure): Result<unknown> {
  return { ok: false, error };
}

function anyOf(...signals: Array<AbortSignal | undefined>): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}
