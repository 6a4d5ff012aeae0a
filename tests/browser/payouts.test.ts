import {
  AddAudienceMembersDocument,
  CreateAudienceDocument,
  SealAudienceDocument,
} from '../generated/documents';
import { LANGUAGES } from '../../console/src/i18n/language';
import { useConsole, accessibilityFaults } from '../support/browser';
import { demoClient } from '../support/demo';
import { createEvent } from '../support/events';
import { wordsOf } from '../support/words';

const console = useConsole();

describe.each(LANGUAGES)('payouts in %s', (language) => {
  const { payouts: words } = wordsOf(language);

  test('an operator pays an audience from the page of an event, and sees it done', async () => {
    const operator = await demoClient(console.server.url, 'operator');
    const name = `Paid ${language}`;
    const { createAudience } = await operator.run(CreateAudienceDocument, { input: { name } });
    const { id } = createAudience!.audience!;
    const users = [{ username: 'alice' }, { username: 'bob' }];
    await operator.run(AddAudienceMembersDocument, { input: { audienceId: id, users } });
    await operator.run(SealAudienceDocument, { input: { id } });
    const event = await createEvent(operator, {
      title: `Sorry ${language}`,
      conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
    });
    const page = await console.signIn('operator', `/events/${event.id}`, { language });
    await page.getByRole('button', { name: words.start }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel(words.audience).selectOption({ label: name });
    await dialog.getByLabel(words.why).fill('The servers were down.');
    await dialog.getByRole('button', { name: words.start }).click();
    await page.getByText(words.states.DONE, { exact: true }).waitFor();
    await page.getByText('The servers were down.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: words.title, exact: true }).click();
    await page
      .getByRole('row')
      .filter({ hasText: name })
      .getByText(words.counts('2', '0', '0', '2'))
      .waitFor();
  });
});
