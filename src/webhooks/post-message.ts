import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { retryAfterMs, type DeliveryError } from '../domain/webhook-rules';
import { AddressNotAllowed, hostOf, type AddressRules } from './address-rules';
import { NameNotResolved } from './name-resolver';

export const POST_LIMIT_MS = 10_000;

export interface PostOutcome {
  /** Null: no response was received. */
  readonly status: number | null;
  /** Null: the endpoint accepted the message. */
  readonly error: DeliveryError | null;
  /** As the endpoint asked. */
  readonly retryAfterMs: number | null;
}

interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Options {
  readonly rules: AddressRules;
  /** Ends the attempt, such as when the server ends. */
  readonly signal: AbortSignal;
  readonly limitMs?: number;
}

class TookTooLong extends Error {}

/**
 * Sends one message. Redirects are not followed, the connection is used once and ends with the head of the response.
 * Never throws.
 */
export function postMessage(
  message: Message,
  { rules, signal, limitMs = POST_LIMIT_MS }: Options,
): Promise<PostOutcome> {
  return new Promise((resolve) => {
    const url = new URL(message.url);
    const host = hostOf(url);
    const failed = (error: unknown) => resolve({ status: null, error: errorOf(error), retryAfterMs: null });
    // No name is looked up for an address.
    if (isIP(host) !== 0 && !rules.allows(host, url.protocol)) return failed(new AddressNotAllowed());
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      agent: false,
      lookup: rules.lookupFor(url.protocol),
      signal,
      headers: {
        ...message.headers,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(message.body)),
        connection: 'close',
      },
    });
    const timer = setTimeout(() => request.destroy(new TookTooLong()), limitMs);
    request.once('close', () => clearTimeout(timer));
    request.on('error', failed);
    request.once('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      const asked = retryAfterMs(headers['retry-after'], new Date());
      resolve({ status, error: errorOfStatus(status), retryAfterMs: asked });
      // Nobody reads its body, and one that never ends would keep the connection.
      response.on('error', () => undefined).destroy();
    });
    request.end(message.body);
  });
}

function errorOfStatus(status: number): DeliveryError | null {
  if (status >= 200 && status < 300) return null;
  if (status === 410) return 'GONE';
  return status >= 300 && status < 400 ? 'REDIRECT' : 'HTTP_STATUS';
}

function errorOf(error: unknown): DeliveryError {
  if (error instanceof AddressNotAllowed) return 'ADDRESS_NOT_ALLOWED';
  if (error instanceof TookTooLong) return 'TIMEOUT';
  if (error instanceof NameNotResolved) return 'DNS_FAILED';
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ETIMEDOUT') return 'TIMEOUT';
  if (code.startsWith('HPE_')) return 'INVALID_RESPONSE';
  if (/TLS|SSL|CERT|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO/.test(code)) return 'TLS_FAILED';
  return 'CONNECTION_FAILED';
}
