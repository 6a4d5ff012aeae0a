import { LANGUAGES } from '../../console/src/i18n/language';
import { MeDocument, UserDocument } from '../generated/documents';
import { useConsole } from '../support/browser';
import { claimant } from '../support/claimants';
import { demoClient } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();

describe.each(LANGUAGES)('an admin in %s', (language) => {
  const { common, users, audit, errors } = wordsOf(language);

  test('finds a user, gives a role with a reason that the audit keeps, and disables the account', async () => {
    const user = await claimant(console.server.url);
    const page = await console.signIn('admin', '/users', { language });
    await page.getByLabel(users.nameContains).fill(user.username);
    await page.getByRole('link', { name: user.username }).click();
    await page.getByRole('button', { name: users.changeRole }).click();
    const giving = page.getByRole('alertdialog', { name: users.changeRoleOf(user.username) });
    await giving.getByText(common.roles.AUDITOR, { exact: true }).click();
    await giving.getByLabel(users.why).fill(`Audits the spring, ${language}`);
    await giving.getByRole('button', { name: users.changeRole }).click();
    await page.getByText(users.roleChanged(user.username, common.roles.AUDITOR)).waitFor();
    const { me } = await user.client.run(MeDocument);
    expect(me!.role).toBe('AUDITOR');

    await page.getByRole('button', { name: users.disable }).click();
    const disabling = page.getByRole('alertdialog', { name: users.disableTitle(user.username) });
    await disabling.getByLabel(users.why).fill('Left the company');
    await disabling.getByRole('button', { name: users.disable }).click();
    await page.getByText(users.wasDisabled(user.username)).waitFor();
    await user.client.refused(MeDocument, {}, 'UNAUTHENTICATED');

    await page.getByRole('link', { name: users.audit }).click();
    const given = page.getByRole('row').filter({ hasText: `Audits the spring, ${language}` });
    await given.getByText(audit.actions['changeUserRole']!, { exact: true }).waitFor();
  });

  test('erases an account, whose name and texts are gone', async () => {
    const user = await claimant(console.server.url);
    const page = await console.signIn('admin', `/users/${user.id}`, { language });
    await page.getByRole('button', { name: users.erase }).click();
    const dialog = page.getByRole('alertdialog', { name: users.eraseTitle(user.username) });
    await dialog.getByText(users.eraseHint).waitFor();
    await dialog.getByLabel(users.why).fill('Ticket 4711');
    await dialog.getByRole('button', { name: users.erase }).click();
    await page.getByText(users.wasErased).waitFor();
    await page.getByRole('heading', { name: /^erased-[a-z]{16}$/ }).waitFor();
    await page.getByText(users.erased, { exact: true }).waitFor();
    expect(await page.getByText(user.username).count()).toBe(0);
    expect(await page.getByRole('button', { name: users.enable }).count()).toBe(0);
    await user.client.refused(MeDocument, {}, 'UNAUTHENTICATED');

    await page.getByRole('link', { name: users.audit }).click();
    await page.getByRole('row').getByText(audit.actions['eraseUser']!, { exact: true }).waitFor();
    expect(await page.getByText('Ticket 4711').count()).toBe(0);
  });

  test('is told in words that the last admin stays', async () => {
    const admin = await demoClient(console.server.url, 'admin');
    const { me } = await admin.run(MeDocument);
    const page = await console.signIn('admin', `/users/${me!.id}`, { language });
    await page.getByRole('button', { name: users.changeRole }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText(common.roles.OPERATOR, { exact: true }).click();
    await dialog.getByLabel(users.why).fill('No more admins');
    await dialog.getByRole('button', { name: users.changeRole }).click();
    await dialog.getByRole('alert').getByText(errors['LAST_ADMIN']!).waitFor();
    expect((await admin.run(UserDocument, { id: me!.id })).user!.role).toBe('ADMIN');
  });
});
