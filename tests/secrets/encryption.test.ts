import { createSecretKey } from 'node:crypto';
import { decrypt, encrypt, NotDecrypted } from '../../src/secrets/encryption';
import { Secrets } from '../../src/secrets/secrets';

const keyOf = (text: string) => createSecretKey(Buffer.alloc(32, text));
const KEY = keyOf('a');
const RECORD = ['webhookendpoints', '64b000000000000000000001', 'secret'];

test.each(['', 'whsec_text', '한국어', 'x'.repeat(10_000)])('a text of %j comes back', (text) => {
  const secrets = new Secrets(KEY, keyOf('l'));
  const encrypted = secrets.encrypt(text, RECORD);
  if (text !== '') expect(encrypted).not.toContain(text.slice(0, 20));
  expect(secrets.decrypt(encrypted, RECORD)).toBe(text);
});

test('the same text is encrypted differently each time', () => {
  const texts = new Set(Array.from({ length: 100 }, () => encrypt(KEY, Buffer.from('same'), RECORD)));
  expect(texts.size).toBe(100);
});

test.each([
  ['the record of another id', ['webhookendpoints', '64b000000000000000000002', 'secret']],
  ['another field', ['webhookendpoints', '64b000000000000000000001', 'other']],
  ['names that are the same text when joined', ['webhookendpoints', '64b000000000000000000001secret']],
  ['no record', []],
])('a value is not decrypted for %s', (_what, record) => {
  const encrypted = encrypt(KEY, Buffer.from('text'), RECORD);
  expect(() => decrypt(KEY, encrypted, record)).toThrow(NotDecrypted);
});

test('a value is not decrypted with another key', () => {
  expect(() => decrypt(keyOf('b'), encrypt(KEY, Buffer.from('text'), RECORD), RECORD)).toThrow(NotDecrypted);
});

test('a value with any bit changed, cut off or lengthened is not decrypted', () => {
  const encrypted = encrypt(KEY, Buffer.from('text'), RECORD);
  const bytes = Buffer.from(encrypted.slice(3), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => decrypt(KEY, `v1.${changed.toString('base64url')}`, RECORD)).toThrow(NotDecrypted);
  }
  for (let length = 0; length < bytes.length; length++) {
    const cut = bytes.subarray(0, length).toString('base64url');
    expect(() => decrypt(KEY, `v1.${cut}`, RECORD)).toThrow(NotDecrypted);
  }
  const longer = Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64url');
  expect(() => decrypt(KEY, `v1.${longer}`, RECORD)).toThrow(NotDecrypted);
  expect(() => decrypt(KEY, encrypted.replace('v1.', 'v2.'), RECORD)).toThrow(NotDecrypted);
  for (const added of ['x', '=', ' ', '\n'])
    expect(() => decrypt(KEY, encrypted + added, RECORD)).toThrow(NotDecrypted);
  expect(() => decrypt(KEY, '', RECORD)).toThrow(NotDecrypted);
});

test('a lookup value is the same for the same text and purpose only, and needs the key', () => {
  const secrets = new Secrets(KEY, keyOf('l'));
  expect(secrets.lookup('code', 'ABC')).toBe(secrets.lookup('code', 'ABC'));
  const others = [
    secrets.lookup('code', 'abc'),
    secrets.lookup('username', 'ABC'),
    secrets.lookup('codeA', 'BC'),
    new Secrets(KEY, keyOf('m')).lookup('code', 'ABC'),
    new Secrets(keyOf('l'), KEY).lookup('code', 'ABC'),
  ];
  expect(new Set([...others, secrets.lookup('code', 'ABC')]).size).toBe(others.length + 1);
});
