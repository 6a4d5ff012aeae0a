import { LANGUAGES } from '../../console/src/i18n/language';
import { createEvent } from '../support/events';
import { useConsole } from '../support/browser';
import { demoClient } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();

describe.each(LANGUAGES)('series in %s', (language) => {
  const { series: words } = wordsOf(language);

  test('an operator repeats an event, pauses the series and ends it', async () => {
    const operator = await demoClient(console.server.url, 'operator');
    const event = await createEvent(operator, { active: false, title: `Weekly ${language}` });
    const page = await console.signIn('operator', `/events/${event.id}`, { language });
    await page.getByRole('button', { name: words.repeat }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: words.repeat }).click();
    await page.getByRole('heading', { name: `Weekly ${language}` }).waitFor();
    // An occurrence of the calendar may be in the same state.
    const head = page.locator('.page-head');
    await head.getByText(words.running, { exact: true }).waitFor();
    for (const [act, state] of [
      [words.pause, words.paused],
      [words.continue, words.running],
      [words.end, words.ended],
    ] as const) {
      await page.getByRole('button', { name: act, exact: true }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: act, exact: true }).click();
      await head.getByText(state, { exact: true }).waitFor();
    }
    await page.goto('/console/series');
    await page
      .getByRole('link', { name: `Weekly ${language}` })
      .first()
      .waitFor();
  });
});
