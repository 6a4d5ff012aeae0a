import { MeDocument, ServerInfoDocument } from '../../generated/documents';
import { Client } from '../../support/client';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const clientOf = (accessToken: string) => new Client(() => server.url, accessToken);

test('a bad bearer makes the caller anonymous: what is public still works', async () => {
  const user = await server.actor('USER');
  const [header, payload] = user.tokens.accessToken.split('.');
  for (const token of ['abc', user.tokens.refreshToken, `${header}.${payload}.`]) {
    await clientOf(token).run(ServerInfoDocument);
    await clientOf(token).refused(MeDocument, {}, 'UNAUTHENTICATED');
  }
});

test('a changed expire_dt has no effect: the signature is bad', async () => {
  const user = await server.actor('USER');
  const [header, payload, signature] = user.tokens.accessToken.split('.');
  const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object;
  const later = { ...claims, expire_dt: '2099-01-01T00:00:00.000Z' };
  const changed = [header, Buffer.from(JSON.stringify(later)).toString('base64url'), signature].join('.');
  await clientOf(changed).refused(MeDocument, {}, 'UNAUTHENTICATED');
  await user.run(MeDocument);
});

test('an access token counts until the instant that the answer named', async () => {
  const user = await server.actor('USER');
  server.clock.advance({ minutes: 14, seconds: 59, milliseconds: 999 });
  await user.run(MeDocument);
  server.clock.advance({ milliseconds: 1 });
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
  await user.run(ServerInfoDocument);
});
