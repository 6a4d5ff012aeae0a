import { LANGUAGES } from '../../console/src/i18n/language';
import { useConsole } from '../support/browser';
import { wordsOf } from '../support/words';

const console = useConsole();

describe.each(LANGUAGES)('excused days in %s', (language) => {
  const { excusedDays: words } = wordsOf(language);

  test('an operator excuses today and removes it again', async () => {
    const page = await console.signIn('operator', '/excused-days', { language });
    await page.getByRole('button', { name: words.excuse }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel(words.why).fill(`outage ${language}`);
    await dialog.getByRole('button', { name: words.excuse }).click();
    const row = page.getByRole('row').filter({ hasText: `outage ${language}` });
    await row.getByText('operator').waitFor();
    await row.getByRole('button').click();
    await page.getByRole('alertdialog').getByLabel(words.whyRemoved).fill('a mistake');
    await page.getByRole('alertdialog').getByRole('button', { name: words.remove }).click();
    await page.getByText(words.emptyTitle).waitFor();
  });

  test('an auditor reads the list and changes nothing', async () => {
    const page = await console.signIn('auditor', '/excused-days', { language });
    await page.getByRole('heading', { name: words.title }).waitFor();
    expect(await page.getByRole('button', { name: words.excuse }).count()).toBe(0);
  });
});
