import type { Page } from 'playwright-core';
import { LANGUAGES } from '../../console/src/i18n/language';
import { formatUntil } from '../../console/src/time/format';
import { RequestRewardDocument } from '../generated/documents';
import { settled, useConsole, valueIn } from '../support/browser';
import { claim, claimant, createDecidedEvent } from '../support/claimants';
import { demoClient } from '../support/demo';
import { createEvent } from '../support/events';
import { wordsOf } from '../support/words';

const console = useConsole();
const DAY_MS = 86_400_000;
const oneDay = [{ kind: 'TOTAL_ATTENDANCE' as const, target: 1 }];
const operator = () => demoClient(console.server.url, 'operator');

const figureOf = (page: Page, label: string) => page.getByRole('link').filter({ hasText: label });

/** What the four figures count: 2 wait, 1 of 4 failed, 1 event ends, and 1 reward of the test's is sold out. */
beforeAll(async () => {
  const client = await operator();
  const decided = await createDecidedEvent(client, 'Decided');
  const users = await Promise.all([1, 2, 3].map(() => claimant(console.server.url)));
  for (const user of users.slice(0, 2)) await claim(user, decided.id);
  const hard = await createEvent(client, {
    title: 'Hard',
    conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 30 }],
  });
  await users[0]!.client.ask(RequestRewardDocument, { input: { eventId: hard.id } });
  const ending = await createEvent(client, {
    title: 'Ending',
    endAt: new Date(Date.now() + DAY_MS).toISOString(),
    conditions: oneDay,
    rewards: [{ type: 'ITEM', name: 'Last mug', quantity: 1, stock: 1 }],
  });
  await claim(users[2]!, ending.id);
});

test.each(LANGUAGES)(
  'the overview begins with four figures, and each leads to what it counts, in %s',
  async (language) => {
    const { overview, requests, events } = wordsOf(language);
    const page = await console.signIn('operator', '/', { language });
    const figures = page.getByRole('region', { name: overview.figures });
    await figures.getByRole('link').nth(3).waitFor();
    const shown = async (label: string) => figureOf(page, label).locator('.figure').innerText();
    expect(await shown(overview.waiting)).toBe('2');
    expect(await shown(overview.failingToday)).toBe('25%');
    expect(await shown(overview.endingSoon)).toBe('1');
    // Of the demo data one reward is sold out too.
    expect(await shown(overview.belowTenth)).toBe('2');

    await figureOf(page, overview.endingSoon).click();
    await page.getByRole('heading', { level: 1, name: events.title }).waitFor();
    await page.getByRole('row').nth(1).getByRole('link', { name: 'Ending', exact: true }).waitFor();
    await page.goBack();
    await figureOf(page, overview.waiting).click();
    await page.getByRole('heading', { level: 1, name: requests.title }).waitFor();
    await page.getByRole('row').filter({ hasText: 'Decided' }).nth(1).waitFor();
  },
);

test.each(LANGUAGES)(
  'a stock that sells says when it runs out at the rate of the last day, in %s',
  async (language) => {
    const { event: eventWords } = wordsOf(language);
    const event = await createEvent(await operator(), {
      title: `Selling ${language}`,
      conditions: oneDay,
      rewards: [{ type: 'ITEM', name: 'Cup', quantity: 1, stock: 4 }],
    });
    const page = await console.signIn('operator', `/events/${event.id}`, { language });
    await settled(page);
    const [beginning = ''] = eventWords.runsOut('|').split('|');
    expect(await page.getByText(beginning.trim()).count()).toBe(0);
    for (let n = 0; n < 2; n++) await claim(await claimant(console.server.url), event.id);
    await page.reload();
    // Two were paid and two are left: another day.
    const now = new Date();
    const inADay = formatUntil(new Date(now.getTime() + DAY_MS), now, language);
    await page.getByText(eventWords.runsOut(inADay)).waitFor();
  },
);

test('a page reads itself again after half a minute, quietly, and not beneath an open dialog', async () => {
  const { overview, finder } = wordsOf('en');
  const seen = await console.signIn('operator', '/', { language: 'en' });
  await seen.clock.install();
  await seen.reload();
  await settled(seen);
  const waiting = figureOf(seen, overview.waiting);
  await waiting.focus();
  await valueIn(seen, 'document.querySelector("h1").dataset.kept = "yes"');
  const event = await createDecidedEvent(await operator(), 'Quiet');
  await claim(await claimant(console.server.url), event.id);

  await seen.keyboard.press('Control+k');
  await seen.getByRole('combobox', { name: finder.field }).waitFor();
  const asked = () => console.asked.filter((name) => name === 'Overview').length;
  const before = asked();
  await seen.clock.runFor(40_000);
  expect(asked()).toBe(before);
  await seen.keyboard.press('Escape');
  await seen.getByRole('combobox', { name: finder.field }).waitFor({ state: 'detached' });

  await seen.clock.runFor(2_000);
  await waiting.locator('.figure').getByText('3', { exact: true }).waitFor();
  expect(asked()).toBe(before + 1);
  // The page was neither drawn anew, nor has it taken the focus away.
  expect(await valueIn(seen, 'document.querySelector("h1").dataset.kept')).toBe('yes');
  expect(await waiting.evaluate((link) => link === link.ownerDocument.activeElement)).toBe(true);
});
