import { Types } from 'mongoose';
import { ChangeUserRoleDocument, MeDocument, UsersDocument } from '../../generated/documents';
import { readAudit } from '../../support/audit';
import type { Actor } from '../../support/actors';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const entriesOf = ({ id }: Actor) => readAudit(server.database, { targetId: new Types.ObjectId(id) });

test('a role counts from the next operation on, with the tokens that are there, and is recorded', async () => {
  const [admin, user] = [await server.actor('ADMIN'), await server.actor('USER')];
  await user.refused(UsersDocument, {}, 'FORBIDDEN');
  const input = { userId: user.id, role: 'OPERATOR', reason: 'joins the team' } as const;
  const { changeUserRole: payload } = await admin.run(ChangeUserRoleDocument, { input });
  expect(payload?.user).toMatchObject({ id: user.id, role: 'OPERATOR' });
  await user.run(UsersDocument, {});
  expect((await user.run(MeDocument)).me?.role).toBe('OPERATOR');

  const [entry, ...more] = await entriesOf(user);
  expect(more).toEqual([]);
  expect(entry).toMatchObject({
    action: 'changeUserRole',
    actorRole: 'ADMIN',
    targetType: 'User',
    before: '{"role":"USER"}',
    after: '{"role":"OPERATOR"}',
    reason: 'joins the team',
    at: server.clock.now(),
  });
  expect(entry?.actorId?.toHexString()).toBe(admin.id);

  await admin.run(ChangeUserRoleDocument, { input: { userId: user.id, role: 'USER' } });
  await user.refused(UsersDocument, {}, 'FORBIDDEN');
});

test('the same role again changes nothing and records nothing', async () => {
  const [admin, user] = [await server.actor('ADMIN'), await server.actor('USER')];
  const setting = await server.database.settings.findOne({ _id: 'admins' });
  const { changeUserRole: payload } = await admin.run(ChangeUserRoleDocument, {
    input: { userId: user.id, role: 'USER' },
  });
  expect(payload?.user?.id).toBe(user.id);
  expect(await entriesOf(user)).toEqual([]);
  expect(await server.database.settings.findOne({ _id: 'admins' })).toEqual(setting);
});

test.each([['not an id'], ['0'.repeat(24)], [String(new Types.ObjectId())]])(
  'an unknown account is NOT_FOUND: %s',
  async (userId) => {
    const admin = await server.actor('ADMIN');
    await admin.refused(ChangeUserRoleDocument, { input: { userId, role: 'USER' } }, 'NOT_FOUND');
  },
);

test.each(['USER', 'OPERATOR', 'AUDITOR'] as const)(
  'a role is not for %s to change, not even the own',
  async (role) => {
    const actor = await server.actor(role);
    await actor.refused(ChangeUserRoleDocument, { input: { userId: actor.id, role: 'ADMIN' } }, 'FORBIDDEN');
    expect((await actor.run(MeDocument)).me?.role).toBe(role);
  },
);

test('a reason beyond 1,000 characters is BAD_USER_INPUT', async () => {
  const [admin, user] = [await server.actor('ADMIN'), await server.actor('USER')];
  const input = { userId: user.id, role: 'OPERATOR', reason: 'x'.repeat(1_001) } as const;
  const fault = await admin.refused(ChangeUserRoleDocument, { input }, 'BAD_USER_INPUT');
  expect(fault.extensions.fields).toMatchObject([{ path: 'input.reason' }]);
});
