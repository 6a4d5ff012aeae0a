import { LANGUAGES } from '../../console/src/i18n/language';
import { accessibilityFaults, countPresses, useConsole, valueIn } from '../support/browser';
import { claimant, createDecidedEvent } from '../support/claimants';
import { demoClient } from '../support/demo';
import { createEvent } from '../support/events';
import { wordsOf } from '../support/words';

const console = useConsole();
const operator = () => demoClient(console.server.url, 'operator');

describe.each(LANGUAGES)('in few clicks, in %s', (language) => {
  const words = wordsOf(language);
  const { eligibility, errors } = words;
  const signIn = (path: string) => console.signIn('operator', path, { language });

  test("an operator learns on a user's page why an event would not pay, and copies the words for the user", async () => {
    const title = `Not yet ${language}`;
    await createEvent(await operator(), { title });
    const user = await claimant(console.server.url);
    const page = await signIn(`/users/${user.id}`);
    const presses = await countPresses(page);
    await page.getByRole('button', { name: eligibility.check }).click();
    const dialog = page.getByRole('dialog', { name: eligibility.titleOfUser(user.username) });
    await page.getByRole('option', { name: title }).click();
    await dialog.getByRole('status').getByText(errors['CONDITIONS_NOT_MET']!).waitFor();
    await dialog
      .getByRole('list', { name: words.requests.window(1) })
      .or(dialog.locator('.day-row'))
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: eligibility.copyMessage }).click();
    await page.getByText(words.common.copied).waitFor();
    expect(await presses()).toBeLessThanOrEqual(3);
    expect(await dialog.getByLabel(eligibility.message, { exact: true }).inputValue()).toContain(
      user.username,
    );
  });

  test("and on an event's page, for a user found by a part of the name", async () => {
    const event = await createDecidedEvent(await operator(), `Decided ${language}`);
    const user = await claimant(console.server.url);
    const page = await signIn(`/events/${event.id}`);
    const presses = await countPresses(page);
    await page.getByRole('button', { name: eligibility.check }).click();
    const dialog = page.getByRole('dialog', { name: eligibility.titleOfEvent(event.title) });
    await page.keyboard.type(user.username.slice(3));
    await page.getByRole('option', { name: user.username }).click();
    await dialog.getByRole('status').getByText(eligibility.accepted).waitFor();
    expect(await presses()).toBeLessThanOrEqual(3);
    expect(await valueIn(page, 'document.querySelector(".overlay") !== null')).toBe(true);
  });
});
