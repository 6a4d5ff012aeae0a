import { Types } from 'mongoose';
import { ChangeUserRoleDocument, SetUserDisabledDocument } from '../../generated/documents';
import type { AdminsSetting } from '../../../src/users/admins-setting';
import type { Role } from '../../../src/domain/viewer';
import { readAudit } from '../../support/audit';
import type { Actor } from '../../support/actors';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const idOf = ({ id }: Actor) => new Types.ObjectId(id);
const demote = ({ id }: Actor) => ({ input: { userId: id, role: 'OPERATOR' as const } });
const disable = ({ id }: Actor) => ({ input: { userId: id, disabled: true } });
const rowOf = (actor: Actor) => server.database.users.findOne({ _id: idOf(actor) });
const setting = async () => (await server.database.settings.findOne({ _id: 'admins' })) as AdminsSetting;
const enabledAdmins = () => server.database.users.countDocuments({ role: 'ADMIN', disabledAt: null });
const changesOf = (actor: Actor) => readAudit(server.database, { targetId: idOf(actor) });

test('the last admin can be neither demoted nor disabled, and comes back as it is', async () => {
  const admin = await server.actor('ADMIN');
  const refused = await admin.refused(ChangeUserRoleDocument, demote(admin), 'LAST_ADMIN');
  expect(refused.user).toMatchObject({ id: admin.id, role: 'ADMIN' });
  expect(refused.userErrors[0].field).toEqual(['input', 'userId']);
  await admin.refused(SetUserDisabledDocument, disable(admin), 'LAST_ADMIN');
  expect(await enabledAdmins()).toBe(1);
});

test('a disabled admin does not count, and counts again once enabled', async () => {
  const [first, second] = [await server.actor('ADMIN'), await server.actor('ADMIN')];
  await first.run(SetUserDisabledDocument, disable(second));
  await first.refused(ChangeUserRoleDocument, demote(first), 'LAST_ADMIN');
  await first.run(SetUserDisabledDocument, { input: { userId: second.id, disabled: false } });
  await first.run(ChangeUserRoleDocument, demote(first));
  expect((await setting()).ids).toEqual([idOf(second)]);
});

test('admins that all demote each other at once leave one', async () => {
  const admins = await Promise.all(Array.from({ length: 6 }, () => server.actor('ADMIN')));
  await Promise.all(
    admins.flatMap((admin, i) => [
      admin.ask(ChangeUserRoleDocument, demote(admins[(i + 1) % 6]!)),
      admin.ask(SetUserDisabledDocument, disable(admins[(i + 2) % 6]!)),
    ]),
  );
  expect(await enabledAdmins()).toBeGreaterThanOrEqual(1);
  const { ids, pending } = await setting();
  expect([ids.length, pending]).toEqual([await enabledAdmins(), null]);
});

test('parallel changes of one account are each recorded, in the order in which they were decided', async () => {
  const [admin, user] = [await server.actor('ADMIN'), await server.actor('USER')];
  const roles: Role[] = ['OPERATOR', 'AUDITOR', 'OPERATOR', 'AUDITOR', 'USER'];
  await Promise.all(
    roles.map((role) => admin.ask(ChangeUserRoleDocument, { input: { userId: user.id, role } })),
  );
  const entries = await changesOf(user);
  expect(entries.length).toBeGreaterThan(0);
  let role = 'USER';
  for (const { before, after } of entries) {
    expect(before).toBe(JSON.stringify({ role }));
    ({ role } = JSON.parse(after!) as { role: Role });
  }
  expect((await rowOf(user))?.role).toBe(role);
});
