import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { mongo } from 'mongoose';
import { fencesOf, readDocument } from '../support/markdown';
import { writeRestDatabase } from '../support/rest-database';
import { freshDatabaseUri } from '../support/server';

const nameOf = (uri: string) => new URL(uri).pathname.slice(1);

test('every command of docs/migrate.md does what the page says, one after the other', async () => {
  const [uri, oldUri] = [freshDatabaseUri(), freshDatabaseUri()];
  const client = new mongo.MongoClient(uri);
  const folder = await mkdtemp(join(tmpdir(), 'event-reward-move-'));
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
    const codes: number[] = [];
    for (const { text } of fencesOf(readDocument('docs/migrate.md'), /^sh move$/)) {
      const run = promisify(execFile)('bash', ['-c', text], { cwd: folder, env });
      codes.push(await run.then(() => 0).catch(({ code }: { code: number }) => code));
    }
    // The dry run finds what stays behind; the copy is sound afterwards.
    expect(codes).toEqual([0, 1, 0, 0, 0]);
    const db = client.db();
    expect(
      await db.collection('users').countDocuments({ usernameKey: { $in: ['kim.dev', 'new.user'] } }),
    ).toBe(2);
    expect(await db.collection('events').countDocuments({ active: true })).toBe(3);
    expect(await db.collection('userattendances').countDocuments()).toBe(5);
  } finally {
    await Promise.all([uri, oldUri].map((each) => client.db(nameOf(each)).dropDatabase()));
    await client.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
