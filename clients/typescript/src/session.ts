import type { Failure, Result } from './failure.ts';
import { operations, type RefreshTokensData } from './operations.ts';
import { sleep } from './repeats.ts';
import type { Tokens, TokenStore } from './tokens.ts';
import { send, type Endpoint } from './transport.ts';

/**
 * For 10 s a spent refresh token gives the same successor again; a later use is taken for theft and ends the
 * login. So a renewal whose answer was lost is repeated at once, and only while that time lasts.
 */
const REPEAT_FOR_MS = 7_000;
const ATTEMPT_MS = 2_500;
const BETWEEN_MS = 250;

type Renewal = { readonly tokens: Tokens } | { readonly failure: Failure };

/** The login that a client goes by, renewed once however many calls find it expired. */
export class Session {
  private renewing: Promise<Renewal> | null = null;

  constructor(
    private readonly endpoint: Endpoint,
    readonly store: TokenStore,
  ) {}

  /** @param spent the tokens with which a call was UNAUTHENTICATED */
  renew(spent: Tokens): Promise<Renewal> {
    this.renewing ??= this.exchange(spent).finally(() => {
      this.renewing = null;
    });
    return this.renewing;
  }

  private async exchange(spent: Tokens): Promise<Renewal> {
    const held = (await this.store.load()) ?? spent;
    // Another call, or another tab with the same store, was faster.
    if (held.accessToken !== spent.accessToken) return { tokens: held };

    const result = await this.sendRefreshToken(held.refreshToken);
    const current = await this.store.load();
    if (current && current.refreshToken !== held.refreshToken) return { tokens: current };
    if (result.ok) {
      // Logged out meanwhile: nothing brings the login back.
      if (current) await this.store.save(result.data.tokens);
      return { tokens: result.data.tokens };
    }
    // Without an answer nobody knows; the token may still be good.
    if (hasEnded(result.error)) await this.store.save(null);
    return { failure: result.error };
  }

  private async sendRefreshToken(refreshToken: string): Promise<Result<RefreshTokensData>> {
    const end = Date.now() + REPEAT_FOR_MS;
    for (let wait = BETWEEN_MS; ; wait *= 2) {
      const signal = AbortSignal.timeout(ATTEMPT_MS);
      const result = (await send(this.endpoint, {
        operation: operations.refreshTokens,
        variables: { input: { refreshToken } },
        accessToken: null,
        signal,
      })) as Result<RefreshTokensData>;
      if (result.ok || !mayBeLost(result.error) || Date.now() + wait + ATTEMPT_MS > end) return result;
      await sleep(wait, new AbortController().signal);
    }
  }
}

/** Whether the renewal may have been done all the same. */
function mayBeLost({ kind, code }: Failure): boolean {
  return kind === 'network' || code === 'SERVICE_UNAVAILABLE';
}

function hasEnded({ kind, code }: Failure): boolean {
  return (
    kind === 'fault' &&
    (code === 'INVALID_REFRESH_TOKEN' || code === 'REFRESH_TOKEN_EXPIRED' || code === 'REFRESH_TOKEN_REUSED')
  );
}
