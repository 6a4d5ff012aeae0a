import {
  LoginWithIdentityDocument,
  RegisterDocument,
  ServerInfoDocument,
  UpsertUsersDocument,
} from '../../generated/documents';
import { startIdentityProvider } from '../../support/identity-provider';
import { startTestServer } from '../../support/server';
import { backendOf } from '../../support/service-keys';

test('REGISTRATION=off closes register and no other way to an account', async () => {
  const provider = await startIdentityProvider();
  const env = { REGISTRATION: 'off', IDENTITY_ISSUERS: provider.issuersFile(), RATE_LIMIT: 'on' };
  const server = await startTestServer({ env });
  try {
    const { anonymous, database, clock } = server;
    const input = { username: 'newcomer', password: 'a good new password' };
    await anonymous.refused(RegisterDocument, { input }, 'FORBIDDEN');
    expect(await database.users.countDocuments()).toBe(0);
    expect((await anonymous.run(ServerInfoDocument)).serverInfo.registrationOpen).toBe(false);
    const token = await provider.token('p-1', clock.now());
    const { loginWithIdentity } = await anonymous.run(LoginWithIdentityDocument, { input: { token } });
    expect(loginWithIdentity!.created).toBe(true);
    const backend = await backendOf(server, ['USERS_WRITE']);
    const users = [{ identity: { issuer: 'game', subject: 'p-1' } }];
    const { upsertUsers } = await backend.run(UpsertUsersDocument, { input: { users } });
    expect(upsertUsers!.outcomes).toMatchObject([{ created: true }]);
  } finally {
    await server.close();
    await provider.close();
  }
});
