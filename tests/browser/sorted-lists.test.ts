import type { Page } from 'playwright-core';
import { LANGUAGES } from '../../console/src/i18n/language';
import { CreateWebhookEndpointDocument, ExcuseDayDocument, ServerInfoDocument } from '../generated/documents';
import { settled, useConsole } from '../support/browser';
import { demoClient } from '../support/demo';
import { createSeries, dailyInput } from '../support/series';
import { wordsOf } from '../support/words';

const console = useConsole();
const client = (name: string) => demoClient(console.server.url, name);

/** The row headers of a table, from the top, without the details below them. */
async function headersOf(page: Page, table: string): Promise<string[]> {
  const headers = await page.getByRole('grid', { name: table }).getByRole('rowheader').allInnerTexts();
  return headers.map((text) => text.split('\n')[0]!);
}

async function sortBy(page: Page, table: string, column: string, order: 'ascending' | 'descending') {
  const header = page.getByRole('grid', { name: table }).getByRole('columnheader', { name: column });
  await header.click();
  await page.locator(`th[aria-sort="${order}"]`).filter({ hasText: column }).waitFor();
  await settled(page);
}

beforeAll(async () => {
  const [operator, admin] = [await client('operator'), await client('admin')];
  const { serverInfo } = await operator.run(ServerInfoDocument);
  for (const [daysAgo, reason] of [
    [3, 'b outage'],
    [2, 'c outage'],
    [1, 'a outage'],
  ] as const) {
    const day = new Date(new Date(serverInfo.now).getTime() - daysAgo * 86_400_000)
      .toISOString()
      .slice(0, 10);
    await operator.run(ExcuseDayDocument, { input: { day, reason } });
  }
  for (const path of ['b', 'c', 'a']) {
    const input = { url: `http://127.0.0.1:9/${path}`, types: ['REWARD_GRANTED' as const] };
    await admin.run(CreateWebhookEndpointDocument, { input });
  }
  for (const title of ['First series', 'Second series']) {
    await createSeries(operator, { ...(await dailyInput(operator)), title });
  }
});

test.each(LANGUAGES)(
  'in %s excused days are sorted by every column, and the address keeps it',
  async (language) => {
    const { excusedDays: words } = wordsOf(language);
    const page = await console.signIn('operator', '/excused-days', { language });
    await page.getByRole('grid', { name: words.table }).waitFor();
    const newestFirst = await headersOf(page, words.table);
    expect(newestFirst).toHaveLength(3);
    await sortBy(page, words.table, words.day, 'ascending');
    expect(await headersOf(page, words.table)).toEqual([...newestFirst].reverse());
    await sortBy(page, words.table, words.reason, 'ascending');
    // The latest has a, the one before c, the earliest b.
    const byReason = [newestFirst[0], newestFirst[2], newestFirst[1]];
    expect(await headersOf(page, words.table)).toEqual(byReason);
    await page.reload();
    await page.getByRole('grid', { name: words.table }).waitFor();
    expect(await headersOf(page, words.table)).toEqual(byReason);
  },
);

test.each(LANGUAGES)('in %s endpoints are sorted, and messages by their number', async (language) => {
  const { webhooks: words } = wordsOf(language);
  const page = await console.signIn('admin', '/webhooks', { language });
  await page.getByRole('grid', { name: words.endpoints }).waitFor();
  const urls = ['a', 'b', 'c'].map((path) => `http://127.0.0.1:9/${path}`);
  // The demo data has an endpoint too.
  const ours = async () => (await headersOf(page, words.endpoints)).filter((url) => urls.includes(url));
  expect(await ours()).toEqual(urls);
  await sortBy(page, words.endpoints, words.url, 'descending');
  expect(await ours()).toEqual([...urls].reverse());
});

test.each(LANGUAGES)('in %s series are sorted by the instant of their creation', async (language) => {
  const { series: words } = wordsOf(language);
  const page = await console.signIn('operator', '/series', { language });
  await page.getByRole('grid', { name: words.table }).waitFor();
  expect(await headersOf(page, words.table)).toEqual(['Second series', 'First series']);
  await sortBy(page, words.table, words.createdAt, 'ascending');
  await page.waitForURL(/order=oldest/);
  await page.locator('.stale').first().waitFor({ state: 'detached' });
  expect(await headersOf(page, words.table)).toEqual(['First series', 'Second series']);
});
