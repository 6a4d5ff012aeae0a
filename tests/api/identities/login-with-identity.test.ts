import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK } from 'jose';
import { Types } from 'mongoose';
import { LoginWithIdentityDocument, MeDocument } from '../../generated/documents';
import { Client } from '../../support/client';
import {
  AUDIENCE,
  signingKey,
  startIdentityProvider,
  type IdentityProvider,
  type SigningKey,
  type TokenParts,
} from '../../support/identity-provider';
import { startTestServer, type TestServer } from '../../support/server';

let provider: IdentityProvider;
let server: TestServer;
let others: Record<'PS256' | 'ES256' | 'EdDSA' | 'unpublished', SigningKey>;
beforeAll(async () => {
  provider = await startIdentityProvider();
  const [ps, es, ed, unpublished] = await Promise.all([
    signingKey('PS256', 'ps'),
    signingKey('ES256', 'es'),
    signingKey('EdDSA', 'ed'),
    signingKey('RS256', 'first'),
  ]);
  others = { PS256: ps, ES256: es, EdDSA: ed, unpublished };
  provider.keys = [provider.key, ps, es, ed].map(({ publicJwk }) => publicJwk);
  server = await startTestServer({ env: { IDENTITY_ISSUERS: provider.issuersFile() } });
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const tokenFor = (sub: string, parts: TokenParts = {}) => provider.token(sub, server.clock.now(), parts);
async function logIn(token: string) {
  const { loginWithIdentity } = await server.anonymous.run(LoginWithIdentityDocument, { input: { token } });
  return loginWithIdentity!;
}
const isRejected = (token: string) =>
  server.anonymous.refused(LoginWithIdentityDocument, { input: { token } }, 'INVALID_IDENTITY_TOKEN');
const accountsOf = (subject: string) =>
  server.database.users.find({ 'identities.subject': subject }).toArray();
const seconds = (offset: number) => Math.floor(server.clock.now().getTime() / 1_000) + offset;

test('the first login creates a USER without a password, later ones find it', async () => {
  const first = await logIn(await tokenFor('p-1'));
  expect(first).toMatchObject({ created: true, user: { role: 'USER', disabledAt: null } });
  expect(first.user.username).toMatch(/^player-[a-z]{12}$/);
  const me = await new Client(() => server.url, first.tokens.accessToken).run(MeDocument);
  expect(me.me!.id).toBe(first.user.id);
  const again = await logIn(await tokenFor('p-1'));
  expect(again).toMatchObject({ created: false, user: { id: first.user.id } });
  const [row] = await accountsOf('p-1');
  expect(row).toMatchObject({
    identities: [{ issuer: provider.issuer, subject: 'p-1' }],
    logins: [{}, {}],
  });
  expect(row!.outbox).toBeUndefined();
  const target = { targetId: new Types.ObjectId(first.user.id) };
  // As for a registration.
  expect(await server.database.auditEntries.countDocuments(target)).toBe(0);
});

test.each(['PS256', 'ES256', 'EdDSA'] as const)('%s is accepted', async (alg) => {
  const { created } = await logIn(await tokenFor(`by ${alg}`, { key: others[alg] }));
  expect(created).toBe(true);
});

test.each<[string, () => Record<string, unknown>]>([
  ['a list with one of our audiences', () => ({ aud: [AUDIENCE] })],
  ['several audiences and one of ours as azp', () => ({ aud: ['other', AUDIENCE], azp: AUDIENCE })],
  ['an expiry in a day', () => ({ exp: seconds(24 * 3_600) })],
  ['an instant of issue that is a second ahead', () => ({ iat: seconds(1) })],
  ['an expiry a second ago', () => ({ exp: seconds(-1) })],
  ['a subject of 255 characters', () => ({ sub: '가'.repeat(255) })],
  ['claims of a role', () => ({ role: 'ADMIN', roles: ['ADMIN'], id: '0'.repeat(24) })],
])('%s is accepted, and gives nothing but the identity', async (title, claims) => {
  const { user } = await logIn(await tokenFor(title, { claims: claims() }));
  expect(user.role).toBe('USER');
});

test.each<[string, () => Record<string, unknown>]>([
  ['another issuer', () => ({ iss: 'https://evil.example' })],
  ['an issuer that is one but for a slash', () => ({ iss: `${provider.issuer}/` })],
  ['no issuer', () => ({ iss: undefined })],
  ['another audience', () => ({ aud: 'other-client' })],
  ['no audience', () => ({ aud: undefined })],
  ['several audiences without azp', () => ({ aud: ['other', AUDIENCE] })],
  ['several audiences with another azp', () => ({ aud: ['other', AUDIENCE], azp: 'other' })],
  ['no expiry', () => ({ exp: undefined })],
  ['an expiry three seconds ago', () => ({ exp: seconds(-3) })],
  ['an expiry in more than a day', () => ({ exp: seconds(24 * 3_600 + 10) })],
  ['an expiry that is text', () => ({ exp: '2099-01-01' })],
  ['no instant of issue', () => ({ iat: undefined })],
  ['an instant of issue ten seconds ahead', () => ({ iat: seconds(10) })],
  ['a start that is ahead', () => ({ nbf: seconds(10) })],
  ['no subject', () => ({ sub: undefined })],
  ['an empty subject', () => ({ sub: '' })],
  ['a subject that is a number', () => ({ sub: 7 })],
  ['a subject of 256 characters', () => ({ sub: 'x'.repeat(256) })],
  ['a subject with NUL', () => ({ sub: 'a\0b' })],
  ['half a surrogate pair in the subject', () => ({ sub: 'a\ud800' })],
])('%s is rejected and creates nobody', async (_title, claims) => {
  const count = await server.database.users.countDocuments();
  await isRejected(await tokenFor('nobody', { claims: claims() }));
  expect(await server.database.users.countDocuments()).toBe(count);
});

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token that no library would make. */
async function forged(header: object, sign: (input: string) => string | Promise<string>): Promise<string> {
  const claims = (await tokenFor('nobody')).split('.')[1]!;
  const input = `${encoded(header)}.${claims}`;
  return `${input}.${await sign(input)}`;
}

test.each<[string, () => Promise<string>]>([
  ['a signature by another key of the same id', () => tokenFor('nobody', { key: others.unpublished })],
  ['a changed claim', async () => (await tokenFor('nobody')).replace(/\.[^.]+\./, `.${encoded({})}.`)],
  [
    'HS256 with the public key as secret',
    async () => {
      const pem = await exportSPKI((await importJWK(provider.key.publicJwk, 'RS256')) as never);
      return forged({ alg: 'HS256', kid: 'first' }, (input) =>
        createHmac('sha256', pem).update(input).digest('base64url'),
      );
    },
  ],
  ['no algorithm', () => forged({ alg: 'none', kid: 'first' }, () => '')],
  ['no algorithm in capitals', () => forged({ alg: 'NONE', kid: 'first' }, () => 'AA')],
  ['an algorithm that is not configured', () => forged({ alg: 'RS512', kid: 'first' }, () => 'AA')],
  ["another key's algorithm", () => tokenFor('nobody', { header: { kid: 'es' } })],
  [
    'an embedded key',
    () =>
      tokenFor('nobody', {
        key: others.unpublished,
        header: { kid: undefined, jwk: others.unpublished.publicJwk },
      }),
  ],
  ['the address of other keys', () => tokenFor('nobody', { header: { jku: 'http://127.0.0.1:1/jwks' } })],
  ['the address of a certificate', () => tokenFor('nobody', { header: { x5u: 'http://127.0.0.1:1/' } })],
  ['a certificate', () => tokenFor('nobody', { header: { x5c: ['AA=='] } })],
  ['the token of a logout', () => tokenFor('nobody', { header: { typ: 'logout+jwt' } })],
  ['an unknown critical header', () => forged({ alg: 'RS256', kid: 'first', crit: ['x'], x: 1 }, () => 'AA')],
  ['several keys that fit and no key id', () => tokenFor('nobody', { header: { kid: undefined } })],
  ['text that is no token', () => Promise.resolve('none')],
  ['three empty parts', () => Promise.resolve('..')],
  ['an empty text', () => Promise.resolve('')],
  ['a token that is too long', () => tokenFor('nobody', { claims: { more: 'x'.repeat(20_000) } })],
])('%s is rejected without a detail', async (_title, make) => {
  const token = await make();
  const { errors } = await server.anonymous.ask(LoginWithIdentityDocument, { input: { token } });
  expect(errors).toEqual([
    {
      message: 'The identity token was not accepted.',
      path: ['loginWithIdentity'],
      extensions: { code: 'INVALID_IDENTITY_TOKEN', requestId: expect.any(String) as string },
      locations: expect.anything() as unknown,
    },
  ]);
  expect(await accountsOf('nobody')).toEqual([]);
});

test('a disabled account gets the answer of an invalid token', async () => {
  const { user } = await logIn(await tokenFor('p-disabled'));
  const disabled = { disabledAt: server.clock.now() };
  await server.database.users.updateOne({ _id: new Types.ObjectId(user.id) }, { $set: disabled });
  await isRejected(await tokenFor('p-disabled'));
});

test('a token of the provider is no access token, and ours is no identity token', async () => {
  const token = await tokenFor('p-1');
  await new Client(() => server.url, token).refused(MeDocument, {}, 'UNAUTHENTICATED');
  await isRejected((await logIn(token)).tokens.accessToken);
});

test('rejected tokens count for no limit, logins of one identity do', async () => {
  const limited = await startTestServer({
    env: { IDENTITY_ISSUERS: provider.issuersFile(), RATE_LIMIT: 'on' },
  });
  try {
    const bad = await tokenFor('p-limited', { claims: { aud: 'other' } });
    const ask = (token: string) => limited.anonymous.ask(LoginWithIdentityDocument, { input: { token } });
    const rejected = await Promise.all(Array.from({ length: 200 }, () => ask(bad)));
    expect(new Set(rejected.map(({ errors }) => errors[0]?.extensions.code))).toEqual(
      new Set(['INVALID_IDENTITY_TOKEN']),
    );
    const good = await tokenFor('p-limited');
    for (let n = 0; n < 119; n += 1)
      await limited.services.limits.loginWithIdentity(JSON.stringify([provider.issuer, 'p-limited']));
    expect((await ask(good)).errors).toEqual([]);
    expect((await ask(good)).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect((await ask(await tokenFor('p-other'))).errors).toEqual([]);
  } finally {
    await limited.close();
  }
});
