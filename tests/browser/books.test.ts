import { LANGUAGES } from '../../console/src/i18n/language';
import { formatInstant } from '../../console/src/time/format';
import { UpdateEventDocument } from '../generated/documents';
import { downloadOf, settled, useConsole } from '../support/browser';
import { claim, claimant } from '../support/claimants';
import { demoClient } from '../support/demo';
import { createEvent } from '../support/events';
import { wordsOf } from '../support/words';

const console = useConsole();

describe.each(LANGUAGES)('in %s', (language) => {
  const { audit, common, event: eventWords, grants, layout, overview } = wordsOf(language);
  const operator = () => demoClient(console.server.url, 'operator');
  const oneDay = [{ kind: 'TOTAL_ATTENDANCE' as const, target: 1 }];

  test('the grants of a period are summed and saved, a line each', async () => {
    const event = await createEvent(await operator(), {
      title: `Books ${language}`,
      conditions: oneDay,
      rewards: [
        { type: 'POINT', name: 'Points', quantity: 1_500 },
        { type: 'ITEM', name: 'Mug', externalId: 'MUG-1' },
      ],
    });
    for (let n = 0; n < 2; n++) await claim(await claimant(console.server.url), event.id);
    const page = await console.signIn('auditor', '/', { language });
    await page.getByRole('link', { name: layout.grants, exact: true }).click();
    await page.getByRole('button', { name: grants.thisMonth }).click();
    await page.waitForURL(/grantedFrom=.*grantedTo=/);
    await page.goto(`${page.url()}&eventId=${event.id}`);
    await settled(page);
    const byType = page.getByRole('grid', { name: grants.byType });
    await byType.getByRole('row').filter({ hasText: common.rewardTypes.POINT }).getByText('3,000').waitFor();
    const byReward = page.getByRole('grid', { name: grants.byReward });
    await byReward.getByRole('row').filter({ hasText: 'MUG-1' }).getByText('2').first().waitFor();
    const lines = page.getByRole('grid', { name: grants.table });
    expect(await lines.getByRole('rowheader').count()).toBe(4);
    const file = await downloadOf(page, common.exportCsv);
    expect(file.map(({ name, quantity, event: title }) => [name, quantity, title]).sort()).toEqual([
      ['Mug', '1', `Books ${language}`],
      ['Mug', '1', `Books ${language}`],
      ['Points', '1500', `Books ${language}`],
      ['Points', '1500', `Books ${language}`],
    ]);
    await page.getByRole('button', { name: grants.lastMonth }).click();
    await page.getByText(grants.emptyTitle).first().waitFor();
  });

  test('sold out looks sold out, and full stock is not about to run out', async () => {
    const stocked = (title: string, stock: number) =>
      operator().then((client) =>
        createEvent(client, {
          title: `${title} ${language}`,
          conditions: oneDay,
          rewards: [{ type: 'ITEM', name: `${title} mug ${language}`, quantity: 1, stock }],
        }),
      );
    const [gone] = await Promise.all([stocked('Gone', 1), stocked('Full', 3)]);
    await claim(await claimant(console.server.url), gone.id);
    const page = await console.signIn('operator', '/', { language });
    const low = page.locator('section').filter({ hasText: overview.lowStock });
    const line = low.getByRole('listitem').filter({ hasText: `Gone mug ${language}` });
    await line.getByText(overview.soldOut).waitFor();
    expect(await low.getByText(`Full mug ${language}`).count()).toBe(0);
    await line.getByRole('link').click();
    await page.getByText(eventWords.soldOut, { exact: true }).waitFor();
  });

  test('an audit entry names its record, and its times are those of the service', async () => {
    const client = await operator();
    const event = await createEvent(client, { title: `Audited ${language}` });
    const endAt = '2031-01-01T00:30:00.000Z';
    await client.run(UpdateEventDocument, { input: { id: event.id, expectedVersion: event.version, endAt } });
    const page = await console.signIn('auditor', `/audit?targetId=${event.id}&action=updateEvent`, {
      language,
    });
    const row = page.getByRole('row').filter({ hasText: audit.actions['updateEvent']! });
    await row.getByRole('link', { name: `Audited ${language}` }).waitFor();
    const shown = formatInstant(endAt, { zone: 'Asia/Seoul', language });
    await row.getByText(shown).waitFor();
    await row.getByRole('button').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('link', { name: `Audited ${language}` }).waitFor();
    expect(await dialog.innerText()).not.toMatch(/T\d\d:\d\d:\d\d/);
  });
});
