import type { Page } from 'playwright-core';
import { LANGUAGES } from '../../console/src/i18n/language';
import { CONDITIONS } from '../../src/domain/conditions';
import {
  ActivitiesDocument,
  CreateServiceKeyDocument,
  MeDocument,
  RequestRewardDocument,
} from '../generated/documents';
import { sendCloudEvents, sentEvent } from '../support/activities';
import { accessibilityFaults, downloadOf, settled, useConsole } from '../support/browser';
import { demoClient } from '../support/demo';
import { createEvent } from '../support/events';
import { wordsOf } from '../support/words';

const console = useConsole();
const SOURCE = 'arcade';

let key: string;
let bobId: string;
beforeAll(async () => {
  const { url } = console.server;
  const admin = await demoClient(url, 'admin');
  const { createServiceKey } = await admin.run(CreateServiceKeyDocument, {
    input: { name: 'Arcade', source: SOURCE, scopes: ['ACTIVITIES_WRITE'] },
  });
  key = createServiceKey!.secret!;
  bobId = (await (await demoClient(url, 'bob')).run(MeDocument)).me!.id;
});

describe.each(LANGUAGES)('activities in %s', (language) => {
  const { activities: words, common, form, users } = wordsOf(language);
  /** Of this language's test alone. */
  const kind = `level_${language}`;
  const rowOf = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });
  const record = (ids: readonly string[]) =>
    sendCloudEvents(
      console.server.url,
      { key, source: SOURCE },
      ids.map((id) => sentEvent(bobId, { id: `${id}-${language}`, type: kind })),
    );

  test('an operator narrows the list, voids some, and is shown what was paid because of them', async () => {
    const [operator, bob] = await Promise.all(
      ['operator', 'bob'].map((name) => demoClient(console.server.url, name)),
    );
    await record(['first', 'second', 'third']);
    const { id: eventId } = await createEvent(operator!, {
      title: `Levels ${language}`,
      conditions: [{ kind: 'ACTIVITY_COUNT', activityKind: kind, target: 2 }],
    });
    await bob!.run(RequestRewardDocument, { input: { eventId } });

    const page = await console.signIn('operator', '/activities', { language });
    await page.getByRole('combobox', { name: words.kind }).fill('Level!');
    await page.getByText(words.kindFault).waitFor();
    await page.getByRole('combobox', { name: words.kind }).fill(kind.slice(0, 3));
    await page.getByRole('option', { name: kind }).click();
    await page.waitForURL(new RegExp(`kind=${kind}`));
    await page.getByRole('rowheader').nth(2).waitFor();
    await page.getByRole('rowheader').nth(3).waitFor({ state: 'detached' });
    expect(await downloadOf(page, common.exportCsv)).toHaveLength(3);

    for (const id of ['first', 'second'])
      await rowOf(page, `${id}-${language}`).getByRole('checkbox').click({ force: true });
    await page.getByText(words.select(2)).waitFor();
    await page.getByRole('button', { name: words.void, exact: true }).click();
    const dialog = page.getByRole('alertdialog', { name: words.voidTitle(2) });
    await dialog.getByLabel(words.why).fill('Refunded');
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: words.void, exact: true }).click();
    const affected = page.getByRole('alertdialog', { name: words.affectedTitle });
    await affected.getByRole('link', { name: words.requestOf('bob', `Levels ${language}`) }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await affected.locator('.dialog-foot').getByRole('button', { name: common.close }).click();

    await rowOf(page, `first-${language}`).getByText(words.states.VOIDED).waitFor();
    await page.getByLabel(words.state, { exact: true }).selectOption('VOIDED');
    await page.waitForURL(/state=VOIDED/);
    await page.getByRole('rowheader').nth(2).waitFor({ state: 'detached' });
    await settled(page);
    await page.getByText('Refunded').nth(1).waitFor();
    const filter = { kind, voided: true };
    const { activities } = await operator!.run(ActivitiesDocument, { filter });
    expect(activities!.edges.map(({ node }) => node.externalId).sort()).toEqual([
      `first-${language}`,
      `second-${language}`,
    ]);
  });

  test('an auditor reads them, also on the page of the user, and is offered no change', async () => {
    await record(['read']);
    const page = await console.signIn('auditor', `/users/${bobId}`, { language });
    await page.getByRole('grid', { name: users.activities }).getByText(`read-${language}`).waitFor();
    await page.getByRole('link', { name: users.allActivities }).click();
    await page.getByRole('grid', { name: words.table }).getByText(`read-${language}`).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    expect(await page.getByRole('button', { name: words.void, exact: true }).count()).toBe(0);
  });

  test('the form of an event suggests the kinds that were recorded', async () => {
    await record(['suggested']);
    const page = await console.signIn('operator', '/events/new', { language });
    await page.getByRole('button', { name: form.addCondition }).click();
    const condition = page.getByRole('group', { name: form.condition(1) });
    const { name, targetLabel } = CONDITIONS.ACTIVITY_DAYS.texts[language];
    await condition.getByLabel(form.kind, { exact: true }).selectOption({ label: name });
    await condition.getByRole('combobox', { name: form.activityKind }).fill('lev');
    await page.getByRole('option', { name: kind }).click();
    await condition.getByLabel(targetLabel!).fill('3');
    const clause = CONDITIONS.ACTIVITY_DAYS.texts[language].clause(
      { target: 3, formatNumber: String, requiredEventTitle: null, activityKind: kind, audienceName: null },
      true,
    );
    await page.getByRole('note', { name: form.sentence }).getByText(clause).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
