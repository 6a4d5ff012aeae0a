import { LANGUAGES } from '../../console/src/i18n/language';
import { Client } from '../support/client';
import { useConsole } from '../support/browser';
import { wordsOf } from '../support/words';

const console = useConsole();

describe.each(LANGUAGES)('service keys in %s', (language) => {
  const { serviceKeys: words } = wordsOf(language);

  test('an admin creates a key, sees it once, and revokes it', async () => {
    const page = await console.signIn('admin', '/service-keys', { language });
    await page.getByRole('button', { name: words.create }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel(words.name).fill(`Game ${language}`);
    await dialog.getByLabel(words.source).fill('game');
    await dialog.getByText(words.scopeNames.USERS_WRITE).click();
    await dialog.getByRole('button', { name: words.create }).click();
    const field = page.getByLabel(words.secret, { exact: true });
    await field.waitFor();
    const key = await field.inputValue();
    expect(key).toMatch(/^erk_[0-9a-f]{24}_[\w-]{43}$/);
    const backend = new Client(() => console.server.url, key);
    expect((await backend.send('{ serverInfo { version } }')).errors).toEqual([]);
    await page.getByRole('button', { name: words.done }).click();
    const row = page.getByRole('row').filter({ hasText: `Game ${language}` });
    await row.getByText(words.inForce).waitFor();
    await row.getByRole('button', { name: words.revokeTitle(`Game ${language}`) }).click();
    await page.getByRole('alertdialog').getByLabel(words.why).fill('test');
    await page.getByRole('alertdialog').getByRole('button', { name: words.revoke }).click();
    await row.getByText(words.revoked).waitFor();
    expect((await backend.send('{ serverInfo { version } }')).errors).toHaveLength(1);
  });

  test('an auditor reads the list and changes nothing', async () => {
    const page = await console.signIn('auditor', '/service-keys', { language });
    await page.getByRole('heading', { name: words.title }).waitFor();
    expect(await page.getByRole('button', { name: words.create }).count()).toBe(0);
  });
});
