import { LANGUAGES } from '../../console/src/i18n/language';
import { useConsole } from '../support/browser';
import { claim, claimant, createDecidedEvent } from '../support/claimants';
import { demoClient } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();

describe.each(LANGUAGES)('notes of staff in %s', (language) => {
  const { notes: words } = wordsOf(language);

  test('an operator writes one on a user and one on a request; both are on the page of the user', async () => {
    const user = await claimant(console.server.url);
    const operator = await demoClient(console.server.url, 'operator');
    const event = await createDecidedEvent(operator, `Noted ${language}`);
    const requestId = await claim(user, event.id);

    const page = await console.signIn('operator', `/requests/${requestId}`, { language });
    const write = async (text: string) => {
      await page.getByRole('button', { name: words.add }).click();
      const dialog = page.getByRole('alertdialog');
      await dialog.getByLabel(words.text, { exact: true }).fill(text);
      await dialog.getByRole('button', { name: words.add }).click();
      await page.getByRole('listitem').filter({ hasText: text }).waitFor();
    };
    await write('The receipt is missing.\nAsked for it by mail.');
    await page.getByRole('link', { name: user.username }).click();
    await page.getByRole('heading', { level: 1, name: user.username }).waitFor();
    await write('Called twice.');
    const shown = page.getByRole('list', { name: words.title }).getByRole('listitem');
    const texts = await shown.allInnerTexts();
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(/^Called twice\.[^]*operator/);
    await shown
      .nth(1)
      .getByRole('link', { name: words.onRequest(event.title) })
      .click();
    await page.waitForURL(`**/requests/${requestId}`);
    await page.getByText('Asked for it by mail.').waitFor();
  });

  test('an auditor reads notes and writes none', async () => {
    const user = await claimant(console.server.url);
    const page = await console.signIn('auditor', `/users/${user.id}`, { language });
    await page.getByText(words.none).waitFor();
    expect(await page.getByRole('button', { name: words.add }).count()).toBe(0);
  });
});
