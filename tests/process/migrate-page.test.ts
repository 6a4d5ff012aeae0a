import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { mongo } from 'mongoose';
import { fencesOf, readDocument } from '../support/markdown';
import { writeRestDatabase } from '../support/rest-database';
import { freshDatabaseUri } from '../support/server';

type Environment = Record<string, string | undefined>;

/** Runs a block of the page, which goes on until something ends it, and resolves when the server listens. */
async function startByPage(text: string, cwd: string, env: Environment): Promise<() => Promise<unknown>> {
  const shell = spawn('bash', ['-c', text.replace(/^node /m, 'exec node ')], {
    cwd,
    env: { ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(shell, 'exit');
  await new Promise<void>((resolve, reject) => {
    createInterface(shell.stdout).on('line', (line) => line.includes('"address"') && resolve());
    void ended.then(() => reject(new Error('the server of the page ended')));
  });
  return () => {
    shell.kill();
    return ended;
  };
}

const nameOf = (uri: string) => new URL(uri).pathname.slice(1);

test('every command of docs/migrate.md does what the page says, one after the other', async () => {
  const [uri, oldUri] = [freshDatabaseUri(), freshDatabaseUri()];
  const client = new mongo.MongoClient(uri);
  const folder = await mkdtemp(join(tmpdir(), 'event-reward-move-'));
  let endServer: (() => Promise<unknown>) | undefined;
  try {
    await writeRestDatabase(client.db(nameOf(oldUri)));
    await symlink(join(__dirname, '..', '..', 'dist'), join(folder, 'dist'));
    const env = {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: process.env.HOME,
      MONGODB_URI: uri,
      OLD: oldUri,
      PASSWORD: 'correct horse battery',
      JWT_SECRET: 'a secret of the tests that is long enough',
    };
    const page = readDocument('docs/migrate.md');
    const [start] = fencesOf(page, /^sh move server$/);
    endServer = await startByPage(start!.text, folder, env);
    const codes: number[] = [];
    for (const { text } of fencesOf(page, /^sh move$/)) {
      // Of several commands the first that fails is told.
      const run = promisify(execFile)('bash', ['-eo', 'pipefail', '-c', text], { cwd: folder, env });
      codes.push(await run.then(() => 0).catch(({ code }: { code: number }) => code));
    }
    // Dry run and move tell by their codes that something stays behind; the copy is sound afterwards.
    expect(codes).toEqual([0, 1, 1, 0, 0, 0]);
    const db = client.db();
    expect(
      await db.collection('users').countDocuments({ usernameKey: { $in: ['kim.dev', 'new.user'] } }),
    ).toBe(2);
    expect(await db.collection('events').countDocuments({ active: true })).toBe(3);
    expect(await db.collection('userattendances').countDocuments()).toBe(5);
  } finally {
    await endServer?.();
    await Promise.all([uri, oldUri].map((each) => client.db(nameOf(each)).dropDatabase()));
    await client.close();
    await rm(folder, { recursive: true, force: true });
  }
});
