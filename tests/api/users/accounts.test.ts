import { Types } from 'mongoose';
import { LoginDocument, UsersDocument } from '../../generated/documents';
import { readAudit } from '../../support/audit';
import { Client } from '../../support/client';
import { startTestServer, type TestServer } from '../../support/server';

const PASSWORD = 'a password of the tests';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const createAdmin = (username: string, password = PASSWORD) =>
  server.services.accounts.createAdmin({ username, password }, server.clock.now());
const entriesOf = (targetId: Types.ObjectId | undefined) => readAudit(server.database, { targetId });

test('the first admin comes from a command, and nobody is its actor', async () => {
  const root = await createAdmin('root');
  expect(root).toMatchObject({ username: 'root', role: 'ADMIN' });
  expect(await entriesOf(root?._id)).toMatchObject([
    {
      action: 'createAdmin',
      actorId: null,
      actorRole: null,
      before: '{"role":"USER"}',
      after: '{"role":"ADMIN"}',
    },
  ]);
  const { login } = await server.anonymous.run(LoginDocument, {
    input: { username: 'root', password: PASSWORD },
  });
  await new Client(() => server.url, login?.tokens.accessToken).run(UsersDocument, {});
});

test('the command can be repeated, and takes no account whose password it does not know', async () => {
  const [first, again] = [await createAdmin('twice'), await createAdmin('Twice')];
  expect(again?._id).toEqual(first?._id);
  expect(await entriesOf(first?._id)).toHaveLength(1);
  const user = await server.actor('USER');
  expect(await createAdmin(user.username, 'the wrong password')).toBeNull();
  expect((await server.database.users.findOne({ username: user.username }))?.role).toBe('USER');
});

test('a command that stopped after the registration is finished by the next', async () => {
  const user = await server.actor('USER');
  expect(await createAdmin(user.username, user.password)).toMatchObject({ role: 'ADMIN' });
});

test('name and password obey the rules of registration', async () => {
  await expect(createAdmin('ab', 'password')).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: 'username' }, { path: 'password' }],
  });
});

test.each(['USER', 'OPERATOR', 'AUDITOR'] as const)(
  'an account of role %s can be provisioned',
  async (role) => {
    const credentials = { username: `demo-${role.toLowerCase()}`, password: PASSWORD };
    const user = await server.services.accounts.provision(credentials, role, server.clock.now());
    expect((await server.database.users.findOne({ _id: user?._id }))?.role).toBe(role);
  },
);
