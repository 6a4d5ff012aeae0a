import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { RegisterDocument } from '../../generated/documents';
import { RATE_LIMITS } from '../../../src/rate-limits/rate-limits';
import { ClientAt } from '../../support/client-at';
import { startTestServer, type TestServer } from '../../support/server';

/** Where the rate limit of registrations sees a caller. */
const ENV = { RATE_LIMIT: 'on', TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8,2001:db8:ffff::/48' };
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: ENV });
});
afterAll(() => server.close());

/** Uses up the registrations of a network or site. */
async function exhaust(key: string, operation: 'register' | 'registerSite' = 'register', at = server) {
  const { points, duration } = RATE_LIMITS[operation];
  await at.services.limits.shared(operation, { points, duration }).set(key, points, duration);
}

async function codesFrom(header: string, at = server): Promise<string[]> {
  const input = { username: `user-${randomUUID().slice(0, 8)}`, password: 'a password of the tests' };
  const { errors } = await new ClientAt(header, at).ask(RegisterDocument, { input });
  return errors.map(({ extensions }) => extensions.code);
}

test('the client is the last address that no proxy of ours has; whatever is left of it was made up', async () => {
  await exhaust('203.0.113.1');
  expect(await codesFrom('203.0.113.2, 203.0.113.1')).toEqual(['RATE_LIMITED']);
  expect(await codesFrom('203.0.113.2, 203.0.113.1, 10.1.2.3')).toEqual(['RATE_LIMITED']);
  expect(await codesFrom('203.0.113.1, 203.0.113.2')).toEqual([]);
});

describe('every spelling of an address is the same network', () => {
  beforeAll(async () => {
    await exhaust('203.0.113.8');
    await exhaust('2001:db8:1:2::/64');
  });

  test.each([
    '203.0.113.8:52011',
    ' 203.0.113.8 ',
    '::ffff:203.0.113.8',
    '::FFFF:CB00:7108',
    '[::ffff:203.0.113.8]:443',
    '64:ff9b::203.0.113.8',
    '2001:DB8:1:2::99',
    '2001:0db8:0001:0002::99',
    '[2001:db8:1:2::99]',
    '[2001:db8:1:2::99]:443',
    '2001:db8:1:2::99%eth0',
    '203.0.113.8:52011, 10.0.0.9:8080',
    '203.0.113.8, ::ffff:10.0.0.9',
    '203.0.113.8, [2001:db8:ffff::5]:443',
  ])('%s', async (header) => {
    expect(await codesFrom(header)).toEqual(['RATE_LIMITED']);
  });

  test('two IPv4 addresses that are written as IPv6 are two networks', async () => {
    expect(await codesFrom('::ffff:cb00:7109')).toEqual([]);
  });
});

test('an entry that is no address counts for the peer', async () => {
  expect(await codesFrom('unknown')).toEqual([]);
  await exhaust('127.0.0.1');
  for (const entry of ['unknown', '_hidden', '', '203.0.113.300', '010.0.0.1', '1', 'unknown, 10.0.0.9'])
    expect([entry, await codesFrom(entry)]).toEqual([entry, ['RATE_LIMITED']]);
  expect(await codesFrom('unknown, 203.0.113.20')).toEqual([]);
});

test('the networks of one /48 have a higher count together', async () => {
  expect(await codesFrom('2001:db8:7:1::1')).toEqual([]);
  await exhaust('2001:db8:7::/48', 'registerSite');
  expect(await codesFrom('2001:db8:7:ffff::1')).toEqual(['RATE_LIMITED']);
  expect(await codesFrom('2001:db8:8:ffff::1')).toEqual([]);
});

test('without trusted proxies the header is not read, and the log says so once', async () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = pino({ level: 'warn' }, sink);
  const direct = await startTestServer({ env: { RATE_LIMIT: 'on' }, log });
  try {
    expect(lines).toEqual([]);
    expect(await codesFrom('203.0.113.1', direct)).toEqual([]);
    await exhaust('127.0.0.1', 'register', direct);
    expect(await codesFrom('203.0.113.1', direct)).toEqual(['RATE_LIMITED']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('TRUSTED_PROXIES is empty');
  } finally {
    await direct.close();
  }
});
