import { createHmac, hkdfSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { Types } from 'mongoose';
import { Tokens } from '../../src/auth/tokens';

const SECRET = 'a secret of the tests that is long enough';
const OTHER_SECRET = 'another secret of the tests, long enough';
const OPTIONS = { secret: SECRET, previousSecrets: [], accessTtlSeconds: 900, refreshTtlSeconds: 86_400 };
const NOW = new Date('2026-06-01T00:00:00.750Z');
const at = (seconds: number) => new Date(Date.parse('2026-06-01T00:00:00Z') + seconds * 1_000);

const tokens = new Tokens(OPTIONS);
const userId = new Types.ObjectId().toHexString();
const sessionId = new Types.ObjectId().toHexString();
const pair = tokens.sign(userId, sessionId, tokens.issue('USER', NOW));
const read = (token: string, now = NOW) => tokens.readBearer(`Bearer ${token}`, now);

/** Signs as the server would, with one thing changed. */
function forged({
  kind = 'access',
  header = {},
  claims = {},
  secret = SECRET,
}: {
  kind?: 'access' | 'refresh';
  header?: object;
  claims?: Record<string, unknown>;
  secret?: string;
} = {}): string {
  const original = jwt.decode(kind === 'access' ? pair.accessToken : pair.refreshToken, { complete: true });
  const spelled = [
    { ...original?.header, ...header },
    { ...(original?.payload as object), ...claims },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const hash = 'alg' in header && header.alg === 'HS512' ? 'sha512' : 'sha256';
  const key = Buffer.from(hkdfSync('sha256', secret, '', kind, 32));
  return [...spelled, createHmac(hash, key).update(spelled.join('.')).digest('base64url')].join('.');
}

test('an access token carries exactly the agreed claims, and a pair its times in whole seconds', () => {
  expect(jwt.decode(pair.accessToken)).toEqual({
    id: userId,
    role: 'USER',
    expire_dt: '2026-06-01T00:15:00.000Z',
    iss: 'event-reward-platform',
    aud: 'event-reward-platform/graphql',
    sub: userId,
    sid: sessionId,
    iat: at(0).getTime() / 1_000,
    exp: at(900).getTime() / 1_000,
    jti: expect.stringMatching(/^[\w-]{22}$/) as string,
  });
  expect(pair.accessTokenExpiresAt).toEqual(at(900));
  expect(pair.refreshTokenExpiresAt).toEqual(at(86_400));
});

test('the same issue gives the same bytes again, on another server too', () => {
  const issued = tokens.issue('ADMIN', NOW);
  const first = tokens.sign(userId, sessionId, issued);
  expect(new Tokens(OPTIONS).sign(userId, sessionId, issued)).toEqual(first);
  expect(tokens.sign(userId, sessionId, tokens.issue('ADMIN', NOW)).accessToken).not.toBe(first.accessToken);
});

test('the forger of these tests makes a token that the server takes', () => {
  expect(forged()).toBe(pair.accessToken);
  expect(read(forged())).toEqual({ userId, sessionId });
});

test.each([
  ['changed expire_dt with the old signature', () => withPayload({ expire_dt: '2099-01-01T00:00:00.000Z' })],
  ['no exp', () => forged({ claims: { exp: undefined } })],
  ['an exp that is no whole number', () => forged({ claims: { exp: at(900).getTime() / 1_000 + 0.5 } })],
  ['no iat', () => forged({ claims: { iat: undefined } })],
  ['an iat more than 2 s ahead', () => forged({ claims: { iat: at(3).getTime() / 1_000 } })],
  ['another issuer', () => forged({ claims: { iss: 'somebody' } })],
  ['another audience', () => forged({ claims: { aud: 'somewhere' } })],
  ['no audience', () => forged({ claims: { aud: undefined } })],
  ['no subject', () => forged({ claims: { sub: undefined } })],
  ['an id that is not the subject', () => forged({ claims: { id: sessionId } })],
  ['a subject that is no id', () => forged({ claims: { id: 'root', sub: 'root' } })],
  ['no login', () => forged({ claims: { sid: undefined } })],
  ['no jti', () => forged({ claims: { jti: undefined } })],
  ['another type in its header', () => forged({ header: { typ: 'JWT' } })],
  ['no key id', () => forged({ header: { kid: undefined } })],
  ['another secret', () => forged({ secret: OTHER_SECRET })],
  ['another algorithm of the same key', () => forged({ header: { alg: 'HS512' } })],
  ['algorithm none', () => unsigned()],
  ['more than 4 KB', () => forged({ claims: { more: 'x'.repeat(4_096) } })],
  ['a last character with other spare bits', () => respelled(pair.accessToken)],
  ['padding', () => `${pair.accessToken}=`],
  ['a refresh token', () => pair.refreshToken],
  [
    'a refresh token that calls itself an access token',
    () => forged({ kind: 'refresh', header: { typ: 'at+jwt' } }),
  ],
  ['no token at all', () => 'abc'],
])('a bearer token is refused for %s', (_reason, token) => {
  expect(read(token())).toBeNull();
});

test('an iat up to 2 s ahead is another clock', () => {
  expect(read(forged({ claims: { iat: at(2).getTime() / 1_000 } }))).toEqual({ userId, sessionId });
});

test('an access token is good until the instant that it names', () => {
  expect(read(pair.accessToken, at(899.999))).toEqual({ userId, sessionId });
  expect(read(pair.accessToken, at(900))).toBeNull();
});

test('the signature of an access token is verified once, its times at every request', () => {
  const token = forged({ claims: { iat: at(3).getTime() / 1_000 } });
  const verify = jest.spyOn(jwt, 'verify');
  const fresh = new Tokens(OPTIONS);
  const readings = [NOW, at(1), at(899.999), NOW, at(900)].map((now) =>
    fresh.readBearer(`Bearer ${token}`, now),
  );
  const proof = { userId, sessionId };
  expect(readings).toEqual([null, proof, proof, null, null]);
  expect(verify).toHaveBeenCalledTimes(1);
  verify.mockRestore();
});

test.each([[undefined], [''], ['Bearer'], [`Basic ${pair.accessToken}`], [pair.accessToken]])(
  'a header without a bearer token makes nobody',
  (header) => {
    expect(tokens.readBearer(header, NOW)).toBeNull();
  },
);

test("the scheme's case does not matter", () => {
  expect(tokens.readBearer(`bearer ${pair.accessToken}`, NOW)).toEqual({ userId, sessionId });
});

test('a refresh token is valid, then expired; only one that was good can be expired', () => {
  const { jti } = jwt.decode(pair.refreshToken) as { jti: string };
  expect(tokens.readRefreshToken(pair.refreshToken, NOW)).toEqual({ kind: 'valid', userId, sessionId, jti });
  expect(tokens.readRefreshToken(pair.refreshToken, at(86_399.999)).kind).toBe('valid');
  expect(tokens.readRefreshToken(pair.refreshToken, at(86_400))).toEqual({ kind: 'expired' });
  expect(tokens.readRefreshToken(respelled(pair.refreshToken), at(86_400))).toEqual({ kind: 'invalid' });
  expect(tokens.readRefreshToken(pair.accessToken, NOW)).toEqual({ kind: 'invalid' });
  expect(tokens.readRefreshToken('', NOW)).toEqual({ kind: 'invalid' });
});

test('a secret that was replaced still verifies, and signs nothing', () => {
  const later = new Tokens({ ...OPTIONS, secret: OTHER_SECRET, previousSecrets: [SECRET] });
  expect(later.readBearer(`Bearer ${pair.accessToken}`, NOW)).toEqual({ userId, sessionId });
  const signed = later.sign(userId, sessionId, later.issue('USER', NOW));
  expect(tokens.readBearer(`Bearer ${signed.accessToken}`, NOW)).toBeNull();
  expect(
    new Tokens({ ...OPTIONS, secret: OTHER_SECRET }).readBearer(`Bearer ${pair.accessToken}`, NOW),
  ).toBeNull();
});

function withPayload(claims: object): string {
  const [header, payload, signature] = pair.accessToken.split('.');
  const changed = { ...(JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object), ...claims };
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
}

function unsigned(): string {
  const [header, payload] = pair.accessToken.split('.');
  const { kid } = JSON.parse(Buffer.from(header!, 'base64url').toString()) as { kid: string };
  return `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid })).toString('base64url')}.${payload}.`;
}

/** The same bytes in another spelling: 32 bytes leave two bits of the 43rd character unused. */
function respelled(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const spare = alphabet[alphabet.indexOf(token.at(-1)!) ^ 1]!;
  const other = token.slice(0, -1) + spare;
  expect(Buffer.from(other.split('.')[2]!, 'base64url')).toEqual(
    Buffer.from(token.split('.')[2]!, 'base64url'),
  );
  return other;
}
