import { execFile } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { RequestRewardDocument } from '../generated/documents';
import { demoClient, demoEventId } from '../support/demo';
import { fencesOf, readDocument } from '../support/markdown';
import { freshDatabaseUri } from '../support/server';
import { TEST_SECRETS_KEY } from '../support/child-environment';
import { startServerProcess } from '../support/server-process';

const root = join(__dirname, '..', '..');

test('past days come into a sandbox as the page says', async () => {
  const MONGODB_URI = freshDatabaseUri();
  const server = await startServerProcess({ MONGODB_URI }, '--demo');
  try {
    const bob = await demoClient(server.url, 'bob');
    const input = { eventId: await demoEventId(bob, 'Three days in a row') };
    await bob.refused(RequestRewardDocument, { input }, 'CONDITIONS_NOT_MET');
    const [block] = fencesOf(readDocument('docs/guides/integrators.md'), /^sh sandbox$/);
    await promisify(execFile)('bash', ['-eo', 'pipefail', '-c', block!.text], {
      cwd: root,
      env: {
        HOME: process.env.HOME,
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
        MONGODB_URI,
        JWT_SECRET: 'a secret of the tests that is long enough',
        SECRETS_KEY: TEST_SECRETS_KEY,
      },
    });
    const { requestReward } = await bob.run(RequestRewardDocument, { input });
    expect(requestReward!.request!.status).toBe('SUCCESS');
  } finally {
    await server.end();
  }
});
