import { LANGUAGES } from '../../console/src/i18n/language';
import { formatInstant } from '../../console/src/time/format';
import {
  AcknowledgeGrantsDocument,
  CreateServiceKeyDocument,
  RewardGrantsDocument,
  UpdateEventDocument,
} from '../generated/documents';
import { accessibilityFaults, downloadOf, settled, useConsole } from '../support/browser';
import { claim, claimant } from '../support/claimants';
import { Client } from '../support/client';
import { demoClient } from '../support/demo';
import { createEvent } from '../support/events';
import { until } from '../support/until';
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
    await page.getByRole('button', { name: grants.periods.month }).click();
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
    await page.getByRole('button', { name: grants.periods.lastMonth }).click();
    await page.getByText(grants.emptyTitle).first().waitFor();
  });

  test('grants are narrowed by their delivery, and those that wait for long are one button away', async () => {
    const names = { delivered: `Cap ${language}`, waiting: `Pin ${language}` };
    const event = await createEvent(await operator(), {
      title: `Delivered ${language}`,
      conditions: oneDay,
      rewards: Object.values(names).map((name) => ({ type: 'ITEM', name })),
    });
    const requestId = await claim(await claimant(console.server.url), event.id);
    const auditor = await demoClient(console.server.url, 'auditor');
    const paid = await until(async () => {
      const { rewardGrants } = await auditor.run(RewardGrantsDocument, { filter: { eventId: event.id } });
      return rewardGrants!.nodes.every(({ delivery }) => delivery !== null) && rewardGrants!.nodes;
    });
    const { id: grantId } = paid.find(({ name }) => name === names.delivered)!;
    const admin = await demoClient(console.server.url, 'admin');
    const { createServiceKey } = await admin.run(CreateServiceKeyDocument, {
      input: { name: `Items ${language}`, source: 'items', scopes: ['GRANTS_ACKNOWLEDGE'] },
    });
    const backend = new Client(() => console.server.url, createServiceKey!.secret);
    await backend.run(AcknowledgeGrantsDocument, {
      input: { grants: [{ requestId, grantId, outcome: 'DELIVERED', reference: 'parcel-1' }] },
    });

    const page = await console.signIn('operator', `/grants?eventId=${event.id}`, { language });
    const lines = page.getByRole('grid', { name: grants.table });
    const shows = async (shown: string, hidden: string) => {
      await lines.getByText(shown).waitFor();
      await lines.getByText(hidden).waitFor({ state: 'detached' });
    };
    await page.getByRole('button', { name: common.moreFilters, exact: true }).click();
    const delivery = page.getByLabel(grants.delivery, { exact: true });
    await delivery.selectOption('DELIVERED');
    await page.waitForURL(/delivery=DELIVERED/);
    await shows(names.delivered, names.waiting);
    await lines.getByText(common.deliveryStates.DELIVERED, { exact: true }).waitFor();
    expect((await downloadOf(page, common.exportCsv)).map(({ name }) => name)).toEqual([names.delivered]);
    await delivery.selectOption('WAITING');
    await page.waitForURL(/delivery=WAITING/);
    await shows(names.waiting, names.delivered);
    expect(await accessibilityFaults(page)).toEqual([]);
    await delivery.selectOption('ANY');
    await lines.getByText(names.delivered).waitFor();
    // Both were paid a moment ago.
    await page.getByRole('button', { name: grants.waitingLong }).click();
    await page.waitForURL(/delivery=WAITING.*grantedTo=|grantedTo=.*delivery=WAITING/);
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

  test('an operator reads in sentences who changed an event, and why', async () => {
    const client = await operator();
    const { id, version } = await createEvent(client, { title: `Changed ${language}` });
    const endAt = '2031-01-01T00:30:00.000Z';
    const input = { id, expectedVersion: version, endAt, active: false, reason: 'The partner left.' };
    await client.run(UpdateEventDocument, { input });
    const page = await console.signIn('operator', `/events/${id}`, { language });
    const history = page.getByRole('grid', { name: eventWords.history });
    const row = history.getByRole('row').filter({ hasText: 'The partner left.' });
    const shown = formatInstant(endAt, { zone: 'Asia/Seoul', language });
    expect(await row.innerText()).toContain(shown);
    expect(await row.innerText()).toContain(language === 'en' ? 'Paused.' : '일시중지했습니다.');
    expect(await row.innerText()).toContain('operator');
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
