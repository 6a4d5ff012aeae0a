import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import fastify from 'fastify';
import { readConfig } from '../../src/config';
import { addFaults } from '../../src/http/faults';
import { addSecurity } from '../../src/http/security';
import type { HttpServer } from '../../src/http/server';
import { createLog } from '../../src/log';
import { addFileSending, findBuiltFiles } from '../../src/pages/built-files';
import { addConsole } from '../../src/pages/console';
import { ask, askRaw } from '../support/http';
import { startTestServer } from '../support/server';

const PAGE = '<!doctype html><title>the page</title>';
const SCRIPT = `export const words = '${'word '.repeat(500)}';`;

let build: string;
let http: HttpServer;
let url: string;
beforeAll(async () => {
  build = mkdtempSync(join(tmpdir(), 'built-'));
  const assets = join(build, 'console', 'assets');
  mkdirSync(assets, { recursive: true });
  writeFileSync(join(build, 'console', 'index.html'), PAGE);
  writeFileSync(join(build, 'console', 'icon.svg'), '<svg/>');
  writeFileSync(join(assets, 'main-B1x2.js'), SCRIPT);
  writeFileSync(join(assets, 'main-B1x2.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(build, 'secret.txt'), 'secret');

  http = fastify();
  addFaults(http, createLog('silent', false));
  await addSecurity(http, readConfig({}));
  await addFileSending(http);
  addConsole(http, findBuiltFiles('console', build)!);
  url = await http.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await http.close();
  rmSync(build, { recursive: true });
});

test.each([
  '/console',
  '/console/',
  '/console/index.html',
  '/console/events/64b0c0ffee64b0c0ffee64b0',
  '/console/requests?status=PENDING',
  '/console/no/such.page',
])('%s is the page, to be asked for anew each time', async (path) => {
  const { status, headers, text } = await ask(url + path);
  expect([status, text]).toEqual([200, PAGE]);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('cache-control')).toBe('no-cache');
});

test('the page may load and ask its own origin alone, and nobody frames it', async () => {
  const { headers } = await ask(`${url}/console/events`);
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-security-policy':
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src 'self'; " +
      "style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  });
});

test('a hashed asset is kept for good, and sent compressed to whom reads that', async () => {
  const asset = `${url}/console/assets/main-B1x2.js`;
  const plain = await ask(asset, { headers: { 'accept-encoding': 'identity' } });
  expect([plain.status, plain.text]).toEqual([200, SCRIPT]);
  expect(plain.headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(plain.headers.get('content-encoding')).toBeNull();

  const compressed = await ask(asset, { headers: { 'accept-encoding': 'br' } });
  expect([compressed.text, compressed.headers.get('content-encoding')]).toEqual([SCRIPT, 'br']);
  expect(compressed.headers.get('content-type')).toBe(plain.headers.get('content-type'));
  expect(compressed.headers.get('vary')).toMatch(/accept-encoding/i);
});

test('a file without a hash is asked for anew, and answered by 304 when it is the same', async () => {
  const { status, headers } = await ask(`${url}/console/icon.svg`);
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-cache']);
  const again = `GET /console/icon.svg HTTP/1.1\r\nhost: here\r\nif-none-match: ${headers.get('etag')}\r\nconnection: close\r\n\r\n`;
  expect(await askRaw(url, again)).toMatch(/^HTTP\/1\.1 304 /);
});

test('an asset of another build is not found, rather than the page', async () => {
  const { status, errors } = await ask(`${url}/console/assets/main-0ld0.js`);
  expect([status, errors[0]?.extensions.code]).toEqual([404, 'BAD_REQUEST']);
});

test.each(['/console/../secret.txt', '/console/..%2fsecret.txt', '/console/%2e%2e/secret.txt'])(
  '%s leads nowhere beside the console',
  async (path) => {
    const { text } = await ask(url + path);
    expect(text).not.toContain('secret');
  },
);

test('a folder without a page is no build', () => {
  expect(findBuiltFiles('explorer', build)).toBeNull();
});

test('the bare address leads to the console', async () => {
  const server = await startTestServer();
  const { status, headers } = await ask(server.url, { redirect: 'manual' });
  expect([status, headers.get('location')]).toEqual([302, '/console']);
  await server.close();
});

test('CONSOLE=off: no page, no asset', async () => {
  const server = await startTestServer({ env: { CONSOLE: 'off' } });
  for (const path of ['/', '/console', '/console/events', '/console/assets/main.js']) {
    const { status, errors } = await ask(server.url + path, { headers: { accept: 'text/html' } });
    expect([status, errors[0]?.extensions.code]).toEqual([404, 'BAD_REQUEST']);
  }
  await server.close();
});
