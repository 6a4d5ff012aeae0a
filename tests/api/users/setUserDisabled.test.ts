import { Types } from 'mongoose';
import { LoginDocument, MeDocument, SetUserDisabledDocument } from '../../generated/documents';
import { readAudit } from '../../support/audit';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test('a disabled account is out at its next operation, and can log in again once it is enabled', async () => {
  const [admin, user] = [await server.actor('ADMIN'), await server.actor('USER')];
  const credentials = { input: { username: user.username, password: user.password } };
  const input = { userId: user.id, disabled: true, reason: 'cheated' };
  const disabled = (await admin.run(SetUserDisabledDocument, { input })).setUserDisabled!;
  expect(disabled.user?.disabledAt).toBe(server.clock.now().toISOString());
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
  await server.anonymous.refused(LoginDocument, credentials, 'INVALID_CREDENTIALS');

  server.clock.advance({ seconds: 1 });
  // Disabled again: it stays as it is, since when included.
  expect((await admin.run(SetUserDisabledDocument, { input })).setUserDisabled).toEqual(disabled);

  const enabled = await admin.run(SetUserDisabledDocument, { input: { userId: user.id, disabled: false } });
  expect(enabled.setUserDisabled?.user?.disabledAt).toBeNull();
  // The logins ended for good.
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
  await server.anonymous.run(LoginDocument, credentials);

  const entries = await readAudit(server.database, { targetId: new Types.ObjectId(user.id) });
  const since = JSON.stringify(disabled.user?.disabledAt);
  expect(entries).toMatchObject([
    {
      action: 'setUserDisabled',
      before: '{"disabledAt":null}',
      after: `{"disabledAt":${since}}`,
      reason: 'cheated',
    },
    {
      action: 'setUserDisabled',
      before: `{"disabledAt":${since}}`,
      after: '{"disabledAt":null}',
      reason: null,
    },
  ]);
});

test.each(['USER', 'OPERATOR', 'AUDITOR'] as const)('an account is not for %s to disable', async (role) => {
  const [actor, user] = [await server.actor(role), await server.actor('USER')];
  await actor.refused(SetUserDisabledDocument, { input: { userId: user.id, disabled: true } }, 'FORBIDDEN');
  await user.run(MeDocument);
});

test('an unknown account is NOT_FOUND', async () => {
  const admin = await server.actor('ADMIN');
  await admin.refused(SetUserDisabledDocument, { input: { userId: 'nobody', disabled: true } }, 'NOT_FOUND');
});
