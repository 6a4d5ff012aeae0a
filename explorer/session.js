/** Who the explorer acts as: a demo account that is signed in, and signed in again when its tokens run out. */

const TOKENS = 'tokens { accessToken accessTokenExpiresAt refreshToken }';
const LOGIN = `mutation Login($input: LoginInput!) { login(input: $input) { ${TOKENS} } }`;
const REFRESH = `mutation RefreshTokens($input: RefreshTokensInput!) { refreshTokens(input: $input) { ${TOKENS} } }`;
/** A token that ends while its operation is on the way is none. */
const EARLY_MS = 10_000;

export async function send(body, headers = {}) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return response.json();
}

export class Session {
  #account = null;
  #tokens = null;
  #renewal = null;

  /** @param account null: nobody. @throws Error with the server's words */
  async actAs(account) {
    this.#account = account;
    this.#tokens = null;
    if (account !== null) await this.#signIn();
  }

  /** The headers of an operation sent now; renews the token first when it is about to end. */
  async headers() {
    if (this.#account === null) return {};
    if (this.#tokens === null || Date.parse(this.#tokens.accessTokenExpiresAt) - Date.now() < EARLY_MS) {
      await this.renew();
    }
    return { authorization: `Bearer ${this.#tokens.accessToken}` };
  }

  get signedIn() {
    return this.#account !== null;
  }

  /** One at a time: a refresh token is good for one use. */
  renew() {
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #renew() {
    if (this.#tokens !== null) {
      const { refreshToken } = this.#tokens;
      const { data } = await send({ query: REFRESH, variables: { input: { refreshToken } } });
      this.#tokens = data?.refreshTokens?.tokens ?? null;
    }
    if (this.#tokens === null) await this.#signIn();
  }

  async #signIn() {
    const { username, password } = this.#account;
    const { data, errors } = await send({ query: LOGIN, variables: { input: { username, password } } });
    if (!data?.login) throw new Error(errors?.[0]?.message ?? 'The login failed.');
    this.#tokens = data.login.tokens;
  }
}
