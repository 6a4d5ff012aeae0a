import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** IPv6 ranges that hold IPv4 addresses in their last 32 bits: dual-stack sockets (::ffff:a.b.c.d), SIIT and NAT64. */
const HOLDS_IPV4: ReadonlySet<string> = new Set(['ipv4Mapped', 'rfc6145', 'rfc6052']);

/** The one spelling of an address, without zone; null when the text is no address. */
export function canonicalAddress(text: string): string | null {
  return parseAddress(text)?.toString() ?? null;
}

function parseAddress(text: string): Address | null {
  // The library also takes "1" and octal numbers, which nobody means as an address.
  if (isIP(text) === 0) return null;
  const address = ipaddr.parse(text.replace(/%.*/, ''));
  return HOLDS_IPV4.has(address.range()) ? new ipaddr.IPv4(address.toByteArray().slice(-4)) : address;
}

/** Addresses and networks, such as `10.0.0.0/8`, of which each must be valid. */
export class AddressList {
  private readonly blocks: ReadonlyArray<readonly [Address, number]>;

  constructor(items: readonly string[]) {
    this.blocks = items.map((item) => {
      const [text = '', bits] = item.split('/');
      const address = parseAddress(text)!;
      const written = isIP(text) === 4 ? 32 : 128;
      const own = address.kind() === 'ipv4' ? 32 : 128;
      // Of an IPv4 address inside an IPv6 one only the bits that are its own count.
      return [address, Math.max(0, Number(bits ?? written) - (written - own))] as const;
    });
  }

  get isEmpty(): boolean {
    return this.blocks.length === 0;
  }

  has(text: string): boolean {
    const address = parseAddress(text);
    return (
      address !== null &&
      this.blocks.some(([block, bits]) => block.kind() === address.kind() && address.match(block, bits))
    );
  }
}

export interface Networks {
  /** An IPv4 address, or the /64 of an IPv6 address: one subscriber has all of its 2^64 addresses. */
  readonly network: string;
  /** An IPv4 address, or the /48 of an IPv6 address: one site may use all of its 65,536 networks. */
  readonly site: string;
}

export function networksOf(address: string): Networks {
  const parsed = parseAddress(address);
  if (parsed === null || parsed.kind() === 'ipv4') {
    const self = parsed?.toString() ?? address;
    return { network: self, site: self };
  }
  const first = (bits: number) => ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${bits}`);
  return { network: `${first(64).toString()}/64`, site: `${first(48).toString()}/48` };
}
