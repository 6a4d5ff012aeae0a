import { Client } from './client';
import type { TestServer } from './server';

/** A client behind a trusted proxy, which names this address in X-Forwarded-For. */
export class ClientAt extends Client {
  constructor(
    private readonly address: string,
    private readonly at: Pick<TestServer, 'url'>,
  ) {
    super(() => at.url);
  }

  override async send<Data = Record<string, unknown>>(query: string, variables: unknown = {}) {
    const response = await fetch(`${this.at.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': this.address,
        ...(this.accessToken !== null && { authorization: `Bearer ${this.accessToken}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as { data?: Data | null; errors?: never[] };
    return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] };
  }
}
