import { createServer, type Server } from 'node:http';
import { isIP, type AddressInfo } from 'node:net';
import { AddressRules } from '../../src/webhooks/address-rules';
import type { ResolveName } from '../../src/webhooks/name-resolver';
import { postMessage } from '../../src/webhooks/post-message';

const PRODUCTION = { production: true, allowedNetworks: [] };
const signal = new AbortController().signal;

/** As DNS would resolve any name: to the next of these addresses each time. */
const resolving = (...answers: string[][]): ResolveName => {
  let asked = 0;
  return () => {
    const addresses = answers[Math.min(asked++, answers.length - 1)]!;
    return Promise.resolve(addresses.map((address) => ({ address, family: isIP(address) })));
  };
};

/** Counts who connects, on every address of this machine. */
let listener: Server;
let port: number;
let connections = 0;
beforeAll(async () => {
  listener = createServer((_request, response) => response.end());
  listener.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => listener.listen(0, '::', resolve));
  port = (listener.address() as AddressInfo).port;
});
afterAll(() => listener.close());
beforeEach(() => (connections = 0));

/** None of them leads to the public internet. */
const ADDRESSES = [
  '127.0.0.1',
  '127.1.2.3',
  '127.255.255.254',
  '0.0.0.0',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '169.254.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.168.0.1',
  '192.168.255.255',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '::127.0.0.1',
  '::7f00:1',
  '64:ff9b:1::a00:1',
  '100::1',
  '4000::1',
  '64:ff9b::7f00:1',
  '64:ff9b::a00:1',
  '2002:7f00:1::',
  '2002:a00:1::',
  '2001:db8::1',
  '2001::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
];

test.each(ADDRESSES)(
  '%s is refused as an address, when stored and when sent, and as the answer for a name',
  async (address) => {
    const host = address.includes(':') ? `[${address}]` : address;
    const rules = new AddressRules({ ...PRODUCTION, resolve: resolving([address]) });
    expect(rules.faultOf(`https://${host}/`)).toBe('must lead to a public address');
    for (const url of [
      `https://${host}:${port}/`,
      `https://name.example:${port}/`,
      `http://${host}:${port}/`,
    ]) {
      const outcome = await postMessage({ url, headers: {}, body: '{}' }, { rules, signal, limitMs: 1_000 });
      expect({ url, ...outcome }).toMatchObject({ url, status: null, error: 'ADDRESS_NOT_ALLOWED' });
    }
    expect(connections).toBe(0);
  },
);

/** Other spellings of loopback addresses, which URL and resolver understand. */
test.each([
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '127.1',
  '0177.0.0.1',
  '127.0.0.1.',
  'localhost',
  'localhost.',
  'LOCALHOST',
])('https://%s reaches nothing in production', async (host) => {
  const rules = new AddressRules(PRODUCTION);
  const message = { url: `https://${host}:${port}/`, headers: {}, body: '{}' };
  const { error } = await postMessage(message, { rules, signal, limitMs: 3_000 });
  expect(['ADDRESS_NOT_ALLOWED', 'DNS_FAILED']).toContain(error);
  expect(connections).toBe(0);
});

test('a name is refused if one of its addresses is not public, and again at each connection', async () => {
  const rules = new AddressRules({
    ...PRODUCTION,
    resolve: resolving(['93.184.216.34', '127.0.0.1'], ['127.0.0.1'], ['::ffff:7f00:1']),
  });
  for (let attempt = 0; attempt < 3; attempt++) {
    const message = { url: `https://name.example:${port}/`, headers: {}, body: '{}' };
    expect(await postMessage(message, { rules, signal, limitMs: 1_000 })).toMatchObject({
      error: 'ADDRESS_NOT_ALLOWED',
    });
  }
  expect(connections).toBe(0);
});

test.each([
  ['http://example.com/', 'must begin with https://'],
  ['http://127.0.0.1/', 'must begin with https://'],
  ['ftp://example.com/', 'must begin with https://'],
  ['file:///etc/passwd', 'must begin with https://'],
  ['https://user@example.com/', 'must contain no credentials'],
  ['https://user:secret@example.com/', 'must contain no credentials'],
  ['https://example.com/#part', 'must have no fragment'],
  ['https://example.com/#', 'must have no fragment'],
  ['example.com', 'must be a URL'],
  ['https://', 'must be a URL'],
  [`https://example.com/${'a'.repeat(2_000)}`, 'must have at most 2000 characters'],
  ['https://example.com/hook?tenant=1', null],
  ['https://93.184.216.34/', null],
  ['https://[2606:2800:220:1::]/', null],
])('in production %s: %s', (url, fault) => {
  expect(new AddressRules(PRODUCTION).faultOf(url)).toBe(fault);
});

test('outside production loopback addresses are reached, by http too; other private ones are not', () => {
  const rules = new AddressRules({ production: false, allowedNetworks: [] });
  for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
    expect(rules.faultOf(`http://${host}:3000/`)).toBeNull();
    expect(rules.faultOf(`https://${host}:3000/`)).toBeNull();
  }
  expect(rules.faultOf('http://example.com/')).toBe('must begin with https://');
  expect(rules.faultOf('http://10.0.0.1/')).toBe('must begin with https://');
  expect(rules.faultOf('https://10.0.0.1/')).toBe('must lead to a public address');
});

test('WEBHOOK_ALLOWED_NETWORKS adds networks, for https only', () => {
  const rules = new AddressRules({
    production: true,
    allowedNetworks: ['10.1.0.0/16', '192.168.7.7', 'fd00:1::/32'],
  });
  for (const address of ['10.1.2.3', '192.168.7.7', 'fd00:1::5', '::ffff:10.1.2.3'])
    expect([address, rules.allows(address, 'https:'), rules.allows(address, 'http:')]).toEqual([
      address,
      true,
      false,
    ]);
  for (const address of ['10.2.0.1', '192.168.7.8', 'fd00:2::5', '127.0.0.1'])
    expect([address, rules.allows(address, 'https:')]).toEqual([address, false]);
});
