import { LANGUAGES } from '../../console/src/i18n/language';
import { DEMO_PASSWORD } from '../../src/demo/demo-accounts';
import { ChangeUserRoleDocument, LoginDocument, MeDocument } from '../generated/documents';
import { accessibilityFaults, settled, useConsole, valueIn } from '../support/browser';
import { claimant } from '../support/claimants';
import { Client } from '../support/client';
import { demoClient } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();
const OTHER = 'another-long-password';

test.each(LANGUAGES)('an account changes its password and signs out everywhere, in %s', async (language) => {
  const { account, layout, signIn } = wordsOf(language);
  const { url } = console.server;
  const { id, username } = await claimant(url);
  const admin = await demoClient(url, 'admin');
  await admin.run(ChangeUserRoleDocument, { input: { userId: id, role: 'AUDITOR', reason: 'To test' } });
  const page = await console.signIn(username, '/', { language });
  const elsewhere = await console.signIn(username, '/', { language });

  await page.getByRole('button', { name: layout.account(username) }).click();
  await page.getByRole('menuitem', { name: layout.myAccount }).click();
  await page.getByRole('heading', { level: 1, name: account.title }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  const change = async (current: string, next: string, again = next) => {
    await page.getByLabel(account.current, { exact: true }).fill(current);
    await page.getByLabel(account.next, { exact: true }).fill(next);
    await page.getByLabel(account.again, { exact: true }).fill(again);
    await page.getByRole('button', { name: account.change }).click();
  };
  await change(DEMO_PASSWORD, OTHER, 'something-else');
  await page.getByText(account.different).waitFor();
  await change('not the password', OTHER);
  await page.getByText(account.wrong).waitFor();
  await change(DEMO_PASSWORD, OTHER);
  await page.getByText(account.changed).waitFor();
  // Signed in here, and nowhere else; nothing that was typed is kept.
  await elsewhere.reload();
  await elsewhere.getByText(signIn.because.ended).waitFor();
  expect(await valueIn(page, 'JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain(OTHER);
  await page.reload();
  await settled(page);

  const { login } = await new Client(() => url).run(LoginDocument, { input: { username, password: OTHER } });
  const other = new Client(() => url);
  other.accessToken = login!.tokens.accessToken;
  await page.getByRole('button', { name: account.signOutEverywhere }).click();
  await page.getByText(signIn.because.signedOut).waitFor();
  const { errors } = await other.ask(MeDocument);
  expect(errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
});
