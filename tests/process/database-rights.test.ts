import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { mongo } from 'mongoose';
import { findMongod } from '../../src/database/mongod-binary';
import { mongodArguments, spawnMongod, type MongodProcess } from '../../src/database/mongod-process';
import { claimDemoReward, demoClient } from '../support/demo';
import { fencesOf, readDocument } from '../support/markdown';
import { startMongod } from '../support/mongod';
import { runCommand } from '../support/run-command';
import { startServerProcess } from '../support/server-process';

interface NewUser {
  readonly user: string;
  readonly pwd: string;
  readonly roles: mongo.Document[];
}

const PASSWORD = 'a password of the tests';

interface GuardedMongod {
  readonly mongod: MongodProcess;
  readonly folder: string;
  readonly port: number;
  /** With the page's account, the only one that there is. */
  readonly uri: string;
}

/** Makes the page's account while nobody needs one, and starts again with accounts on. */
async function startWithAccount(): Promise<GuardedMongod> {
  const open = await startMongod();
  const { folder, port } = open;
  const client = new mongo.MongoClient(open.uri);
  const made: NewUser[] = [];
  const [block] = fencesOf(readDocument('docs/deploy.md'), /^js rights$/);
  const db = { createUser: (user: NewUser) => made.push(user) };
  runInNewContext(block!.text, { db, passwordPrompt: () => PASSWORD });
  for (const { user, ...rest } of made) await client.db('mydb').command({ createUser: user, ...rest });
  await client.close();
  await open.kill();

  const keyFile = join(folder, 'keyfile');
  await writeFile(keyFile, 'a key file of the tests that is no secret');
  await chmod(keyFile, 0o400);
  const mongod = spawnMongod((await findMongod()).path, [
    ...mongodArguments(port, folder, join(folder, 'mongod.log')),
    ...['--replSet', 'rs0', '--auth', '--keyFile', keyFile],
  ]);
  const account = `${made[0]!.user}:${encodeURIComponent(PASSWORD)}`;
  return { mongod, folder, port, uri: `mongodb://${account}@127.0.0.1:${port}/mydb?replicaSet=rs0` };
}

test('the rights that docs/deploy.md gives are all that servers and commands need', async () => {
  const { mongod, folder, port, uri } = await startWithAccount();
  const stranger = new mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  try {
    await expect(stranger.db('mydb').collection('users').findOne()).rejects.toThrow(
      /requires authentication/,
    );
    const server = await startServerProcess({ MONGODB_URI: uri, METRICS_PORT: '0' }, '--demo');
    try {
      expect(await claimDemoReward(await demoClient(server.url, 'alice'))).toMatchObject({
        status: 'SUCCESS',
      });
      expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
      for (const command of ['check', 'verify-copy']) {
        const env = { MONGODB_URI: uri, JWT_SECRET: 'a secret of the tests that is long enough' };
        expect(await runCommand('cli.js', [command], { env })).toMatchObject({ code: 0, stderr: '' });
      }
      expect(await server.end()).toBe(0);
    } finally {
      await server.end();
    }
    expect(server.log.filter((line) => /not authorized/i.test(line))).toEqual([]);
  } finally {
    await stranger.close();
    await mongod.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
