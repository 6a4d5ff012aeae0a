import { mongo } from 'mongoose';
import { startMongod, type TestMongod } from '../support/mongod';
import { runCommand } from '../support/run-command';
import { runCommandHere } from '../support/run-command-here';
import { startServerProcess } from '../support/server-process';

const SECRET = 'a secret of the tests that is long enough';

let mongod: TestMongod;
beforeAll(async () => {
  mongod = await startMongod();
});
afterAll(() => mongod.stop());

test.each(['/?replicaSet=rs0', '?replicaSet=rs0'])(
  'an address without the name of a database, %s, means mydb, for servers and commands',
  async (rest) => {
    const MONGODB_URI = `mongodb://127.0.0.1:${mongod.port}${rest}`;
    const server = await startServerProcess({ MONGODB_URI });
    expect(await server.end()).toBe(0);
    const env = { MONGODB_URI, JWT_SECRET: SECRET };
    expect(await runCommandHere(['check'], { env })).toMatchObject({ code: 0 });
    const client = new mongo.MongoClient(mongod.uri);
    const { databases } = await client.db('admin').admin().listDatabases();
    await client.close();
    const own = databases.map(({ name }) => name).filter((name) => !/^(admin|config|local)$/.test(name));
    expect(own).toEqual(['mydb']);
  },
);

test('an account of an address without a database is looked for in admin, as MongoDB does', async () => {
  const client = new mongo.MongoClient(mongod.uri);
  const admin = client.db('admin');
  await admin.command({ createUser: 'platform', pwd: 'password', roles: ['root'] });
  try {
    const env = {
      MONGODB_URI: `mongodb://platform:password@127.0.0.1:${mongod.port}/?replicaSet=rs0`,
      JWT_SECRET: SECRET,
    };
    expect(await runCommandHere(['check'], { env })).toMatchObject({ code: 0, stderr: '' });
  } finally {
    await admin.command({ dropUser: 'platform' });
    await client.close();
  }
});

test('an address of IPv6 may be written in brackets', async () => {
  const server = await startServerProcess({ MONGODB_URI: mongod.uri, HOST: '[::1]' });
  expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  expect(await server.end()).toBe(0);
});

test.each(['nosuch.invalid', '[nonsense]', '192.0.2.1'])('%s is no address to listen on', async (HOST) => {
  const { code, stderr } = await runCommand('main.js', [], {
    env: { MONGODB_URI: mongod.uri, JWT_SECRET: SECRET, PORT: '0', HOST },
  });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^Cannot listen on [^\n]*\. Set PORT or HOST to another one\.\n$/),
  });
});
