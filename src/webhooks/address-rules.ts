import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { URL_MAX_CHARACTERS } from '../domain/webhook-rules';
import { NameNotResolved, NameResolver, type ResolveName } from './name-resolver';

/** All public addresses of IPv6; what lies outside may embed an address of IPv4. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/** A name or URL leads to an address that webhooks may not be sent to. */
export class AddressNotAllowed extends Error {
  override readonly name = 'AddressNotAllowed';
}

interface Options {
  readonly production: boolean;
  /** Networks of WEBHOOK_ALLOWED_NETWORKS, such as `10.1.0.0/16`. */
  readonly allowedNetworks: readonly string[];
  /** Replaced in tests. */
  readonly resolve?: ResolveName;
}

/**
 * Where webhooks may be sent: public addresses only, so that nobody reaches what is behind the firewall through the
 * platform. Addresses are checked when a connection is made, so a name that later resolves to something else is
 * refused then.
 */
export class AddressRules {
  private readonly networks: ReadonlyArray<ReturnType<typeof ipaddr.parseCIDR>>;
  private readonly resolve: ResolveName;

  constructor(private readonly options: Options) {
    this.networks = options.allowedNetworks.map((network) => {
      if (network.includes('/')) return ipaddr.parseCIDR(network);
      return ipaddr.parseCIDR(`${network}/${isIP(network) === 4 ? 32 : 128}`);
    });
    this.resolve = options.resolve ?? new NameResolver().resolve;
  }

  /** What is wrong with the URL of an endpoint; null: nothing. Names are not resolved. */
  faultOf(text: string): string | null {
    if (text.length > URL_MAX_CHARACTERS) return `must have at most ${URL_MAX_CHARACTERS} characters`;
    if (!URL.canParse(text)) return 'must be a URL';
    const url = new URL(text);
    const { production } = this.options;
    const mayBePlain = !production && (url.hostname === 'localhost' || this.isLoopback(hostOf(url)));
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && mayBePlain))
      return 'must begin with https://';
    if (url.username !== '' || url.password !== '') return 'must contain no credentials';
    if (url.hash !== '' || text.includes('#')) return 'must have no fragment';
    if (isIP(hostOf(url)) !== 0 && !this.allows(hostOf(url), url.protocol))
      return 'must lead to a public address';
    return null;
  }

  /** @param protocol `http:` reaches loopback addresses only */
  allows(address: string, protocol: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    // Addresses of IPv4 inside IPv6 are judged as what they are.
    const parsed = ipaddr.process(address);
    const range = parsed.range();
    if (protocol !== 'https:') return range === 'loopback' && !this.options.production;
    return (
      (range === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(...GLOBAL_IPV6))) ||
      (range === 'loopback' && !this.options.production) ||
      this.networks.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits))
    );
  }

  /** For http.request: a name is usable only if every address that it resolves to is allowed. */
  lookupFor(protocol: string): LookupFunction {
    return (hostname, { family, all }, callback) => {
      this.resolve(hostname).then(
        (found) => {
          if (!found.every(({ address }) => this.allows(address, protocol)))
            return callback(new AddressNotAllowed(), '', 0);
          const wanted = found.filter((one) => !family || one.family === family);
          const [first] = wanted;
          if (first === undefined) return callback(new NameNotResolved(), '', 0);
          if (all) return callback(null, wanted);
          return callback(null, first.address, first.family);
        },
        (error: NodeJS.ErrnoException) => callback(error, '', 0),
      );
    };
  }

  private isLoopback(host: string): boolean {
    return ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback';
  }
}

/** Without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
