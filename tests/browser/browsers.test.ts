import { LANGUAGES } from '../../console/src/i18n/language';
import { fillSignIn, settled, useConsole, valueIn } from '../support/browser';
import { createDecidedEvent } from '../support/claimants';
import { demoClient } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();

/** Takes all that the site's storage holds, to the last character. */
const FILL_STORAGE = `
  let filler = 'x'.repeat(1 << 20);
  for (let n = 0; filler.length > 0; n++) {
    try { localStorage.setItem('filler' + n, filler); } catch { filler = filler.slice(0, filler.length >> 1); }
  }`;

describe.each(LANGUAGES)('in %s', (language) => {
  const { common, layout, events, event: eventWords, form } = wordsOf(language);

  test('forms work on plain HTTP, where browsers offer neither randomUUID nor locks', async () => {
    const operator = await demoClient(console.server.url, 'operator');
    const event = await createDecidedEvent(operator, `Plain ${language}`);
    const page = await console.signIn('operator', '/events/new', { language, isPlainHttp: true });
    expect(await valueIn(page, '[isSecureContext, typeof crypto.randomUUID]')).toEqual([false, 'undefined']);
    await page.getByRole('button', { name: form.addCondition }).click();
    await page.getByRole('button', { name: form.addReward }).click();
    await page.getByRole('group', { name: form.reward(1) }).waitFor();
    await page.goto(`/console/events/${event.id}`);
    await page.getByRole('button', { name: eventWords.changeStockOf('Hooded jacket') }).click();
    await page.getByRole('alertdialog').getByLabel(eventWords.delta).fill('1');
  });

  test('a browser that keeps no data signs in for the tab, and the console says what that means', async () => {
    const page = await console.signIn('operator', '/events', { language, blocksStorage: true });
    await page.getByRole('heading', { level: 1, name: events.title }).waitFor();
    await page.getByText(layout.storage.blocked).waitFor();
    await page.getByRole('button', { name: layout.account('operator') }).click();
    await page.getByRole('menuitemradio', { name: layout.themes.dark }).click();
    await page.getByRole('link', { name: layout.requests, exact: true }).click();
    await settled(page);
    await page.getByText(layout.storage.blocked).waitFor();
  });

  test('a full storage is no reason not to sign in, and the console says so', async () => {
    const page = await console.visit('/console/events', { language });
    await page.getByRole('button').first().waitFor();
    await valueIn(page, FILL_STORAGE);
    await fillSignIn(page, 'operator', language);
    await page.getByRole('heading', { level: 1, name: events.title }).waitFor();
    await page.getByText(layout.storage.full).waitFor();
    expect(await page.getByText(common.failedTitle).count()).toBe(0);
  });
});

test('the explorer works where the browser keeps no data, and on plain HTTP', async () => {
  const blocked = await console.visit('/explorer', { language: 'en', blocksStorage: true });
  await blocked.getByRole('combobox', { name: /^Open/ }).selectOption('WhoAmI');
  await blocked.getByRole('tab', { name: 'WhoAmI' }).waitFor();
  const plain = await console.visit('/explorer', { language: 'en', isPlainHttp: true });
  await plain.getByLabel('Act as').selectOption({ label: 'operator (OPERATOR)' });
  await plain.getByText('Bearer … of operator').waitFor();
  await plain.getByRole('button', { name: 'Copy Authorization header' }).click();
  await plain.getByText('{"authorization":"Bearer ').waitFor();
  await plain.getByRole('combobox', { name: /^Open/ }).selectOption('WhoAmI');
  await plain.getByRole('tab', { name: 'WhoAmI' }).waitFor();
});
