import { Types } from 'mongoose';
import { outboxEntry } from '../../../src/audit/entries';
import { AuditVerificationDocument } from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { commandsAbout } from '../../support/commands';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let auditor: Actor;
beforeEach(async () => {
  server = await startTestServer({ now: '2026-06-01T03:00:00Z' });
  auditor = await server.actor('AUDITOR');
  for (let n = 0; n < 3; n++) {
    const targetId = new Types.ObjectId();
    await server.services.chainer.append(
      outboxEntry({ at: server.clock.now(), actor: null, action: 'test', targetType: 'Event', targetId }),
    );
  }
});
afterEach(() => server.close());

const verify = async () => (await auditor.run(AuditVerificationDocument)).auditVerification!;

test('an intact chain is ok, with the number of its entries and the time', async () => {
  const entries = await server.database.auditEntries.countDocuments();
  expect(await verify()).toEqual({
    ...{ ok: true, entries, firstBadSequence: null, checkedAt: '2026-06-01T03:00:00.000Z' },
  });
});

test('a changed, a missing and a cut-off entry are named', async () => {
  const entries = await server.database.auditEntries.countDocuments();
  await server.database.auditEntries.deleteOne({ sequence: entries });
  expect(await verify()).toMatchObject({ ok: false, entries: entries - 1, firstBadSequence: entries });
  await server.database.auditEntries.deleteOne({ sequence: 2 });
  expect(await verify()).toMatchObject({ ok: false, entries: entries - 2, firstBadSequence: 2 });
  await server.database.auditEntries.updateOne({ sequence: 1 }, { $set: { reason: 'changed' } });
  expect(await verify()).toMatchObject({ ok: false, entries: entries - 2, firstBadSequence: 1 });
});

test('callers that ask at once share one reading of the chain', async () => {
  const reads = await commandsAbout(server, '"find":"auditentries"', async () => {
    const results = await Promise.all(
      [1, 2, 3].map(() => server.services.audit.verifyChain(server.clock.now())),
    );
    expect(new Set(results).size).toBe(1);
  });
  expect(reads).toEqual(['find']);
});

test('an operator may not ask', async () => {
  const operator = await server.actor('OPERATOR');
  await operator.refused(AuditVerificationDocument, {}, 'FORBIDDEN');
});
