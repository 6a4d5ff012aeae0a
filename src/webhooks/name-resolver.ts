import { promises as dns, type LookupAddress } from 'node:dns';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

const HOSTS_FILE = '/etc/hosts';
const HOSTS_KEPT_MS = 10_000;
/** One attempt at one server of the network; there are two. */
const TIMEOUT_MS = 2_000;
const ATTEMPTS = 2;

/** The name of an endpoint has no address, or no server of names answered. */
export class NameNotResolved extends Error {
  override readonly name = 'NameNotResolved';
}

/** @throws NameNotResolved */
export type ResolveName = (hostname: string) => Promise<LookupAddress[]>;

interface Options {
  /** Servers to ask; by default those of the system. */
  readonly servers?: readonly string[];
  readonly hostsFile?: string;
  readonly timeoutMs?: number;
}

/**
 * Resolves names of endpoints by DNS and by the file of host names. The system's own look-up would occupy threads that
 * hash passwords too, so one slow name could hold up logins. Names are complete: no search domain is added.
 */
export class NameResolver {
  private readonly resolver: dns.Resolver;
  private hosts: ReadonlyMap<string, readonly string[]> = new Map();
  private hostsReadAt = -Infinity;

  constructor(private readonly options: Options = {}) {
    this.resolver = new dns.Resolver({ timeout: options.timeoutMs ?? TIMEOUT_MS, tries: ATTEMPTS });
    if (options.servers) this.resolver.setServers(options.servers);
  }

  readonly resolve: ResolveName = async (hostname) => {
    const name = hostname.toLowerCase().replace(/\.$/, '');
    const listed = this.hostsNow().get(name) ?? (isLocalhost(name) ? ['127.0.0.1', '::1'] : undefined);
    if (listed !== undefined) return listed.map(toLookupAddress);
    const answers = await Promise.allSettled([this.resolver.resolve4(name), this.resolver.resolve6(name)]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length === 0) throw new NameNotResolved();
    return found.map(toLookupAddress);
  };

  private hostsNow(): ReadonlyMap<string, readonly string[]> {
    if (performance.now() - this.hostsReadAt >= HOSTS_KEPT_MS) {
      this.hostsReadAt = performance.now();
      this.hosts = readHosts(this.options.hostsFile ?? HOSTS_FILE);
    }
    return this.hosts;
  }
}

/** Addresses by their names; empty where there is no such file. */
function readHosts(path: string): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, string[]>();
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return hosts;
  }
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names.map((each) => each.toLowerCase()))
      hosts.set(name, [...(hosts.get(name) ?? []), address]);
  }
  return hosts;
}

/** As RFC 6761 reserves them: no server is asked. */
function isLocalhost(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}

function toLookupAddress(address: string): LookupAddress {
  return { address, family: isIP(address) };
}
