import { pbkdf2 } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AddressRules } from '../../src/webhooks/address-rules';
import { NameNotResolved, NameResolver } from '../../src/webhooks/name-resolver';
import { postMessage } from '../../src/webhooks/post-message';

const THREADS = 4;
const hashed = () => promisify(pbkdf2)('password', 'salt', 400_000, 32, 'sha512').then(() => 'hash');

/** A server of names that answers A queries with the next of these addresses each time, and AAAA with none. */
let server: Socket;
let answers: string[] | null;
let asked: string[];
let folder: string;
let resolver: NameResolver;
beforeEach(async () => {
  asked = [];
  server = createSocket('udp4');
  server.on('message', (query, { port, address }) => {
    const { name, type } = questionOf(query);
    asked.push(`${name} ${type}`);
    if (answers === null) return;
    const found = type === 1 ? answers.splice(0, 1) : [];
    server.send(answerTo(query, found), port, address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  folder = mkdtempSync(join(tmpdir(), 'event-reward-hosts-'));
  const hostsFile = join(folder, 'hosts');
  writeFileSync(hostsFile, '127.0.0.1 localhost\n10.1.2.3  Hook.Internal hook # ours\nnonsense here\n');
  resolver = new NameResolver({
    servers: [`127.0.0.1:${server.address().port}`],
    hostsFile,
    timeoutMs: 100,
  });
});
afterEach(async () => {
  await new Promise<void>((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

test('names are resolved by DNS each time, names of the hosts file and localhost without it', async () => {
  answers = ['93.184.216.34', '93.184.216.35'];
  expect(await resolver.resolve('hook.example')).toEqual([{ address: '93.184.216.34', family: 4 }]);
  expect(await resolver.resolve('hook.example')).toEqual([{ address: '93.184.216.35', family: 4 }]);
  await expect(resolver.resolve('hook.example')).rejects.toThrow(NameNotResolved);
  expect(new Set(asked)).toEqual(new Set(['hook.example 1', 'hook.example 28']));

  asked = [];
  expect(await resolver.resolve('HOOK.internal.')).toEqual([{ address: '10.1.2.3', family: 4 }]);
  expect(await resolver.resolve('localhost')).toEqual([{ address: '127.0.0.1', family: 4 }]);
  expect(await resolver.resolve('a.localhost')).toEqual([
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]);
  expect(asked).toEqual([]);
});

test('a name that DNS answers differently the next time is judged anew when the connection is made', async () => {
  answers = ['93.184.216.34', '127.0.0.1', '169.254.169.254'];
  const rules = new AddressRules({ production: true, allowedNetworks: [], resolve: resolver.resolve });
  expect(await resolver.resolve('hook.example')).toEqual([{ address: '93.184.216.34', family: 4 }]);
  for (const _address of ['127.0.0.1', '169.254.169.254']) {
    const message = { url: 'https://hook.example/', headers: {}, body: '{}' };
    const outcome = await postMessage(message, { rules, signal: new AbortController().signal });
    expect(outcome).toEqual({ status: null, error: 'ADDRESS_NOT_ALLOWED', retryAfterMs: null });
  }
});

test('look-ups take no thread from hashes, and wait for none', async () => {
  const rules = new AddressRules({ production: false, allowedNetworks: [] });
  const lookUp = () =>
    new Promise((resolve, reject) => {
      rules.lookupFor('https:')('localhost', { all: true }, (error) =>
        error ? reject(error) : resolve('name'),
      );
    });
  // Every thread hashes when the name is looked up.
  const busy = Array.from({ length: 2 * THREADS }, hashed);
  expect(await Promise.race([...busy, lookUp()])).toBe('name');
  await Promise.all(busy);

  answers = null;
  const unanswered = Array.from({ length: 4 * THREADS }, (_, n) => resolver.resolve(`n${n}.example`));
  const failed = Promise.race(unanswered.map((each) => each.catch(() => 'failed')));
  expect(await Promise.race([promisify(pbkdf2)('p', 's', 1, 8, 'sha512').then(() => 'hash'), failed])).toBe(
    'hash',
  );
  await Promise.allSettled(unanswered);
});

function questionOf(query: Buffer): { name: string; type: number } {
  const labels: string[] = [];
  let at = 12;
  for (; query[at]! > 0; at += query[at]! + 1)
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!));
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1) };
}

/** RFC 1035: the header, the question as it was asked, and a record for each address. */
function answerTo(query: Buffer, addresses: readonly string[]): Buffer {
  let end = 12;
  while (query[end]! > 0) end += query[end]! + 1;
  end += 5;
  const head = Buffer.from(query.subarray(0, end));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(addresses.length, 6);
  head.writeUInt32BE(0, 8);
  const records = addresses.map((address) =>
    Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
  );
  return Buffer.concat([head, ...records]);
}
