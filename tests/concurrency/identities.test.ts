import { mongo } from 'mongoose';
import {
  LinkIdentityDocument,
  LoginWithIdentityDocument,
  MeDocument,
  UnlinkIdentityDocument,
} from '../generated/documents';
import { Client } from '../support/client';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';

const uri = freshDatabaseUri();
let provider: IdentityProvider;
let servers: ServerProcess[];
let database: mongo.MongoClient;
beforeAll(async () => {
  provider = await startIdentityProvider();
  const { answer } = provider;
  // A provider that is away prevents no start.
  provider.answer = (response) => response.destroy();
  const env = { MONGODB_URI: uri, IDENTITY_ISSUERS: provider.issuersFile() };
  servers = await Promise.all(Array.from({ length: 4 }, () => startServerProcess(env)));
  provider.answer = answer;
  database = await mongo.MongoClient.connect(uri);
});
afterAll(async () => {
  await database.db().dropDatabase();
  await database.close();
  await Promise.all(servers.map((server) => server.end()));
  await provider.close();
});

const users = () => database.db().collection('users');

test('20 first logins at once on four servers make one account, and all of them are logged in', async () => {
  const token = await provider.token('p-1001', new Date());
  const logins = await Promise.all(
    Array.from({ length: 20 }, (_, n) => {
      const client = new Client(() => servers[n % servers.length]!.url);
      return client.run(LoginWithIdentityDocument, { input: { token } });
    }),
  );
  const results = logins.map(({ loginWithIdentity }) => loginWithIdentity!);
  expect(results.filter(({ created }) => created)).toHaveLength(1);
  expect(new Set(results.map(({ user }) => user.id)).size).toBe(1);
  const rows = await users().find().toArray();
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    role: 'USER',
    identities: [{ issuer: provider.issuer, subject: 'p-1001' }],
  });
  expect(rows[0]!.logins).toHaveLength(20);
  for (const { tokens } of results)
    await new Client(() => servers[0]!.url, tokens.accessToken).run(MeDocument);
});

/** Clients of one login on each of the servers. */
async function everywhere(subject: string): Promise<Client[]> {
  const token = await provider.token(subject, new Date());
  const first = new Client(() => servers[0]!.url);
  const { loginWithIdentity } = await first.run(LoginWithIdentityDocument, { input: { token } });
  return servers.map(({ url }) => new Client(() => url, loginWithIdentity!.tokens.accessToken));
}

test('of an account whose identities are all removed at once one stays', async () => {
  for (let round = 0; round < 10; round += 1) {
    const subjects = Array.from({ length: 4 }, (_, n) => `way-${round}-${n}`);
    const clients = await everywhere(subjects[0]!);
    for (const subject of subjects.slice(1)) {
      const token = await provider.token(subject, new Date());
      await clients[0]!.run(LinkIdentityDocument, { input: { token } });
    }
    const answers = await Promise.all(
      subjects.map((subject, n) =>
        clients[n]!.ask(UnlinkIdentityDocument, { input: { issuer: provider.issuer, subject } }),
      ),
    );
    const codes = answers.flatMap(({ data }) => data!.unlinkIdentity!.userErrors.map(({ code }) => code));
    expect(codes).toEqual(['LAST_WAY_IN']);
    expect(await users().countDocuments({ 'identities.subject': { $in: subjects } })).toBe(1);
    const row = await users().findOne({ 'identities.subject': { $in: subjects } });
    expect(row!.identities).toHaveLength(1);
  }
});

test('of accounts that link one identity at once one gets it', async () => {
  for (let round = 0; round < 10; round += 1) {
    const accounts = await Promise.all(
      servers.map(async (_server, n) => (await everywhere(`linker-${round}-${n}`))[n]!),
    );
    const token = await provider.token(`wanted-${round}`, new Date());
    const answers = await Promise.all(
      accounts.map((client) => client.ask(LinkIdentityDocument, { input: { token } })),
    );
    const codes = answers.flatMap(({ data }) => data!.linkIdentity!.userErrors.map(({ code }) => code));
    expect(codes).toEqual(['IDENTITY_TAKEN', 'IDENTITY_TAKEN', 'IDENTITY_TAKEN']);
    expect(await users().countDocuments({ 'identities.subject': `wanted-${round}` })).toBe(1);
  }
});
