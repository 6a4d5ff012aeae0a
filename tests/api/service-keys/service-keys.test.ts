import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import { SERVICE_SCOPES } from '../../../src/domain/service-scopes';
import {
  AuditEntriesDocument,
  CreateServiceKeyDocument,
  RevokeServiceKeyDocument,
  ServerInfoDocument,
  ServiceKeysDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { Client } from '../../support/client';
import { startTestServer, type TestServer } from '../../support/server';
import { backendOf } from '../../support/service-keys';
import { until } from '../../support/until';

let server: TestServer;
let admin: Actor;
beforeAll(async () => {
  server = await startTestServer({ env: { ACCESS_TOKEN_TTL_SECONDS: '86400' } });
  admin = await server.actor('ADMIN');
});
afterAll(() => server.close());

const input = { name: 'Game server', source: 'game/eu', scopes: [...SERVICE_SCOPES] };
const INFO = '{ serverInfo { version } }';
const clientWith = (key: string, url = server.url) => new Client(() => url, key);
const codesOf = async (client: Client, document = INFO) =>
  (await client.send(document)).errors.map(({ extensions }) => extensions.code);
const create = async (fields: object = {}) => {
  const { createServiceKey } = await admin.run(CreateServiceKeyDocument, { input: { ...input, ...fields } });
  return { id: createServiceKey!.key!.id, secret: createServiceKey!.secret! };
};

test('an ADMIN creates a key, whose secret is returned once and stored as its SHA-256 only', async () => {
  const { id, secret } = await create();
  expect(secret).toMatch(new RegExp(`^erk_${id}_[A-Za-z0-9_-]{43}$`));
  const row = await server.database.serviceKeys.findOne({ _id: new Types.ObjectId(id) });
  const hidden = secret.slice(-43);
  expect(row).toMatchObject({ ...input, expiresAt: null, revokedAt: null, lastUsedAt: null });
  expect(row!.secretHash).toBe(createHash('sha256').update(hidden).digest('hex'));
  expect(JSON.stringify(row)).not.toContain(hidden);
  const { serviceKeys } = await admin.run(ServiceKeysDocument, {});
  const listed = serviceKeys!.nodes.find((node) => node.id === id);
  expect(listed).toMatchObject({ ...input, createdBy: { id: admin.id }, lastUsedAt: null });
  expect(JSON.stringify(serviceKeys)).not.toContain(row!.secretHash);
});

test('a key is recognised as a caller of its own', async () => {
  const { secret } = await create();
  expect(await codesOf(clientWith(secret))).toEqual([]);
  expect(await codesOf(clientWith(secret), '{ me { id } }')).toEqual(['FORBIDDEN']);
});

test.each([
  ['an unknown id', (key: string) => key.replace(/_[0-9a-f]{24}_/, `_${'0'.repeat(24)}_`)],
  ['another secret', (key: string) => `${key.slice(0, -43)}${'A'.repeat(43)}`],
  ['the last character changed', (key: string) => key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A')],
  ['a secret that is cut off', (key: string) => key.slice(0, -1)],
  ['a secret that is too long', (key: string) => `${key}A`],
  ['an id in capitals', (key: string) => key.replace(/_[0-9a-f]{24}_/, (part) => part.toUpperCase())],
  ['nothing but the prefix', () => 'erk_'],
])('%s is INVALID_SERVICE_KEY for public operations, too', async (_title, change) => {
  const { secret } = await create();
  const changed = change(secret);
  if (changed === secret) return;
  expect(await codesOf(clientWith(changed))).toEqual(['INVALID_SERVICE_KEY']);
  expect(await codesOf(clientWith(changed), '{ me { id } }')).toEqual(['INVALID_SERVICE_KEY']);
});

test('a revoked key is refused with its next operation, on every server', async () => {
  const other = await startTestServer({ mongodbUri: server.mongodbUri });
  try {
    const { id, secret } = await create();
    const clients = [clientWith(secret), clientWith(secret, other.url)];
    for (const client of clients) expect(await codesOf(client)).toEqual([]);
    const { revokeServiceKey } = await admin.run(RevokeServiceKeyDocument, {
      input: { id, reason: 'leaked' },
    });
    expect(revokeServiceKey!.key!.revokedAt).not.toBeNull();
    for (const client of clients) expect(await codesOf(client)).toEqual(['INVALID_SERVICE_KEY']);
  } finally {
    await other.app.close();
  }
});

test('a key is refused from the instant of its expiry on', async () => {
  const expiresAt = new Date(server.clock.now().getTime() + 60_000);
  const backend = await backendOf(server, ['GRANTS_READ'], { expiresAt });
  server.clock.set(new Date(expiresAt.getTime() - 1).toISOString());
  expect(await codesOf(backend)).toEqual([]);
  server.clock.set(expiresAt.toISOString());
  expect(await codesOf(backend)).toEqual(['INVALID_SERVICE_KEY']);
});

test('a repeated revocation changes nothing and records nothing', async () => {
  const { id } = await create();
  const revoke = async (reason: string) =>
    (await admin.run(RevokeServiceKeyDocument, { input: { id, reason } })).revokeServiceKey!.key!.revokedAt;
  const first = await revoke('leaked');
  server.clock.advance({ minutes: 1 });
  expect(await revoke('again')).toBe(first);
  const { auditEntries } = await admin.run(AuditEntriesDocument, { filter: { targetId: id } });
  expect(auditEntries!.nodes).toEqual([
    expect.objectContaining({
      action: 'revokeServiceKey',
      reason: 'leaked',
      actor: { id: admin.id, username: admin.username },
    }),
    expect.objectContaining({ action: 'createServiceKey', targetType: 'ServiceKey' }),
  ]);
});

test.each([
  ['an expiry that has passed', { expiresAt: '2026-01-01T00:00:00Z' }, 'input.expiresAt'],
  ['no scope', { scopes: [] }, 'input.scopes'],
  ['a scope twice', { scopes: ['GRANTS_READ', 'GRANTS_READ'] }, 'input.scopes'],
  ['a name without a visible character', { name: ' ' }, 'input.name'],
  ['a name of 201 characters', { name: 'x'.repeat(201) }, 'input.name'],
  ['an empty source', { source: '' }, 'input.source'],
  ['a source with a space', { source: 'my shop' }, 'input.source'],
  ['a source of 129 characters', { source: 'x'.repeat(129) }, 'input.source'],
])('%s is BAD_USER_INPUT', async (_title, fields, path) => {
  const count = await server.database.serviceKeys.countDocuments();
  const fault = await admin.refused(
    CreateServiceKeyDocument,
    { input: { ...input, ...fields } as never },
    'BAD_USER_INPUT',
  );
  expect(fault.extensions.fields).toEqual([expect.objectContaining({ path })]);
  expect(await server.database.serviceKeys.countDocuments()).toBe(count);
});

test('an unknown key is NOT_FOUND', async () => {
  await admin.refused(RevokeServiceKeyDocument, { input: { id: '0'.repeat(24) } }, 'NOT_FOUND');
  await admin.refused(RevokeServiceKeyDocument, { input: { id: 'erk' } }, 'NOT_FOUND');
});

test('lastUsedAt has minute precision and is written once a minute', async () => {
  server.clock.set('2026-06-01T05:00:30.500Z');
  const backend = await backendOf(server, ['GRANTS_READ']);
  const _id = new Types.ObjectId(backend.keyId);
  const lastUse = async () => (await server.database.serviceKeys.findOne({ _id }))!.lastUsedAt?.toISOString();
  await backend.run(ServerInfoDocument);
  await until(async () => (await lastUse()) === '2026-06-01T05:00:00.000Z');
  server.clock.set('2026-06-01T05:01:20Z');
  const calls = await server.databaseCalls(async () => {
    for (let use = 0; use < 5; use++) await backend.run(ServerInfoDocument);
  });
  expect(calls).not.toContain('update');
  server.clock.set('2026-06-01T05:01:30.500Z');
  await backend.run(ServerInfoDocument);
  await until(async () => (await lastUse()) === '2026-06-01T05:01:00.000Z');
});

test('an export is refused to a key', async () => {
  const backend = await backendOf(server, [...SERVICE_SCOPES]);
  const response = await fetch(`${server.url}/export/audit.csv`, {
    headers: { authorization: `Bearer ${backend.key}` },
  });
  expect(response.status).toBe(403);
});
