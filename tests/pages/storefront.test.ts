import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../support/http';
import { startTestServer } from '../support/server';

const SOURCE = join(__dirname, '../../clients/typescript/examples/storefront');
const PRODUCTION = {
  NODE_ENV: 'production',
  JWT_SECRET: 'a secret of the tests that is long enough',
  SECRETS_KEY: 'A'.repeat(43) + '=',
  CLOCK_SKEW_LIMIT_SECONDS: '2',
  RATE_LIMIT: 'on',
};

test('where it is shown, the storefront and its files are served under the strict policy', async () => {
  const server = await startTestServer({ env: { STOREFRONT: 'on' } });
  const page = await ask(`${server.url}/demo`);
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'");
  const named = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  expect(named).toHaveLength(3);
  for (const path of named) {
    expect(path).toMatch(/^\/demo\/assets\//);
    expect((await ask(server.url + path)).status).toBe(200);
  }
  expect((await ask(`${server.url}/demo/`)).text).toBe(page.text);
  for (const path of ['/demo/nothing.js', '/demo/../main.js', '/demo/%2e%2e/main.js', '/demo/index.html'])
    expect([path, (await ask(server.url + path)).status]).toEqual([path, 404]);
  await server.close();
});

test('production has no storefront', async () => {
  const server = await startTestServer({ env: PRODUCTION });
  for (const path of ['/demo', '/demo/', '/demo/index.html'])
    expect([path, (await ask(server.url + path)).status]).toEqual([path, 404]);
  await server.close();
});

test('its source stays short, and imports nothing but the client package', () => {
  const files = readdirSync(SOURCE).map((name) => readFileSync(join(SOURCE, name), 'utf8'));
  const lines = files.reduce((sum, text) => sum + text.trimEnd().split('\n').length, 0);
  expect(lines).toBeLessThan(600);
  const imported = files.flatMap((text) => [...text.matchAll(/ from '([^']+)'/g)].map(([, name]) => name!));
  expect(new Set(imported.filter((name) => !name.startsWith('./')))).toEqual(
    new Set(['@event-reward-platform/client']),
  );
});
