import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { newUser } from '../../../src/users/accounts';
import { findForeignCosts } from '../../../src/users/hash-costs';
import { NO_PASSWORD } from '../../../src/users/passwords';
import { OWN_COST_PREFIX } from '../../../src/users/stored-hash';
import { ChangePasswordDocument, LoginDocument } from '../../generated/documents';
import { Client } from '../../support/client';
import { startTestServer, type TestServer } from '../../support/server';

const mockComputed: string[] = [];
jest.mock('../../../src/users/stored-hash', () => {
  const actual = jest.requireActual<typeof import('../../../src/users/stored-hash')>(
    '../../../src/users/stored-hash',
  );
  const readHash: typeof actual.readHash = (text) => {
    const hash = actual.readHash(text);
    if (hash === null) return null;
    const verify = (password: string) => {
      mockComputed.push(hash.cost);
      return hash.verify(password);
    };
    return { ...hash, verify };
  };
  return { ...actual, readHash };
});

const PASSWORD = 'correct horse battery';
const BCRYPT = '$2b$04$9jFqbQvwHcIPs2FPSZpVzebaM8rflErYxtLlKWpXEXEhd7BC98/.q';
const SCRYPT = '$7$66..../....SodiumChloride$umy4KrbZ9RGUQ52Ive2Wf.TiT28XYJPL0gfYXbFjzmB';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function userWith(passwordHash: string, more: object = {}): Promise<string> {
  const username = `moved-${randomUUID().slice(0, 12)}`;
  const user = newUser(server.services.secrets, {
    ...{ _id: new Types.ObjectId(), username, passwordHash, createdAt: server.clock.now() },
  });
  await server.database.users.insertOne({ ...user, ...more });
  return username;
}

const rowOf = async (username: string) => (await server.database.users.findOne({ username }))!;
const login = (username: string, password = PASSWORD) =>
  server.anonymous.ask(LoginDocument, { input: { username, password } });

async function computedBy(username: string, password: string): Promise<string[]> {
  mockComputed.length = 0;
  const { errors } = await login(username, password);
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['INVALID_CREDENTIALS']);
  return [...mockComputed].sort();
}

afterEach(async () => {
  await server.database.users.deleteMany({});
});

test.each([
  ['bcrypt', BCRYPT],
  ['scrypt', SCRYPT],
])('a login by a hash of %s replaces it; a wrong password changes nothing', async (_scheme, hash) => {
  const username = await userWith(hash);
  expect((await rowOf(username)).hashCost).toBeDefined();
  expect((await login(username, 'the wrong password')).errors).toHaveLength(1);
  expect((await rowOf(username)).passwordHash).toBe(hash);

  expect((await login(username)).errors).toEqual([]);
  const renewed = await rowOf(username);
  expect(renewed.passwordHash.startsWith(OWN_COST_PREFIX)).toBe(true);
  expect(renewed).not.toHaveProperty('hashCost');

  expect((await login(username)).errors).toEqual([]);
  expect((await login(username, 'the wrong password')).errors).toHaveLength(1);
  expect((await rowOf(username)).passwordHash).toBe(renewed.passwordHash);
});

test('of 20 logins at once each begins, and one renews the hash', async () => {
  const username = await userWith(BCRYPT);
  const hashes = new Set<string>();
  const stream = server.database.users.watch([], { fullDocument: 'updateLookup' });
  stream.on('change', (change) => {
    if (change.operationType === 'update' && 'passwordHash' in (change.updateDescription.updatedFields ?? {}))
      hashes.add(String(change.updateDescription.updatedFields!.passwordHash));
  });
  const answers = await Promise.all(Array.from({ length: 20 }, () => login(username)));
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const { passwordHash, logins } = await rowOf(username);
  expect(passwordHash.startsWith(OWN_COST_PREFIX)).toBe(true);
  expect(logins).toHaveLength(20);
  await stream.close();
  expect([...hashes]).toEqual([passwordHash]);
});

test('a password change replaces an imported hash', async () => {
  const username = await userWith(SCRYPT);
  const { data } = await login(username);
  await server.database.users.updateOne(
    { username },
    { $set: { passwordHash: BCRYPT, hashCost: '$2b$04$' } },
  );
  const user = new Client(() => server.url, data!.login!.tokens.accessToken);
  const input = { currentPassword: PASSWORD, newPassword: 'another password of the tests' };
  await user.run(ChangePasswordDocument, { input });
  expect(await rowOf(username)).not.toHaveProperty('hashCost');
  expect((await login(username, input.newPassword)).errors).toEqual([]);
});

test('whatever is refused computes the same hashes: one of each cost that is stored', async () => {
  const accounts = {
    ofBcrypt: await userWith(BCRYPT),
    ofScrypt: await userWith(SCRYPT),
    withoutPassword: await userWith(NO_PASSWORD),
    disabled: await userWith(BCRYPT, { disabledAt: server.clock.now() }),
    unknown: 'nobody-at-all',
  };
  const wanted = ['$2b$04$', '$scrypt$ln=8,r=8,p=1$', OWN_COST_PREFIX].sort();
  expect(await computedBy(accounts.ofBcrypt, 'the wrong password')).toEqual(wanted);
  expect(await computedBy(accounts.ofScrypt, 'the wrong password')).toEqual(wanted);
  expect(await computedBy(accounts.withoutPassword, PASSWORD)).toEqual(wanted);
  expect(await computedBy(accounts.disabled, PASSWORD)).toEqual(wanted);
  expect(await computedBy(accounts.unknown, PASSWORD)).toEqual(wanted);

  // A cost that no account has any more is not computed.
  await login(accounts.ofScrypt);
  expect(await computedBy(accounts.unknown, PASSWORD)).toEqual(['$2b$04$', OWN_COST_PREFIX].sort());
  expect(await computedBy(accounts.ofScrypt, 'the wrong password')).toEqual(
    ['$2b$04$', OWN_COST_PREFIX].sort(),
  );
});

test('a hash beyond the limits that somebody wrote into the database is not computed', async () => {
  const username = await userWith(BCRYPT.replace('$04$', '$31$'));
  expect(await computedBy(username, PASSWORD)).toEqual([OWN_COST_PREFIX]);
});

test('a failed login reads the costs by their index: a key for each, however many accounts have it', async () => {
  const users = Array.from({ length: 300 }, (_, n) => ({
    ...newUser(server.services.secrets, {
      _id: new Types.ObjectId(),
      username: `many-${n}`,
      passwordHash: n % 2 === 0 ? BCRYPT : SCRYPT,
      createdAt: server.clock.now(),
    }),
  }));
  await server.database.users.insertMany(users);
  expect(await findForeignCosts(server.database)).toEqual(['$2b$04$', '$scrypt$ln=8,r=8,p=1$']);
  const { executionStats } = await server.database.db.command({
    explain: { distinct: 'users', key: 'hashCost', query: { hashCost: { $gt: '' } } },
    verbosity: 'executionStats',
  });
  expect(executionStats).toMatchObject({ totalDocsExamined: 0 });
  expect((executionStats as { totalKeysExamined: number }).totalKeysExamined).toBeLessThanOrEqual(3);
});
