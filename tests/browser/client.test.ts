import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DEMO_PASSWORD } from '../../src/demo/demo-accounts';
import { launchChromium } from '../support/browser';
import { TEST_FOLDER_PREFIX } from '../support/mongod';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';

const ROOT = join(__dirname, '..', '..');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

let build: string;
let browser: Browser;
let api: ServerProcess;
const sites: Server[] = [];
/** A site that CORS_ORIGINS names, and one that it does not. */
let own: string;
let foreign: string;

beforeAll(async () => {
  build = mkdtempSync(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
  const config = join(ROOT, 'clients', 'typescript', 'tsconfig.esm.json');
  execFileSync(process.execPath, [TSC, '-p', config, '--outDir', build]);
  [own, foreign] = [await startSite(), await startSite()];
  [browser, api] = await Promise.all([
    launchChromium(),
    startServerProcess({ MONGODB_URI: freshDatabaseUri(), CORS_ORIGINS: own }, '--demo'),
  ]);
});
afterAll(async () => {
  await browser.close();
  await api.end('SIGKILL');
  for (const site of sites) site.close();
  rmSync(build, { recursive: true, force: true });
});

/** An empty page beside the package's files as they are built: no bundler, no server of ours. */
async function startSite(): Promise<string> {
  const site = createServer(({ url = '/' }, response) => {
    const name = /^\/([\w-]+\.js)$/.exec(url)?.[1];
    response.setHeader('content-type', name === undefined ? 'text/html' : 'text/javascript');
    response.end(name === undefined ? '<!doctype html>' : readFileSync(join(build, name)));
  }).listen(0, '127.0.0.1');
  sites.push(site);
  await once(site, 'listening');
  return `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
}

/** What a script answers in a page of a site; it has the package as `rewards`, and a client of the API as `client`. */
async function inPage(site: string, script: string): Promise<unknown> {
  const page = await browser.newPage();
  try {
    await page.goto(site);
    return await page.evaluate(`(async () => {
      const rewards = await import('/index.js');
      const client = rewards.createClient({ url: '${api.url}/graphql' });
      ${script}
    })()`);
  } finally {
    await page.close();
  }
}

const LOG_IN = `const login = await client.login({ username: 'alice', password: '${DEMO_PASSWORD}' });`;

test('a page of another origin logs in, is paid a claim, and reads refusals and faults by their codes', async () => {
  const told = await inPage(
    own,
    `${LOG_IN}
    const { dataOf, textOf } = rewards;
    dataOf(login);
    const { nodes: [event] } = dataOf(await client.myEvents({ filter: { titleContains: 'Three days' } }));
    const first = dataOf(await client.requestReward({ eventId: event.id }));
    const again = await client.requestReward({ eventId: event.id });
    const users = await client.users();
    return {
      paid: first.request.grants.map(({ name }) => name),
      refusal: [again.error.kind, again.error.code, again.error.payload.request.id === first.request.id],
      words: textOf(again.error, 'ko'),
      fault: [users.error.kind, users.error.code, typeof users.error.requestId],
    };`,
  );
  expect(told).toEqual({
    paid: ['Welcome points', 'Coffee coupon'],
    refusal: ['refusal', 'ALREADY_REWARDED', true],
    words: expect.stringMatching(/[가-힣]/),
    fault: ['fault', 'FORBIDDEN', 'string'],
  });
});

test('a page of an origin that the server does not name reads nothing, and is told so as a failure', async () => {
  const told = await inPage(foreign, `${LOG_IN} return [login.ok, login.error?.kind, login.error?.code];`);
  expect(told).toEqual([false, 'network', 'UNREACHABLE']);
});
