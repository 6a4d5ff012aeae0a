import { execFile } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { mongo } from 'mongoose';
import { fencesOf, originals, readDocument } from '../support/markdown';
import { freshDatabaseUri } from '../support/server';

const root = join(__dirname, '..', '..');
const pages = originals
  .map((page) => ({ page, blocks: fencesOf(readDocument(page), /^sh command$/) }))
  .filter(({ blocks }) => blocks.length > 0);

test.each(pages)('every command of $page does what the page says', async ({ blocks }) => {
  const uri = freshDatabaseUri();
  const client = new mongo.MongoClient(uri);
  try {
    const env = {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: process.env.HOME,
      MONGODB_URI: uri,
      PASSWORD: 'correct horse battery',
      JWT_SECRET: 'a secret of the tests that is long enough',
    };
    for (const { text } of blocks) {
      await promisify(execFile)('bash', ['-eo', 'pipefail', '-c', text], { cwd: root, env });
    }
    // Each of these pages makes the first admin.
    const admins = await client.db().collection('users').find({ role: 'ADMIN' }).toArray();
    expect(admins.map(({ username }) => username as string)).toEqual(['NAME']);
  } finally {
    await client.db().dropDatabase();
    await client.close();
  }
});
