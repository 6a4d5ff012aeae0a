import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { mongo } from 'mongoose';
import { findMongod } from '../../src/embedded-database/mongod-binary';
import { mongodArguments, spawnMongod, type MongodProcess } from '../../src/embedded-database/mongod-process';
import { claimDemoReward, demoClient } from '../support/demo';
import { fencesOf, readDocument } from '../support/markdown';
import { startMongod } from '../support/mongod';
import { runCommand } from '../support/run-command';
import { runCommandHere } from '../support/run-command-here';
import { startServerProcess } from '../support/server-process';

interface NewUser {
  readonly user: string;
  readonly pwd: string;
  readonly roles: unknown[];
}

interface NewRole {
  readonly role: string;
  readonly privileges: unknown[];
  readonly roles: unknown[];
}

const PASSWORD = 'a password of the tests';
const SECRET = 'a secret of the tests that is long enough';

let mongod: MongodProcess;
let folder: string;
let port: number;

/** The blocks of docs/deploy.md, in their order, and two accounts that lack something. */
beforeAll(async () => {
  // Made while nobody needs an account; then accounts are on.
  const open = await startMongod();
  ({ folder, port } = open);
  const client = new mongo.MongoClient(open.uri);
  const commands: mongo.Document[] = [];
  const db = {
    createUser: ({ user, ...rest }: NewUser) => commands.push({ createUser: user, ...rest }),
    createRole: ({ role, ...rest }: NewRole) => commands.push({ createRole: role, ...rest }),
  };
  for (const { text } of fencesOf(readDocument('docs/deploy.md'), /^js rights$/)) {
    runInNewContext(text, { db, passwordPrompt: () => PASSWORD });
  }
  db.createUser({ user: 'reader', pwd: PASSWORD, roles: ['read'] });
  db.createUser({ user: 'former', pwd: PASSWORD, roles: ['readWrite'] });
  db.createUser({ user: 'stranger', pwd: PASSWORD, roles: [{ role: 'readWrite', db: 'other' }] });
  for (const command of commands) await client.db('mydb').command(command);
  await client.close();
  await open.kill();

  const keyFile = join(folder, 'keyfile');
  await writeFile(keyFile, 'a key file of the tests that is no secret');
  await chmod(keyFile, 0o400);
  mongod = spawnMongod((await findMongod()).path, [
    ...mongodArguments(port, folder, join(folder, 'mongod.log')),
    ...['--replSet', 'rs0', '--auth', '--keyFile', keyFile],
  ]);
});

afterAll(async () => {
  await mongod.stop();
  await rm(folder, { recursive: true, force: true });
});

const uriOf = (user: string | null, password = PASSWORD) =>
  `mongodb://${user === null ? '' : `${user}:${encodeURIComponent(password)}@`}127.0.0.1:${port}/mydb?replicaSet=rs0`;

function run(script: 'main.js' | 'cli.js', MONGODB_URI: string, ...args: string[]) {
  const env = { MONGODB_URI, JWT_SECRET: SECRET, PORT: '0' };
  return script === 'cli.js' ? runCommandHere(args, { env }) : runCommand(script, args, { env });
}

test.each(['event-reward', 'event-reward-least'])(
  'the rights that docs/deploy.md gives to %s are all that servers and commands need',
  async (user) => {
    const outsider = new mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`);
    const owner = new mongo.MongoClient(uriOf('event-reward'));
    try {
      await expect(outsider.db('mydb').collection('users').findOne()).rejects.toThrow(
        /requires authentication/,
      );
      // Building what is missing takes rights, too.
      for (const { name } of await owner.db().listCollections().toArray()) {
        await owner.db().dropCollection(name);
      }
      const uri = uriOf(user);
      const server = await startServerProcess(
        { MONGODB_URI: uri, METRICS_PORT: '0', RATE_LIMIT: 'on' },
        '--demo',
      );
      try {
        expect(await claimDemoReward(await demoClient(server.url, 'alice'))).toMatchObject({
          status: 'SUCCESS',
        });
        expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
        for (const command of ['check', 'verify-copy', 'migrate']) {
          expect(await run('cli.js', uri, command)).toMatchObject({ code: 0, stderr: '' });
        }
        const out = join(folder, `${user}.csv`);
        expect(await run('cli.js', uri, 'export', 'requests', '--out', out)).toMatchObject({ code: 0 });
        expect(await server.end()).toBe(0);
      } finally {
        await server.end();
      }
      expect(server.log.filter((line) => /not authorized/i.test(line))).toEqual([]);
      for (const command of ['check', 'verify-copy']) {
        expect(await run('cli.js', uriOf('reader'), command)).toMatchObject({ code: 0, stderr: '' });
      }
    } finally {
      await Promise.all([outsider.close(), owner.close()]);
    }
  },
);

test('the least account that docs/deploy.md gives can delete and drop nothing', async () => {
  const client = new mongo.MongoClient(uriOf('event-reward-least'));
  try {
    const entries = client.db().collection('auditentries');
    await expect(entries.deleteOne({})).rejects.toThrow(/not authorized/);
    await expect(entries.drop()).rejects.toThrow(/not authorized/);
    await expect(client.db().collection('rewardrequests').dropIndex('userId_1_eventId_1')).rejects.toThrow(
      /not authorized/,
    );
  } finally {
    await client.close();
  }
});

test('the account of retain deletes requests, and nothing else', async () => {
  const owner = new mongo.MongoClient(uriOf('event-reward'));
  const client = new mongo.MongoClient(uriOf('event-reward-retention'));
  const retain = (user: string) =>
    runCommandHere(['retain', '--apply', '--json'], {
      env: { MONGODB_URI: uriOf(user), JWT_SECRET: SECRET, FAILED_REQUESTS_RETENTION_DAYS: '30' },
    });
  try {
    const [userId, eventId] = [new mongo.ObjectId(), new mongo.ObjectId()];
    const row = (attempt: number) => ({
      ...{ userId, eventId, status: 2, failureCode: 'CONDITIONS_NOT_MET', decidedById: null, attempt },
      requestedAt: new Date(Date.UTC(2020, 0, attempt)),
    });
    await owner
      .db()
      .collection('rewardrequests')
      .insertMany([row(1), row(2)]);
    const refused = await retain('event-reward-least');
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/may not (delete|remove) in mydb\.rewardrequests\. /);

    const { code, stdout } = await retain('event-reward-retention');
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { complete: true, deleted: 1, kept: 1 }]);
    for (const name of ['auditentries', 'userattendances', 'users', 'events']) {
      await expect(client.db().collection(name).deleteOne({})).rejects.toThrow(/not authorized/);
    }
    await owner.db().collection('rewardrequests').deleteMany({ userId });
  } finally {
    await Promise.all([client.close(), owner.close()]);
  }
});

const NEEDED =
  'It needs the role readWrite on that database and the right indexStats, .*; docs/deploy.md, "Database", has the command.';

test.each([
  ['a server', 'reader', ['main.js'], 'may not insert in mydb.migrations. '],
  ['a server', 'former', ['main.js'], 'may not aggregate in mydb.rewardrequests. '],
  ['a command that writes', 'reader', ['cli.js', 'migrate'], 'may not insert in mydb.migrations. '],
  ['a server', 'stranger', ['main.js'], 'may not listCollections in mydb. '],
  ['a command that reads', 'stranger', ['cli.js', 'check'], 'may not find in mydb.settings. '],
  ['a server', null, ['main.js'], 'and the connection string names none. '],
] as const)('%s tells %s in one line which right it lacks', async (_what, user, [script, ...args], lacks) => {
  const owner = new mongo.MongoClient(uriOf('event-reward'));
  await owner.db().collection('migrations').drop();
  await owner.close();
  const { code, stdout, stderr } = await run(script, uriOf(user), ...args);
  expect([code, stdout.replace(/^\{"level":(30|"info").*\n/gm, '')]).toEqual([1, '']);
  expect(stderr).toMatch(new RegExp(`^The .*${lacks}${NEEDED}\n$`));
  expect(stderr).not.toContain(PASSWORD);
});

test.each(['main.js', 'cli.js'] as const)('%s tells a wrong password as one', async (script) => {
  const { code, stderr } = await run(script, uriOf('event-reward', 'canary'), 'check');
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^The database .* can't be reached: it refuses user or password\..*\n$/),
  ]);
  expect(stderr).not.toMatch(/canary|event-reward/);
});
