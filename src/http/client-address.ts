import type { IncomingMessage } from 'node:http';
import type { Log } from '../log';
import { AddressList, canonicalAddress } from '../rate-limits/network';

/** Finds the address that a request is counted for. Nothing else reads X-Forwarded-For or the socket's address. */
export class ClientAddresses {
  private readonly trusted: AddressList;
  private warned = false;

  constructor(
    trustedProxies: readonly string[],
    private readonly log: Log,
  ) {
    this.trusted = new AddressList(trustedProxies);
  }

  /**
   * The peer's address; behind trusted proxies the last address that no trusted proxy has. An entry that is no
   * address gives the peer's: the callers behind that proxy count as one, and nobody makes up a network.
   */
  of({ socket, headers }: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string } }): string {
    const peer = canonicalAddress(socket.remoteAddress ?? '') ?? '';
    const forwarded = headers['x-forwarded-for'];
    if (forwarded === undefined) return peer;
    if (this.trusted.isEmpty) {
      this.warnOnce();
      return peer;
    }
    let address = peer;
    // Each proxy appends the address that it was called from.
    for (const entry of String(forwarded).split(',').reverse()) {
      if (!this.trusted.has(address)) break;
      const named = canonicalAddress(withoutPort(entry.trim()));
      if (named === null) return peer;
      address = named;
    }
    return address;
  }

  private warnOnce(): void {
    if (this.warned) return;
    this.warned = true;
    this.log.warn(
      'Requests have X-Forwarded-For, but TRUSTED_PROXIES is empty, so all callers behind a proxy count as one. ' +
        "Add the proxy's address or network to TRUSTED_PROXIES.",
    );
  }
}

/** Some proxies write `203.0.113.8:52011`, `[2001:db8::1]` or `[2001:db8::1]:443`. */
function withoutPort(entry: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;
}
