import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../src/errors';
import { KeySet, WAITING_MAX } from '../../src/identity-providers/key-set';
import { KEY_SET_LIMITS, readKeySet } from '../../src/identity-providers/read-key-set';
import { createLog } from '../../src/log';
import {
  signingKey,
  startIdentityProvider,
  type IdentityProvider,
  type SigningKey,
} from '../support/identity-provider';

const log = createLog('silent', false);
let provider: IdentityProvider;
let next: SigningKey;
let uri: string;
let keepsAnswering: IdentityProvider['answer'];
beforeAll(async () => {
  provider = await startIdentityProvider();
  next = await signingKey('ES256', 'next');
  ({ uri } = provider.source);
  keepsAnswering = provider.answer;
});
afterAll(() => provider.close());

let time = 0;
let keySet: KeySet;
beforeEach(() => {
  time = 0;
  provider.answer = keepsAnswering;
  provider.keys = [provider.key.publicJwk];
  provider.asked = 0;
  keySet = new KeySet({ issuer: provider.issuer, read: () => readKeySet({ uri }), log, time: () => time });
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'found',
    (error: unknown) => (error as AppError).code,
  );
const known = { alg: 'RS256', kid: 'first' };
const rotated = { alg: 'ES256', kid: 'next' };

test('keys are read once for all who wait, and then kept', async () => {
  const found = await Promise.all(Array.from({ length: 50 }, () => keySet.find(known)));
  expect(found.every((key) => key !== null)).toBe(true);
  expect(provider.asked).toBe(1);
  time += 599_000;
  await keySet.refresh();
  await keySet.find(known);
  expect(provider.asked).toBe(1);
});

test('unknown key ids, from any caller, cause at most one read a minute', async () => {
  await keySet.find(known);
  time += 60_000;
  const ids = Array.from({ length: 50 }, (_, n) => keySet.find({ alg: 'ES256', kid: `none ${n}` }));
  expect(new Set(await Promise.all(ids))).toEqual(new Set([null]));
  expect(provider.asked).toBe(2);
  provider.keys.push(next.publicJwk);
  time += 59_000;
  expect(await keySet.find(rotated)).toBeNull();
  time += 1_000;
  expect(await keySet.find(rotated)).not.toBeNull();
  expect(provider.asked).toBe(3);
});

test('a key that was withdrawn is accepted for ten minutes at most', async () => {
  await keySet.find(known);
  provider.keys = [next.publicJwk];
  time += 600_000;
  await keySet.refresh();
  expect(await keySet.find(known)).toBeNull();
});

const away: IdentityProvider['answer'] = (response) => response.destroy();
test.each<[string, IdentityProvider['answer']]>([
  ['is away', away],
  ['answers an error', (response) => response.writeHead(500).end()],
  ['redirects', (response) => response.writeHead(302, { location: uri }).end()],
  ['answers text', (response) => response.end('<html>')],
  ['answers null', (response) => response.end('null')],
  ['answers no list', (response) => response.end('{"keys":{}}')],
  ['answers 101 keys', (response) => response.end(JSON.stringify({ keys: Array(101).fill({ kty: 'RSA' }) }))],
  [
    'answers a little too much',
    (response) => response.end(`{"keys":[],"x":"${'x'.repeat(KEY_SET_LIMITS.bytes)}"}`),
  ],
])(
  'of a provider that %s the known keys stay, and unknown ones are SERVICE_UNAVAILABLE',
  async (_what, answer) => {
    await keySet.find(known);
    provider.answer = answer;
    time += 600_000;
    await keySet.refresh();
    expect(await keySet.find(known)).not.toBeNull();
    time += 60_000;
    expect(await codeOf(keySet.find(rotated))).toBe('SERVICE_UNAVAILABLE');
    provider.answer = keepsAnswering;
    provider.keys.push(next.publicJwk);
    time += 60_000;
    await keySet.refresh();
    expect(await keySet.find(rotated)).not.toBeNull();
  },
);

test('10 MB are not read to their end', async () => {
  let sent = 0;
  const closed = new Promise<void>((resolve) => {
    provider.answer = (response) => {
      response.once('close', resolve);
      const send = () => {
        while (sent < 10_000_000 && !response.destroyed) {
          sent += 65_536;
          if (!response.write('x'.repeat(65_536))) return void response.once('drain', send);
        }
        response.end();
      };
      send();
    };
  });
  await expect(readKeySet({ uri })).rejects.toThrow('too long');
  await closed;
  expect(sent).toBeLessThan(10_000_000);
});

test('while a slow provider is awaited, known keys are found at once and the others are bounded', async () => {
  await keySet.find(known);
  time += 60_000;
  let finish = () => undefined as void;
  provider.answer = (response) => {
    finish = () => void response.end('{"keys":[]}');
  };
  const waiting = Array.from({ length: WAITING_MAX }, (_, n) =>
    codeOf(keySet.find({ alg: 'ES256', kid: `none ${n}` })),
  );
  expect(await codeOf(keySet.find(rotated))).toBe('SERVICE_UNAVAILABLE');
  expect(await keySet.find(known)).not.toBeNull();
  while (provider.asked < 2) await new Promise(setImmediate);
  finish();
  await Promise.all(waiting);
  expect(provider.asked).toBe(2);
});

test('a provider that never ends its answer is given up', async () => {
  const limit = AbortSignal.timeout(50);
  const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(limit);
  provider.answer = (response) => void response.write('{"keys":[');
  await expect(readKeySet({ uri })).rejects.toThrow();
  expect(timeout).toHaveBeenCalledWith(KEY_SET_LIMITS.deadlineMs);
  timeout.mockRestore();
});

test('symmetric and private keys of a set are left out', async () => {
  provider.keys = [{ kty: 'oct', k: 'AAAA', kid: 'a' }, { ...next.publicJwk, d: 'AAAA' }, next.publicJwk];
  expect((await readKeySet({ uri })).keys).toEqual([next.publicJwk]);
});

test('keys in a file are read again as well', async () => {
  const file = join(provider.issuersFile(), '..', 'keys.json');
  const inFile = new KeySet({
    issuer: provider.issuer,
    read: () => readKeySet({ file }),
    log,
    time: () => time,
  });
  expect(await codeOf(inFile.find(known))).toBe('SERVICE_UNAVAILABLE');
  writeFileSync(file, JSON.stringify({ keys: provider.keys }));
  time += 10_000;
  await inFile.refresh();
  expect(await inFile.find(known)).not.toBeNull();
  rmSync(file);
});
