import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActivitiesDocument, ServiceKeysDocument, WebhookEndpointsDocument } from '../generated/documents';
import { Client } from '../support/client';
import { claimDemoReward, demoClient, demoEventId } from '../support/demo';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { until } from '../support/until';

const folder = mkdtempSync(join(tmpdir(), 'event-reward-demo-'));
const keyFile = join(folder, 'demo-service-key');
const env = { MONGODB_URI: freshDatabaseUri(), DATA_DIR: folder };
let server: ServerProcess;
beforeAll(async () => {
  server = await startServerProcess(env, '--demo');
});
afterAll(async () => {
  await server.end();
  await rm(folder, { recursive: true, force: true });
});

interface Message {
  readonly id: string;
  readonly times: number;
  readonly body: { readonly type: string; readonly data: { readonly requestId: string } };
}
const messages = async () =>
  ((await (await fetch(`${server.url}/demo/webhooks/messages`)).json()) as { messages: Message[] }).messages;

test('the key is in a file that only its owner reads, and in no log', async () => {
  const key = readFileSync(keyFile, 'utf8').trim();
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  const backend = new Client(() => server.url, key);
  expect((await backend.send('{ serverInfo { version } }')).errors).toEqual([]);
  expect(server.log.join('\n')).toContain(keyFile);
  expect(server.log.join('\n')).not.toContain('erk_');
});

test('a paid reward appears on the page of webhooks, and nothing that others sign', async () => {
  const page = await fetch(`${server.url}/demo/webhooks`, { headers: { 'accept-language': 'ko-KR' } });
  expect(await page.text()).toContain('도착한 메시지');
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect((await fetch(`${server.url}/demo/webhooks/page.js`)).status).toBe(200);
  const forged = await fetch(`${server.url}/demo/webhooks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'webhook-id': 'a.b.1', 'webhook-signature': 'v1,AAAA' },
    body: '{"type":"REWARD_GRANTED"}',
  });
  expect(forged.status).toBe(401);
  const { id } = await claimDemoReward(await demoClient(server.url, 'alice'));
  const [message, ...others] = await until(async () => {
    const arrived = await messages();
    return arrived.length > 0 && arrived;
  });
  expect(message!.body).toMatchObject({ type: 'REWARD_GRANTED', data: { requestId: id } });
  expect(others).toEqual([]);
});

test('a later start keeps the key, the activities and the endpoint, which leads to the new address', async () => {
  const key = readFileSync(keyFile, 'utf8');
  await server.end();
  server = await startServerProcess(env, '--demo');
  expect(readFileSync(keyFile, 'utf8')).toBe(key);
  const admin = await demoClient(server.url, 'admin');
  expect((await admin.run(ServiceKeysDocument, {})).serviceKeys!.nodes).toMatchObject([
    { name: 'Demo shop' },
  ]);
  const { activities } = await admin.run(ActivitiesDocument, { first: 100 });
  expect(activities!.edges).toHaveLength(5);
  const { webhookEndpoints } = await admin.run(WebhookEndpointsDocument);
  expect(webhookEndpoints).toMatchObject([{ url: `${server.url}/demo/webhooks`, active: true }]);
  await demoEventId(await demoClient(server.url, 'bob'), '3 purchases and 3 days in a row');
});

test('a server without the demo has no page of webhooks', async () => {
  const plain = await startServerProcess({ ...env, MONGODB_URI: freshDatabaseUri() });
  try {
    expect((await fetch(`${plain.url}/demo/webhooks`)).status).toBe(404);
  } finally {
    await plain.end();
  }
});
