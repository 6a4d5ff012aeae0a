import type { TokenDetailsFragment } from '../generated/documents';
import { browserStorage } from './page-storage';
import { Store } from './store';

/** Why nobody is signed in: a key of the sign-in page's texts. */
export type Absence = 'nobody' | 'signedOut' | 'ended' | 'notStaff';
export type SessionState =
  | { readonly signedIn: true; readonly userId: string }
  | { readonly signedIn: false; readonly because: Absence };

export type Renewal = TokenDetailsFragment | 'refused';

interface Login {
  readonly userId: string;
  readonly refreshToken: string;
}

const KEY = 'event-reward.login';
const LOCK = 'event-reward.refresh';
/** A token that ends while its operation is on the way would cost a second round trip. */
const MARGIN_MS = 15_000;

/**
 * Who is signed in, in all tabs of this origin. The access token stays in this tab's memory; the refresh token
 * is kept in localStorage, so that it survives a reload and tabs share one login. docs/adr/0012 weighs it. A browser
 * that keeps nothing leaves both in this tab's memory.
 */
export class Session {
  readonly state: Store<SessionState>;
  #access: { readonly token: string; readonly expiresAtMs: number } | null = null;
  #renewing: Promise<void> | null = null;

  constructor() {
    const login = readLogin();
    this.state = new Store<SessionState>(
      login ? { signedIn: true, userId: login.userId } : { signedIn: false, because: 'nobody' },
    );
    window.addEventListener('storage', ({ key }) => {
      if (key === KEY || key === null) this.#followOtherTabs();
    });
  }

  get accessToken(): string | null {
    return this.#access?.token ?? null;
  }

  get needsRenewal(): boolean {
    return !this.#access || this.#access.expiresAtMs - MARGIN_MS < Date.now();
  }

  begin(userId: string, tokens: TokenDetailsFragment): void {
    this.#hold(tokens);
    this.#store(userId, tokens);
    this.state.set({ signedIn: true, userId });
  }

  /** Forgets the login here and, by the storage event, in every other tab. */
  end(because: Absence): void {
    this.#access = null;
    browserStorage.remove(KEY);
    this.state.set({ signedIn: false, because });
  }

  get refreshToken(): string | null {
    return readLogin()?.refreshToken ?? null;
  }

  /** An access token that the server refused is not offered again. */
  dropAccessToken(): void {
    this.#access = null;
  }

  /**
   * Gets a new pair of tokens; concurrent calls share one.
   *
   * One tab at a time, by a Web Lock, and the token is read under it: no two tabs use the same refresh token,
   * which after ten seconds would count as theft. Where the page is neither HTTPS nor localhost, browsers offer
   * no locks; then those ten seconds are the protection.
   *
   * @param renew asks the server; 'refused' when the login has ended
   */
  renew(renew: (refreshToken: string) => Promise<Renewal>): Promise<void> {
    const alone = <T>(work: () => Promise<T>): Promise<T> =>
      'locks' in navigator ? navigator.locks.request(LOCK, work) : work();
    this.#renewing ??= alone(() => this.#renewOnce(renew)).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renewOnce(renew: (refreshToken: string) => Promise<Renewal>): Promise<void> {
    const login = readLogin();
    if (!login) return;
    const renewal = await renew(login.refreshToken);
    const stored = readLogin();
    // Meanwhile somebody may have signed out, or in as another, in a tab beside.
    if (stored?.userId !== login.userId) return;
    if (renewal !== 'refused') this.#hold(renewal);
    const isNewerStored = stored.refreshToken !== login.refreshToken;
    // After a change of the password, say: another tab has signed in again while this one still asked with the old token.
    if (isNewerStored && renewal === 'refused') return this.#renewOnce(renew);
    // A tab that was reloaded while it renewed has stored the answer that it still got: it is not older than this one.
    if (isNewerStored) return;
    if (renewal === 'refused') this.end('ended');
    else this.#store(login.userId, renewal);
  }

  #hold(tokens: TokenDetailsFragment): void {
    this.#access = { token: tokens.accessToken, expiresAtMs: Date.now() + lifetimeMs(tokens.accessToken) };
  }

  #store(userId: string, tokens: TokenDetailsFragment): void {
    const login: Login = { userId, refreshToken: tokens.refreshToken };
    browserStorage.set(KEY, JSON.stringify(login));
  }

  #followOtherTabs(): void {
    const login = readLogin();
    const state = this.state.get();
    if (login && state.signedIn && login.userId === state.userId) return;
    this.#access = null;
    if (login) this.state.set({ signedIn: true, userId: login.userId });
    else if (state.signedIn) this.state.set({ signedIn: false, because: 'signedOut' });
  }
}

/** By the server's own clock at both ends: this browser's may be wrong by hours. */
function lifetimeMs(accessToken: string): number {
  const payload = accessToken.split('.')[1] ?? '';
  const { iat, exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as Claims;
  return (exp - iat) * 1_000;
}

interface Claims {
  /** Seconds since 1970. */
  readonly iat: number;
  readonly exp: number;
}

function readLogin(): Login | null {
  try {
    const login: unknown = JSON.parse(browserStorage.get(KEY) ?? 'null');
    return isLogin(login) ? login : null;
  } catch {
    return null;
  }
}

function isLogin(value: unknown): value is Login {
  const login = value as Partial<Login> | null;
  return typeof login?.userId === 'string' && typeof login.refreshToken === 'string';
}
