import { LANGUAGES } from '../../console/src/i18n/language';
import { ChangeUserRoleDocument } from '../generated/documents';
import { accessibilityFaults, useConsole, valueIn } from '../support/browser';
import { claimant } from '../support/claimants';
import { demoClient } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();
const OWN = 'a-password-of-my-own';

test.each(LANGUAGES)(
  'an admin resets a password, and its owner chooses another one, in %s',
  async (language) => {
    const { account, layout, signIn, users } = wordsOf(language);
    const { id, username } = await claimant(console.server.url);
    const client = await demoClient(console.server.url, 'admin');
    await client.run(ChangeUserRoleDocument, { input: { userId: id, role: 'AUDITOR', reason: 'To test' } });
    const owner = await console.signIn(username, '/', { language });

    const page = await console.signIn('admin', `/users/${id}`, { language });
    await page.getByRole('button', { name: users.resetPassword }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel(users.why).fill('forgotten');
    await dialog.getByRole('button', { name: users.resetPassword }).click();
    const field = page.getByLabel(users.oneTime, { exact: true });
    await field.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const oneTime = await field.inputValue();
    await page.getByRole('button', { name: users.oneTimeDone }).click();
    await page.getByText(users.oneTimePending).waitFor();
    expect(await valueIn(page, 'JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain(
      oneTime,
    );

    await owner.reload();
    await owner.getByText(signIn.because.ended).waitFor();
    await owner.getByLabel(signIn.username).fill(username);
    await owner.getByLabel(signIn.password).fill(oneTime);
    await owner.getByRole('button', { name: signIn.submit }).click();
    await owner.getByText(signIn.oneTime).waitFor();
    expect(await accessibilityFaults(owner)).toEqual([]);
    await owner.getByLabel(signIn.next, { exact: true }).fill(OWN);
    await owner.getByLabel(signIn.again, { exact: true }).fill(OWN);
    await owner.getByRole('button', { name: signIn.choose }).click();
    await owner.getByRole('button', { name: layout.account(username) }).click();

    // Signed in once more, elsewhere, which the owner ends.
    const elsewhere = await console.visit('/console/', { language });
    await elsewhere.getByLabel(signIn.username).fill(username);
    await elsewhere.getByLabel(signIn.password).fill(OWN);
    await elsewhere.getByRole('button', { name: signIn.submit }).click();
    await elsewhere.getByRole('navigation', { name: layout.navigation }).waitFor();
    await owner.getByRole('menuitem', { name: layout.myAccount }).click();
    const rows = owner.getByRole('grid', { name: account.logins }).getByRole('row');
    await rows.filter({ hasText: account.thisLogin }).waitFor();
    const other = rows.filter({ hasText: 'Chrome' }).filter({ hasNotText: account.thisLogin });
    await other.getByRole('button', { name: account.end }).click();
    await owner.getByText(account.loginEnded).waitFor();
    await other.waitFor({ state: 'detached' });
    expect(await accessibilityFaults(owner)).toEqual([]);
    await elsewhere.reload();
    await elsewhere.getByText(signIn.because.ended).waitFor();
  },
);
