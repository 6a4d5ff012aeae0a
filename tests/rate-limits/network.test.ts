import { AddressList, canonicalAddress, networksOf } from '../../src/rate-limits/network';

test.each([
  ['192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ['::ffff:cb00:7200', '203.0.114.0', '203.0.114.0'],
  ['64:ff9b::203.0.113.7', '203.0.113.7', '203.0.113.7'],
  ['::1', '::/64', '::/48'],
  ['2001:db8:0:7:1:2:3:4', '2001:db8:0:7::/64', '2001:db8::/48'],
  ['2001:DB8:0:7::ffff', '2001:db8:0:7::/64', '2001:db8::/48'],
  ['2001:0db8:5:8::7:1', '2001:db8:5:8::/64', '2001:db8:5::/48'],
  ['fe80::1%eth0', 'fe80::/64', 'fe80::/48'],
  ['', '', ''],
])('%s counts as %s, and among %s', (address, network, site) => {
  expect(networksOf(address)).toEqual({ network, site });
});

test.each(['', '1', '010.0.0.1', '1.2.3', '1.2.3.4:80', '[::1]', 'unknown', '2001:db8::1::', '::1/64'])(
  '%j is no address',
  (text) => {
    expect(canonicalAddress(text)).toBeNull();
  },
);

test('a list has the addresses of its networks, whatever the spelling of either', () => {
  const list = new AddressList(['10.0.0.0/8', '::ffff:192.0.2.0/120', '2001:DB8::/32', '203.0.113.7']);
  for (const address of [
    '10.1.2.3',
    '::ffff:10.1.2.3',
    '192.0.2.9',
    '2001:db8:9::1',
    '2001:db8::1%eth0',
    '203.0.113.7',
  ])
    expect([address, list.has(address)]).toEqual([address, true]);
  for (const address of ['11.0.0.1', '192.0.3.1', '2001:db9::1', '203.0.113.8', '::a00:1', 'unknown', ''])
    expect([address, list.has(address)]).toEqual([address, false]);
});
