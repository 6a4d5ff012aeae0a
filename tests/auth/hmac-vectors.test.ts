import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { Types } from 'mongoose';
import { Tokens } from '../../src/auth/tokens';

/**
 * What is known to have gone wrong in JSON web signatures with HMAC, each written down for our tokens: the
 * kinds of case are those of Wycheproof's json_web_signature vectors.
 */
const SECRET = 'a secret of the tests that is long enough';
const PREVIOUS = 'an earlier secret of the tests, long enough';
const NOW = new Date('2026-06-01T00:00:00Z');
const userId = new Types.ObjectId().toHexString();
const sessionId = new Types.ObjectId().toHexString();
const tokens = new Tokens({
  secret: SECRET,
  previousSecrets: [PREVIOUS],
  accessTtlSeconds: 900,
  refreshTtlSeconds: 86_400,
});
const VALID = tokens.sign(userId, sessionId, tokens.issue('ADMIN', NOW)).accessToken;
const [HEADER = '', PAYLOAD = '', SIGNATURE = ''] = VALID.split('.');
const headerText = Buffer.from(HEADER, 'base64url').toString();
const payloadText = Buffer.from(PAYLOAD, 'base64url').toString();
const header = JSON.parse(headerText) as { alg: string; typ: string; kid: string };
const key = keyOf(SECRET, 'access');

function keyOf(secret: string, kind: 'access' | 'refresh'): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', kind, 32));
}
const encode = (text: string | Buffer) => Buffer.from(text as string).toString('base64url');
const sign = (signed: string, hash = 'sha256', secret: string | Buffer = key) =>
  createHmac(hash, secret).update(signed).digest('base64url');
/** A token of these very bytes, with a signature that is right for them. */
function signed(
  headerBytes: string,
  payloadBytes = payloadText,
  hash = 'sha256',
  secret: string | Buffer = key,
) {
  const input = `${encode(headerBytes)}.${encode(payloadBytes)}`;
  return `${input}.${sign(input, hash, secret)}`;
}
const withHeader = (changes: object, hash?: string) =>
  signed(JSON.stringify({ ...header, ...changes }), payloadText, hash);
const reads = (token: string) => tokens.readBearer(`Bearer ${token}`, NOW) !== null;

test('the token that all of these are made from is good, and so is one that is built by hand', () => {
  expect(reads(VALID)).toBe(true);
  expect(signed(headerText)).toBe(VALID);
});

const others = Array.from({ length: 64 }, (_, bit) => {
  const bytes = Buffer.from(SIGNATURE, 'base64url');
  bytes[bit >> 1]! ^= bit % 2 === 0 ? 1 : 0x80;
  return bytes.toString('base64url');
});
test.each(others)('a signature with one other bit is refused: %s', (signature) => {
  expect(reads(`${HEADER}.${PAYLOAD}.${signature}`)).toBe(false);
});

test.each<[string, () => string]>([
  // The signature
  ['no signature', () => `${HEADER}.${PAYLOAD}.`],
  ['no signature and no last dot', () => `${HEADER}.${PAYLOAD}`],
  ['a signature cut to 16 bytes', () => resigned((bytes) => bytes.subarray(0, 16))],
  ['a signature cut by one byte', () => resigned((bytes) => bytes.subarray(0, 31))],
  ['a signature cut to one byte', () => resigned((bytes) => bytes.subarray(0, 1))],
  ['a signature with a byte more', () => resigned((bytes) => Buffer.concat([bytes, Buffer.alloc(1)]))],
  ['the signature twice', () => resigned((bytes) => Buffer.concat([bytes, bytes]))],
  ['a signature of zeros', () => resigned(() => Buffer.alloc(32))],
  ['the signature reversed', () => resigned((bytes) => Buffer.from(bytes).reverse())],
  [
    'the signature in hex',
    () => `${HEADER}.${PAYLOAD}.${Buffer.from(SIGNATURE, 'base64url').toString('hex')}`,
  ],
  [
    'a plain hash for a signature',
    () => `${HEADER}.${PAYLOAD}.${createHash('sha256').update(`${HEADER}.${PAYLOAD}`).digest('base64url')}`,
  ],
  ["the payload's signature alone", () => `${HEADER}.${PAYLOAD}.${sign(PAYLOAD)}`],
  ['the signature of the decoded text', () => `${HEADER}.${PAYLOAD}.${sign(`${headerText}.${payloadText}`)}`],
  // The key
  ['an empty key', () => signed(headerText, payloadText, 'sha256', '')],
  ['a key of zeros', () => signed(headerText, payloadText, 'sha256', Buffer.alloc(32))],
  ['the secret itself for a key', () => signed(headerText, payloadText, 'sha256', SECRET)],
  ['the key id for a key', () => signed(headerText, payloadText, 'sha256', header.kid)],
  ['the key of refresh tokens', () => signed(headerText, payloadText, 'sha256', keyOf(SECRET, 'refresh'))],
  [
    "the earlier key under the present one's id",
    () => signed(headerText, payloadText, 'sha256', keyOf(PREVIOUS, 'access')),
  ],
  [
    'a longer key that begins with ours',
    () => signed(headerText, payloadText, 'sha256', Buffer.concat([key, Buffer.alloc(33, 1)])),
  ],
  // The algorithm
  ...[
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    ' HS256',
    'hs256',
    'HS256\0',
    'HS1',
    'HS384',
    'HS512',
    'RS256',
    'PS256',
    'ES256',
    'EdDSA',
    'dir',
    'A128KW',
  ].flatMap((alg): Array<[string, () => string]> => [
    [`alg ${JSON.stringify(alg)}, well signed`, () => withHeader({ alg })],
    [
      `alg ${JSON.stringify(alg)}, not signed`,
      () => `${withHeader({ alg }).split('.').slice(0, 2).join('.')}.`,
    ],
  ]),
  ['HS384 with its own hash', () => withHeader({ alg: 'HS384' }, 'sha384')],
  ['HS512 with its own hash', () => withHeader({ alg: 'HS512' }, 'sha512')],
  ['HS256 with the hash of HS512', () => signed(headerText, payloadText, 'sha512')],
  ['no alg', () => withHeader({ alg: undefined })],
  ['alg null', () => withHeader({ alg: null })],
  ['alg in a list', () => withHeader({ alg: ['HS256'] })],
  // The header
  ['another typ', () => withHeader({ typ: 'JWT' })],
  ['typ in capitals', () => withHeader({ typ: 'AT+JWT' })],
  ['no kid', () => withHeader({ kid: undefined })],
  ['an unknown kid', () => withHeader({ kid: 'AAAAAAAAAAA' })],
  ['an empty kid', () => withHeader({ kid: '' })],
  ['a kid that is a path', () => withHeader({ kid: '../../../../dev/null' })],
  ['a kid that is a query', () => withHeader({ kid: "' or 1=1 --" })],
  ['a kid that is an object', () => withHeader({ kid: { $gt: '' } })],
  ['a kid that every object has', () => withHeader({ kid: '__proto__' })],
  ['a kid that every map has', () => withHeader({ kid: 'constructor' })],
  ['a kid in a list', () => withHeader({ kid: [header.kid] })],
  ['crit', () => withHeader({ crit: ['exp'] })],
  [
    'crit with something unknown',
    () => withHeader({ crit: ['http://example.com/UNDEFINED'], 'http://example.com/UNDEFINED': true }),
  ],
  ['an empty crit', () => withHeader({ crit: [] })],
  ['b64: false, the payload as it is', () => unencoded()],
  ['b64: false without crit', () => withHeader({ b64: false })],
  ['a key of its own', () => withHeader({ jwk: { kty: 'oct', k: encode('mine') } })],
  ['a place to fetch a key from', () => withHeader({ jku: 'https://example.com/keys' })],
  ['a certificate', () => withHeader({ x5c: ['MIIB'] })],
  ['compression', () => withHeader({ zip: 'DEF' })],
  ['a nested token', () => withHeader({ cty: 'JWT' })],
  ['alg twice, the good one last', () => signed(headerText.replace('{', '{"alg":"none",'))],
  ['alg twice, the good one first', () => signed(headerText.replace('}', ',"alg":"none"}'))],
  ['kid twice', () => signed(headerText.replace('{', '{"kid":"another",'))],
  [
    'the same names in another order',
    () => signed(JSON.stringify({ kid: header.kid, typ: header.typ, alg: header.alg })),
  ],
  ['a header that is a list', () => signed('[]')],
  ['a header that is null', () => signed('null')],
  ['a header that is text', () => signed(JSON.stringify(headerText))],
  ['a header that is no JSON', () => signed('{"alg":"HS256"')],
  ['an empty header', () => signed('')],
  ['a header with a byte order mark', () => signed(`\ufeff${headerText}`)],
  ['a header with spaces', () => signed(JSON.stringify(header, null, 1))],
  ['a header with text after it', () => signed(`${headerText} {}`)],
  // The payload
  ['a payload that is a list', () => signed(headerText, '[]')],
  ['a payload that is null', () => signed(headerText, 'null')],
  ['a payload that is text', () => signed(headerText, '"sub"')],
  ['a payload that is no JSON', () => signed(headerText, payloadText.slice(1))],
  ['an empty payload', () => signed(headerText, '')],
  [
    'another payload under this signature',
    () => `${HEADER}.${encode(payloadText.replace('ADMIN', 'USER'))}.${SIGNATURE}`,
  ],
  // The spelling
  ['padding', () => `${VALID}=`],
  ['padding of the header', () => `${HEADER}==.${PAYLOAD}.${SIGNATURE}`],
  ['the alphabet of plain base64', () => plainBase64()],
  ['a space inside', () => `${HEADER}. ${PAYLOAD}.${SIGNATURE}`],
  ['a line break after', () => `${VALID}\n`],
  [
    'a line break inside the payload',
    () => `${HEADER}.${PAYLOAD.slice(0, 8)}\n${PAYLOAD.slice(8)}.${SIGNATURE}`,
  ],
  ['a NUL inside', () => `${HEADER}\0.${PAYLOAD}.${SIGNATURE}`],
  ['a character outside the alphabet', () => `${HEADER}.${PAYLOAD}.${SIGNATURE.slice(0, -1)}*`],
  ['letters of another width', () => VALID.replace('e', '\uff45')],
  ['a percent escape', () => VALID.replaceAll('.', '%2E')],
  ['four parts', () => `${VALID}.`],
  ['five parts, as an encrypted token has', () => `${VALID}.${PAYLOAD}.${SIGNATURE}`],
  ['the JSON form', () => JSON.stringify({ protected: HEADER, payload: PAYLOAD, signature: SIGNATURE })],
  ['two dots', () => '..'],
  ['nothing', () => ''],
  ['4 KB and more', () => withHeader({ kid: header.kid, more: 'x'.repeat(4_096) })],
  ['a megabyte', () => `${HEADER}.${'A'.repeat(1_000_000)}.${SIGNATURE}`],
])('refused: %s', (_name, token) => {
  expect(token()).not.toBe(VALID);
  expect(reads(token())).toBe(false);
  expect(tokens.readRefreshToken(token(), NOW).kind).toBe('invalid');
});

test('a token of an earlier secret is read under its own id alone', () => {
  const earlier = new Tokens({
    secret: PREVIOUS,
    previousSecrets: [],
    accessTtlSeconds: 900,
    refreshTtlSeconds: 9_000,
  });
  expect(reads(earlier.sign(userId, sessionId, earlier.issue('USER', NOW)).accessToken)).toBe(true);
});

function resigned(change: (signature: Buffer) => Buffer): string {
  return `${HEADER}.${PAYLOAD}.${change(Buffer.from(SIGNATURE, 'base64url')).toString('base64url')}`;
}

/** RFC 7797: the payload is signed, and sent, without being encoded. */
function unencoded(): string {
  const head = encode(JSON.stringify({ ...header, b64: false, crit: ['b64'] }));
  return `${head}.${payloadText.replaceAll('.', '')}.${sign(`${head}.${payloadText}`)}`;
}

/** The same bytes with `+` and `/`; a payload that has some is found by trying. */
function plainBase64(): string {
  for (let n = 0; ; n++) {
    const payload = payloadText.replace('}', `,"n":"${'\u00ff\u00fe?>'.repeat(3)}${n}"}`);
    const encoded = Buffer.from(payload).toString('base64').replaceAll('=', '');
    if (/[+/]/.test(encoded)) return `${HEADER}.${encoded}.${sign(`${HEADER}.${encoded}`)}`;
  }
}
