import { Writable } from 'node:stream';
import { isObjectType } from 'graphql';
import { Types } from 'mongoose';
import { pino } from 'pino';
import { SERVICE_SCOPES } from '../../../src/domain/service-scopes';
import { EXPORTS } from '../../../src/features';
import { schema } from '../../../src/graphql/schema';
import {
  AuditEntriesDocument,
  CreateServiceKeyDocument,
  RevokeServiceKeyDocument,
  ServiceKeysDocument,
  UpsertUsersDocument,
} from '../../generated/documents';
import { Client } from '../../support/client';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
const logged: string[] = [];
const log = pino(
  { level: 'trace' },
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged.push(chunk.toString());
      done();
    },
  }),
);
beforeAll(async () => {
  server = await startTestServer({ log });
});
afterAll(() => server.close());

test('the secret of a key and its stored hash are in no query, audit entry, export or log', async () => {
  const admin = await server.actor('ADMIN');
  const auditor = await server.actor('AUDITOR');
  const { createServiceKey } = await admin.run(CreateServiceKeyDocument, {
    input: { name: 'Shop', source: 'shop', scopes: [...SERVICE_SCOPES] },
  });
  const { key, secret } = createServiceKey!;
  const backend = new Client(() => server.url, secret);
  const identity = { issuer: 'shop', subject: '1' };
  await backend.run(UpsertUsersDocument, { input: { users: [{ identity }] } });
  await admin.run(RevokeServiceKeyDocument, { input: { id: key!.id, reason: 'leaked' } });
  await backend.send('{ serverInfo { version } }');
  const row = await server.database.serviceKeys.findOne({ _id: new Types.ObjectId(key!.id) });

  const outputs: Record<string, string> = { log: logged.join('') };
  for (const reader of [admin, auditor]) {
    const { auditEntries } = await reader.run(AuditEntriesDocument, { first: 100 });
    outputs.audit = JSON.stringify(auditEntries);
    outputs.list = JSON.stringify(await reader.run(ServiceKeysDocument, {}));
    // Attendance and members are exported of one record only, and hold nothing of keys.
    for (const { name } of EXPORTS.filter((each) => !/attendance|members/.test(each.name))) {
      const answer = await fetch(`${server.url}/export/${name}.csv?reason=test`, {
        headers: { authorization: `Bearer ${reader.accessToken}` },
      });
      expect(answer.status).toBe(200);
      outputs[name] = await answer.text();
    }
  }
  expect(outputs.audit).toContain('createServiceKey');
  expect(outputs.audit).toContain('upsertUsers');
  const hidden = [row!.secretHash, secret!.slice(-43)];
  const found = Object.entries(outputs).flatMap(([name, text]) =>
    hidden.flatMap((value, place) => (text.includes(value) ? [`${name}: ${['hash', 'secret'][place]}`] : [])),
  );
  expect(found).toEqual([]);
});

test('no type of the schema has a field for a hash of a secret', () => {
  const fields = Object.values(schema().schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
  );
  expect(fields.filter((field) => /\.(\w*secret\w*|passwordHash)$/i.test(field))).toEqual([
    'Mutation.rotateWebhookSecret',
    'CreateServiceKeyPayload.secret',
    'CreateWebhookEndpointPayload.secret',
    'RotateWebhookSecretPayload.secret',
  ]);
});
