import { LANGUAGES } from '../../console/src/i18n/language';
import { DEMO_PASSWORD } from '../../src/demo/demo-accounts';
import { LoginDocument } from '../generated/documents';
import { useConsole } from '../support/browser';
import { claim, claimant } from '../support/claimants';
import { Client } from '../support/client';
import { createPoolEvent } from '../support/codes';
import { wordsOf } from '../support/words';

const console = useConsole();

async function signedIn(username: string): Promise<Client> {
  const client = new Client(() => console.server.url);
  const { login } = await client.run(LoginDocument, { input: { username, password: DEMO_PASSWORD } });
  client.accessToken = login!.tokens.accessToken;
  return client;
}

describe.each(LANGUAGES)('code pools in %s', (language) => {
  const { codes: words, common, event: eventWords, form, requests, uploads } = wordsOf(language);

  test('an operator imports codes, a user wins one, staff see its end, and an admin shows it', async () => {
    const { id } = await createPoolEvent(await signedIn('operator'));
    const page = await console.signIn('operator', `/events/${id}`, { language });
    await page.getByRole('button', { name: words.importCodesOf('Gift card') }).click();
    const dialog = page.getByRole('alertdialog');
    const file = {
      name: 'codes.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`batch,voucher\n1,${language}-GIFT-0001\n2,\n3,${language}-GIFT-0001\n`),
    };
    await dialog.getByLabel(uploads.file).setInputFiles(file);
    await dialog.getByLabel(words.column).fill('voucher');
    await dialog.getByRole('button', { name: uploads.check }).click();
    await dialog.getByText(uploads.found('3', '1', '0', '2')).waitFor();
    await dialog.getByText(uploads.refusedRow('3', words.reasons['has no code'])).waitFor();
    await dialog.getByRole('button', { name: uploads.add('1') }).click();
    await dialog.getByText(uploads.done).waitFor();
    await dialog.getByText(uploads.counts('3', '1', '0', '2')).waitFor();
    await dialog.locator('.dialog-foot').getByRole('button', { name: common.close }).click();
    await page.getByText(eventWords.codes('1', '0', '1')).waitFor();

    const requestId = await claim(await claimant(console.server.url), id);
    const seen = await console.signIn('operator', `/requests/${requestId}`, { language });
    await seen.getByText('••••0001').waitFor();
    expect(await seen.getByRole('button', { name: requests.reveal }).count()).toBe(0);
    const shown = await console.signIn('admin', `/requests/${requestId}`, { language });
    await shown.getByRole('button', { name: requests.reveal }).click();
    await shown.getByRole('alertdialog').getByLabel(requests.revealReason).fill('The user lost it.');
    await shown.getByRole('alertdialog').getByRole('button', { name: requests.reveal }).click();
    const field = shown.getByLabel(requests.code, { exact: true });
    await field.waitFor();
    expect(await field.inputValue()).toBe(`${language}-GIFT-0001`);
  });

  test('an operator writes a reward that gives codes', async () => {
    const page = await console.signIn('operator', '/events/new', { language });
    await page.getByRole('button', { name: form.addReward }).click();
    const row = page.getByRole('group', { name: form.reward(1) });
    await row.getByLabel(form.type).selectOption('COUPON');
    await row.getByText(form.codePool).click();
    await row.getByText(form.codePoolHint).waitFor();
    expect(await row.getByLabel(form.quantity).count()).toBe(0);
  });
});
