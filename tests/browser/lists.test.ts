import type { Page } from 'playwright-core';
import { LANGUAGES } from '../../console/src/i18n/language';
import { RequestRewardDocument } from '../generated/documents';
import { settled, useConsole } from '../support/browser';
import { claim, claimant, createDecidedEvent } from '../support/claimants';
import { demoClient } from '../support/demo';
import { createEvent } from '../support/events';
import { wordsOf } from '../support/words';

const console = useConsole();
const operator = () => demoClient(console.server.url, 'operator');

describe.each(LANGUAGES)('in %s', (language) => {
  const { common, overview, events, requests, users } = wordsOf(language);
  const signIn = (path: string, width = 1280) => console.signIn('operator', path, { language, width });

  test('the table beside a chart has a row per hour or day, also after the unit has changed', async () => {
    await claim(
      await claimant(console.server.url),
      (await createDecidedEvent(await operator(), 'Counted')).id,
    );
    const page = await signIn('/');
    await page.getByText(common.asTable).click();
    const rows = page.getByRole('region').getByRole('row');
    await rows.nth(24).waitFor();
    for (const [unit, buckets] of [
      ['DAY', 30],
      ['HOUR', 24],
      ['DAY', 30],
    ] as const) {
      await page.getByLabel(overview.unit, { exact: true }).selectOption(unit);
      await page.waitForURL(unit === 'DAY' ? /unit=DAY/ : /\/console\/?$/);
      await settled(page);
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      const names = await page.getByRole('region').getByRole('rowheader').allInnerTexts();
      expect([unit, names.length, new Set(names).size]).toEqual([unit, buckets, buckets]);
    }
  });

  test('events that have no room on a day of the calendar are a press away', async () => {
    const client = await operator();
    const titles = Array.from({ length: 6 }, (_, n) => `Crowd ${language} ${n}`);
    for (const title of titles) {
      await createEvent(client, {
        title,
        startAt: '2031-03-03T00:00:00+09:00',
        endAt: '2031-03-06T00:00:00+09:00',
      });
    }
    const page = await signIn(`/events?view=calendar&month=2031-03&titleContains=Crowd+${language}`);
    await page.getByText(events.more(2)).nth(1).click();
    const dialog = page.getByRole('dialog');
    for (const title of titles) await dialog.getByRole('link', { name: title }).waitFor();
    await dialog.getByRole('link', { name: titles[5]! }).click();
    await page.getByRole('heading', { level: 1, name: titles[5]! }).waitFor();
  });

  test('a bulk decision takes few operations, and one that is stopped says how many were decided', async () => {
    const event = await createDecidedEvent(await operator(), `Stopped ${language}`, 80);
    for (let n = 0; n < 60; n += 5) {
      const some = await Promise.all(Array.from({ length: 5 }, () => claimant(console.server.url)));
      await Promise.all(some.map((user) => claim(user, event.id)));
    }
    const page = await signIn(`/requests?eventId=${event.id}&statuses=PENDING`);
    const approveChosen = async (count: number) => {
      await page.getByRole('button', { name: requests.approve, exact: true }).click();
      await page
        .getByRole('alertdialog')
        .getByRole('button', { name: requests.approveMany(count) })
        .click();
    };
    const close = async () => {
      await page.locator('.dialog-foot').getByRole('button', { name: common.close }).click();
      await settled(page);
    };

    await page.getByRole('rowheader').nth(24).waitFor();
    await settled(page);
    const release = await holdDecisions(page, 2);
    console.asked = [];
    await page.getByRole('columnheader').getByRole('checkbox').click({ force: true });
    await page.getByRole('button', { name: requests.selectMatching('60') }).click();
    await page.getByText(requests.select(60)).waitFor();
    await approveChosen(60);
    await page.getByText(requests.progress(25, 60), { exact: true }).waitFor();
    await page.getByRole('button', { name: requests.stop }).click();
    await release();
    await page.getByText(requests.stopped(10)).waitFor();
    await page.getByText(requests.progress(50, 60), { exact: true }).waitFor();
    expect(await page.getByText(requests.notDecided, { exact: true }).count()).toBe(10);
    await close();
    await page.getByRole('rowheader').nth(10).waitFor({ state: 'detached' });
    await page.getByRole('columnheader').getByRole('checkbox').click({ force: true });
    await page.getByText(requests.select(10)).waitFor();
    await approveChosen(10);
    await page.getByText(requests.progress(10, 10), { exact: true }).waitFor();
    await close();
    await page.getByText(requests.emptyTitle).waitFor();
    // Opening a dialog reads what it shows; between the decisions of one nothing is read.
    expect(console.asked.join(' ')).toMatch(
      /Rewards (ApproveRewardRequests ){2}RewardRequests .*Rewards ApproveRewardRequests RewardRequests/,
    );
    expect(console.asked.filter((name) => name === 'ApproveRewardRequests')).toHaveLength(3);
  });

  test('two lists of one page turn their pages each for itself, and back goes back', async () => {
    const client = await operator();
    const user = await claimant(console.server.url);
    for (let n = 0; n < 21; n++) {
      const event = await createEvent(client, {
        title: `Paid ${language} ${n}`,
        conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
      });
      await claim(user, event.id);
    }
    const page = await signIn(`/users/${user.id}`);
    const list = (label: string) =>
      page.locator('section').filter({ has: page.getByRole('grid', { name: label }) });
    const turn = async (label: string, button: string) => {
      await list(label).getByRole('button', { name: button }).click();
      await settled(page);
    };
    const shown = async () => {
      const address = new URL(page.url()).searchParams;
      return [address.get('requests'), address.get('grants')];
    };
    await settled(page);
    await turn(users.requests, common.nextPage);
    const [second] = await shown();
    await turn(users.requests, common.nextPage);
    await turn(users.grants, common.nextPage);
    const [third, secondOfGrants] = await shown();
    await page.getByRole('button', { name: users.earlier, exact: true }).click();
    await settled(page);
    await turn(users.requests, common.previousPage);
    expect(await shown()).toEqual([second, secondOfGrants]);
    await page.goBack();
    expect(await shown()).toEqual([third, secondOfGrants]);
    await turn(users.grants, common.previousPage);
    expect(await shown()).toEqual([third, null]);
    await turn(users.requests, common.previousPage);
    await turn(users.requests, common.previousPage);
    expect(await shown()).toEqual([null, null]);
  });

  test('on a phone a cell keeps to its column, and one press chooses all rows', async () => {
    const client = await operator();
    const event = await createDecidedEvent(client, `Phone ${language}`);
    const failing = await createEvent(client, {
      title: `Phone ${language} unmet`,
      conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 300 }],
    });
    const user = await claimant(console.server.url);
    await claim(user, event.id);
    await user.client.refused(
      RequestRewardDocument,
      { input: { eventId: failing.id } },
      'CONDITIONS_NOT_MET',
    );
    await claim(await claimant(console.server.url), event.id);

    const page = await signIn(`/requests?userId=${user.id}`, 390);
    const reason = page.locator('.cell-detail').first();
    await reason.waitFor();
    const label = await page.locator('td[data-label]:not([role=rowheader])').first().boundingBox();
    expect((await reason.boundingBox())!.x).toBeGreaterThan(label!.x + 100);
    await page.goto(`/console/requests?eventId=${event.id}`);
    await page.getByText(common.selectAll).click();
    await page.getByText(requests.select(2)).waitFor();

    const auditor = await console.signIn('auditor', '/audit?action=createEvent', { language, width: 390 });
    await settled(auditor);
    // The cell with the record's name is the heading of its card.
    const cells = auditor.locator('td[data-label]:not([role=rowheader]) .cell:not(:empty)');
    const lines = await cells.evaluateAll((elements) =>
      elements.map((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        return { left, right, top, bottom };
      }),
    );
    expect(lines.length).toBeGreaterThan(2);
    for (const [index, line] of lines.entries()) {
      expect(line.left).toBeGreaterThan(110);
      expect(line.right).toBeLessThanOrEqual(390);
      expect(line.top).toBeGreaterThanOrEqual(lines[index - 1]?.bottom ?? 0);
    }
  });
});

/** Lets operations that decide pass until the one of that number, which waits for what is returned. */
async function holdDecisions(page: Page, number: number): Promise<() => Promise<void>> {
  let decisions = 0;
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('approveRewardRequest') && ++decisions === number) await held;
    return route.fallback();
  });
  return async () => release();
}
