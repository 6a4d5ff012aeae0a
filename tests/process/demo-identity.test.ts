import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoginWithIdentityDocument } from '../generated/documents';
import { Client } from '../support/client';
import { runCommand } from '../support/run-command';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess } from '../support/server-process';

const DATA_DIR = mkdtempSync(join(tmpdir(), 'demo-'));
afterAll(() => rmSync(DATA_DIR, { recursive: true }));

const tokenOf = (env: Record<string, string>) =>
  runCommand('cli.js', ['demo-identity-token', '--subject', 'p-1001'], { env: { DATA_DIR, ...env } });

test('the demo accepts logins by tokens of its identity provider', async () => {
  const env = { NODE_ENV: 'development', DATA_DIR, MONGODB_URI: freshDatabaseUri() };
  // The first to need the key makes it; both use the same one.
  const [server, { code, stdout }] = await Promise.all([startServerProcess(env, '--demo'), tokenOf({})]);
  try {
    expect(code).toBe(0);
    const client = new Client(() => server.url);
    const { loginWithIdentity } = await client.run(LoginWithIdentityDocument, {
      input: { token: stdout.trim() },
    });
    expect(loginWithIdentity).toMatchObject({ created: true, user: { role: 'USER' } });
    expect(server.log.join('\n')).toContain('demo-identity-token --subject');
  } finally {
    await server.end();
  }
});

test('production makes no token of the demo', async () => {
  const { code, stdout, stderr } = await tokenOf({
    NODE_ENV: 'production',
    MONGODB_URI: 'mongodb://127.0.0.1/none',
    JWT_SECRET: 'a secret of the tests that is long enough',
    SECRETS_KEY: Buffer.alloc(32).toString('base64'),
  });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('refused in production');
});
