import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { seedDemoData } from '../../src/demo/demo-data';
import { schema } from '../../src/graphql/schema';
import { ask } from '../support/http';
import { startTestServer, type TestServer } from '../support/server';

const HTML = { headers: { accept: 'text/html' } };
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

let server: TestServer;
let off: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  off = await startTestServer({ env: { EXPLORER: 'off' } });
});
afterAll(async () => {
  await off.close();
  await server.close();
});

interface Operation {
  readonly name: string;
  readonly query: string;
  readonly variables: string;
  readonly tab: boolean;
}

async function operations(): Promise<Operation[]> {
  return JSON.parse((await ask(`${server.url}/explorer/operations.json`)).text) as Operation[];
}

test('everything that the page names is there, and of this server', async () => {
  const { status, text } = await ask(`${server.url}/explorer`, HTML);
  expect(status).toBe(200);
  expect((await ask(`${server.url}/explorer/`, HTML)).text).toBe(text);
  const named = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(6);
  for (const path of named) {
    expect(path).toMatch(/^\/[a-z]/);
    expect([path, (await ask(server.url + path, HTML)).status]).toEqual([path, 200]);
  }
});

test('every operation of the schema is offered once, whole and valid', async () => {
  const offered = await operations();
  const files = readdirSync(join(__dirname, '../../schema/operations')).filter((file) => /^[A-Z]/.test(file));
  expect(offered.map(({ name }) => `${name}.graphql`).sort()).toEqual(files.sort());
  const built = buildSchema(schema().text);
  for (const { query, variables } of offered) {
    expect(validate(built, parse(query))).toEqual([]);
    if (variables !== '') expect(typeof JSON.parse(variables)).toBe('object');
  }
  expect(offered.filter(({ tab }) => tab).length).toBeLessThan(10);
});

test('the demo accounts are offered where they are, and nowhere else', async () => {
  expect(JSON.parse((await ask(`${server.url}/explorer/accounts`)).text)).toEqual([]);
  const demo = await startTestServer();
  await seedDemoData(demo.app, demo.clock.now());
  const { text } = await ask(`${demo.url}/explorer/accounts`);
  const accounts = JSON.parse(text) as Array<{ username: string; role: string }>;
  expect(accounts.map(({ username, role }) => [username, role])).toEqual([
    ['admin', 'ADMIN'],
    ['operator', 'OPERATOR'],
    ['auditor', 'AUDITOR'],
    ['alice', 'USER'],
    ['bob', 'USER'],
  ]);
  await demo.close();
});

test('each page has the least policy that it runs under', async () => {
  const policyOf = async (path: string) =>
    (await ask(server.url + path, HTML)).headers.get('content-security-policy');
  expect(await policyOf('/explorer')).toBe(
    `${NOTHING}; script-src 'self'; style-src 'self' 'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='; ` +
      "img-src 'self' data:; font-src 'self' data:; connect-src 'self'",
  );
  expect(await policyOf('/graphql')).toBe(
    `${NOTHING}; script-src 'self' https://embeddable-sandbox.cdn.apollographql.com; style-src 'self'; ` +
      "img-src 'self'; font-src 'self'; connect-src 'self'; frame-src https://sandbox.embed.apollographql.com",
  );
  expect(await policyOf('/explorer/operations.json')).toBe(NOTHING);
});

test('a browser that opens /graphql gets the Sandbox, and the way to the explorer', async () => {
  const { status, headers, text } = await ask(`${server.url}/graphql`, HTML);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/html/);
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(text).toContain('<a href="/explorer">');
});

test('what is no file of the explorer is not found', async () => {
  for (const path of ['/explorer/nothing.js', '/explorer/../main.js', '/explorer/%2e%2e/main.js']) {
    expect((await ask(server.url + path)).status).toBe(404);
  }
});

test('EXPLORER=off: no page, no file, no account, and nothing by GET', async () => {
  for (const path of ['/explorer', '/explorer/explorer.js', '/explorer/accounts']) {
    expect((await ask(off.url + path, HTML)).status).toBe(404);
  }
  const { status, errors } = await ask(`${off.url}/graphql`, HTML);
  expect([status, errors[0]?.extensions.code]).toEqual([405, 'BAD_REQUEST']);
});
