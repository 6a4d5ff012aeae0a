import { createSecretKey, randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import type { Database } from '../../src/database/connection';
import { openDatabase } from '../../src/features';
import { openSecrets } from '../../src/secrets/stored-keys';
import { runCommand } from '../support/run-command';
import { runCommandHere } from '../support/run-command-here';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess } from '../support/server-process';

const OLD = randomBytes(32).toString('base64');
const NEW = randomBytes(32).toString('base64');
const JWT_SECRET = 'a secret of the tests that is long enough';
const RECORD = ['tests', '1', 'secret'];

let uri: string;
let client: mongo.MongoClient;
beforeEach(() => {
  uri = freshDatabaseUri();
  client = new mongo.MongoClient(uri);
});
afterEach(async () => {
  await client.db().dropDatabase();
  await client.close();
});

const storedKeys = () => client.db().collection<{ _id: string }>('settings').find({ _id: 'secretsKeys' });
const keysOf = (current: string, ...previous: string[]) => ({
  current: createSecretKey(Buffer.from(current, 'base64')),
  previous: previous.map((key) => createSecretKey(Buffer.from(key, 'base64'))),
});
const start = (env: Record<string, string>) => startServerProcess({ MONGODB_URI: uri, ...env });
const run = (script: 'main.js' | 'cli.js', args: readonly string[], env: Record<string, string>) =>
  runCommand(script, args, { env: { NODE_ENV: 'test', PORT: '0', MONGODB_URI: uri, JWT_SECRET, ...env } });

async function withDatabases<T>(count: number, work: (databases: Database[]) => Promise<T>): Promise<T> {
  const databases = await Promise.all(Array.from({ length: count }, () => openDatabase(uri)));
  try {
    return await work(databases);
  } finally {
    await Promise.all(databases.map((database) => database.close()));
  }
}

test('four servers that start at once on an empty database generate the keys once', async () => {
  const servers = await Promise.all(Array.from({ length: 4 }, () => start({ SECRETS_KEY: OLD })));
  expect(await storedKeys().toArray()).toHaveLength(1);
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
});

test('whoever opens the keys at the same moment has the same ones, round after round', async () => {
  await withDatabases(8, async (databases) => {
    for (let round = 0; round < 20; round++) {
      await databases[0]!.settings.deleteMany({});
      const opened = await Promise.all(databases.map((database) => openSecrets(database, keysOf(OLD))));
      const encrypted = opened[0]!.secrets.encrypt('text', RECORD);
      for (const { secrets } of opened) {
        expect(secrets.decrypt(encrypted, RECORD)).toBe('text');
        expect(secrets.lookup('code', 'A')).toBe(opened[0]!.secrets.lookup('code', 'A'));
      }
    }
  });
});

test('a server with another key does not start, says why in one line, and shows no key', async () => {
  await (await start({ SECRETS_KEY: OLD })).end('SIGKILL');
  const before = await storedKeys().toArray();
  const { code, stdout, stderr } = await run('main.js', [], { SECRETS_KEY: NEW, LOG_LEVEL: 'trace' });
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^SECRETS_KEY does not open the keys that are stored in this database/),
  ]);
  for (const key of [OLD, NEW]) expect(stdout + stderr).not.toContain(key);
  expect(await storedKeys().toArray()).toEqual(before);
});

test('a stored key that was changed, or put in the place of the other, is refused', async () => {
  await withDatabases(1, async ([database]) => {
    await openSecrets(database!, keysOf(OLD));
    const [stored] = await database!.settings.find({ _id: 'secretsKeys' }).toArray();
    const { dataKey, lookupKey } = stored as unknown as Record<'dataKey' | 'lookupKey', string>;
    const last = dataKey.at(-1) === 'A' ? 'Q' : 'A';
    for (const changed of [
      { dataKey: lookupKey },
      { dataKey: dataKey.slice(0, -1) + last },
      { lookupKey: '' },
    ]) {
      await database!.settings.updateOne(
        { _id: 'secretsKeys' },
        { $set: { dataKey, lookupKey, ...changed } },
      );
      await expect(openSecrets(database!, keysOf(OLD))).rejects.toThrow('or they were changed');
    }
  });
});

test('the key is rotated while servers run; what was encrypted before is read after', async () => {
  await withDatabases(1, async ([database]) => {
    const before = (await openSecrets(database!, keysOf(OLD))).secrets;
    const encrypted = before.encrypt('text', RECORD);
    const old = await start({ SECRETS_KEY: OLD });
    const between = await start({ SECRETS_KEY: NEW, SECRETS_KEYS_PREVIOUS: OLD });
    expect(between.log.join('\n')).toContain('run rotate-secrets-key');

    const runs = await Promise.all(
      Array.from({ length: 3 }, () =>
        run('cli.js', ['rotate-secrets-key', '--json'], { SECRETS_KEY: NEW, SECRETS_KEYS_PREVIOUS: OLD }),
      ),
    );
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(runs.filter(({ stdout }) => stdout.includes('"rotated":true'))).toHaveLength(1);

    for (const { url } of [old, between]) {
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    }
    await Promise.all([old.end('SIGKILL'), between.end('SIGKILL')]);
    await (await start({ SECRETS_KEY: NEW })).end('SIGKILL');
    expect((await run('main.js', [], { SECRETS_KEY: OLD })).code).toBe(1);
    const after = (await openSecrets(database!, keysOf(NEW))).secrets;
    expect(after.decrypt(encrypted, RECORD)).toBe('text');
    expect(after.lookup('code', 'A')).toBe(before.lookup('code', 'A'));
  });
});

test('rotating without the old key is refused and changes nothing', async () => {
  await (await start({ SECRETS_KEY: OLD })).end('SIGKILL');
  const before = await storedKeys().toArray();
  const { code, stderr } = await runCommandHere(['rotate-secrets-key'], {
    env: { NODE_ENV: 'test', MONGODB_URI: uri, JWT_SECRET, SECRETS_KEY: NEW },
  });
  expect(code).toBe(1);
  expect(stderr).toContain('SECRETS_KEYS_PREVIOUS');
  expect(await storedKeys().toArray()).toEqual(before);
});
