import { connect } from 'node:net';
import { ERROR_CODES } from '../../src/errors';
import type { GraphqlError } from './client';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly errors: readonly GraphqlError[];
}

/** Any HTTP request, its answer read as text and as JSON. */
export async function ask(url: string, init: RequestInit = {}): Promise<HttpAnswer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const { errors = [] } = (text.startsWith('{') ? JSON.parse(text) : {}) as { errors?: GraphqlError[] };
  return { status: response.status, headers: response.headers, text, errors };
}

/** A POST of JSON, or of a text as it is. */
export function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  return ask(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Bytes as they are, for what no HTTP client would send; the whole answer as text. */
export function askRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}

/** Every fault is coded by a value of ErrorCode, and carries the id that is in the header too. */
export function expectCoded({ errors, headers }: Pick<HttpAnswer, 'errors' | 'headers'>): void {
  const requestId = headers.get('x-request-id');
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  for (const { message, extensions } of errors) {
    expect(Object.keys(ERROR_CODES)).toContain(extensions.code);
    expect(extensions.requestId).toBe(requestId);
    expect(message).not.toMatch(/did you mean/i);
  }
}
