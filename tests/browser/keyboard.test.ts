import type { Locator, Page } from 'playwright-core';
import { LANGUAGES } from '../../console/src/i18n/language';
import { DEMO_PASSWORD } from '../../src/demo/demo-accounts';
import { useConsole } from '../support/browser';
import { claim, claimant, createDecidedEvent } from '../support/claimants';
import { demoClient } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();

/** More than any page here has to tab through. */
const MOST_TABS = 60;

test.each(LANGUAGES)(
  'the keyboard alone is enough to sign in, open a request and approve it, in %s',
  async (language) => {
    const { requests } = wordsOf(language);
    const operator = await demoClient(console.server.url, 'operator');
    const event = await createDecidedEvent(operator, `By keyboard ${language}`);
    const user = await claimant(console.server.url);
    await claim(user, event.id);

    const page = await console.visit(`/console/requests?eventId=${event.id}`, { language });
    await page.getByRole('button').first().waitFor();
    await page.keyboard.type('operator');
    await page.keyboard.press('Tab');
    await page.keyboard.type(DEMO_PASSWORD);
    await page.keyboard.press('Enter');

    const link = page.getByRole('link', { name: user.username });
    await link.waitFor();
    await tabTo(page, page.getByRole('row').nth(1));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await isFocused(page, link)).toBe(true);
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: requests.requestTitle(user.username, event.title) }).waitFor();
    await tabTo(page, page.getByRole('button', { name: requests.approve, exact: true }));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('alertdialog');
    await dialog.waitFor();
    await page.keyboard.type('By keyboard');
    await tabTo(page, dialog.getByRole('button', { name: requests.approve, exact: true }));
    await page.keyboard.press('Enter');
    await page.getByText(requests.approved).waitFor();
    await dialog.waitFor({ state: 'detached' });
  },
);

async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let tabs = 0; !(await isFocused(page, target)); tabs++) {
    if (tabs === MOST_TABS) throw new Error(`no Tab leads to ${String(target)}`);
    await page.keyboard.press('Tab');
  }
}

async function isFocused(page: Page, target: Locator): Promise<boolean> {
  return (await target.and(page.locator(':focus')).count()) > 0;
}
