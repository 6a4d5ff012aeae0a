import { LANGUAGES } from '../../console/src/i18n/language';
import { ApproveRewardRequestDocument, UpdateEventDocument } from '../generated/documents';
import { accessibilityFaults, countPresses, settled, useConsole, valueIn } from '../support/browser';
import { claim, claimant, createDecidedEvent } from '../support/claimants';
import { demoClient } from '../support/demo';
import { createEvent } from '../support/events';
import { wordsOf } from '../support/words';

const console = useConsole();
const operator = () => demoClient(console.server.url, 'operator');

describe.each(LANGUAGES)('lists in %s', (language) => {
  const { common, events, layout, requests, users } = wordsOf(language);
  const signIn = (path: string, width = 1280) => console.signIn('operator', path, { language, width });

  test('requests begin with those that wait, the oldest first, and any other choice is kept in the address', async () => {
    const event = await createDecidedEvent(await operator(), `Default ${language}`);
    const paid = await claimant(console.server.url);
    const id = await claim(paid, event.id);
    await (await operator()).run(ApproveRewardRequestDocument, { input: { id } });
    const early = await claimant(console.server.url);
    await claim(early, event.id);
    const late = await claimant(console.server.url);
    await claim(late, event.id);
    const page = await signIn('/requests');
    const status = (name: string) => page.getByRole('search').getByRole('button', { name, exact: true });
    const names = () => page.getByRole('rowheader').allInnerTexts();
    const order = () => page.getByRole('columnheader', { name: requests.requestedAt });
    await settled(page);
    expect(await status(common.requestStatuses.PENDING).getAttribute('aria-pressed')).toBe('true');
    expect(await order().getAttribute('aria-sort')).toBe('ascending');
    const waiting = await names();
    expect(waiting.indexOf(early.username)).toBeLessThan(waiting.indexOf(late.username));
    expect(new URL(page.url()).search).toBe('');

    await status(common.requestStatuses.PENDING).click();
    await page.waitForURL(/order=oldest/);
    await settled(page);
    await page.getByRole('rowheader', { name: paid.username, exact: true }).waitFor();
    await order().click();
    await page.waitForURL(/order=newest/);
    await page.locator('.stale').first().waitFor({ state: 'detached' });
    await settled(page);
    const all = await names();
    expect(all.indexOf(late.username)).toBeLessThan(all.indexOf(early.username));
    await page.reload();
    await settled(page);
    expect(await names()).toEqual(all);
    await page.getByRole('button', { name: common.clearFilters }).click();
    await page.waitForURL((url) => url.search === '');
    await settled(page);
    expect(await names()).not.toContain(paid.username);
  });

  test('a row opens by a click beside its link, and by Enter; its id is copied', async () => {
    const page = await signIn('/users?name=alice');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await settled(page);
    const row = page.getByRole('row').filter({ hasText: 'alice' });
    await row.hover();
    await row.getByRole('button', { name: /^(Copy the ID|ID) [0-9a-f]{24}/ }).click();
    await page.getByText(common.copied).waitFor();
    const copied = await valueIn<string>(page, 'navigator.clipboard.readText()');
    expect(new URL(page.url()).pathname).toBe('/console/users');
    await row.getByRole('gridcell').nth(1).click();
    await page.getByRole('heading', { level: 1, name: 'alice' }).waitFor();
    expect(page.url()).toContain(`/users/${copied}`);
    await page.goBack();
    await settled(page);
    await row.getByRole('rowheader').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'alice' }).waitFor();
    // One step: a link in a row is not followed a second time by its row.
    await page.goBack();
    await settled(page);
    await row.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'alice' }).waitFor();
    await page.goBack();
    await page.waitForURL(/name=alice/);
    await settled(page);
  });

  test('says how many rows there are, shows as many as one chooses, and begins the next page at its top', async () => {
    const client = await operator();
    const title = `Many ${language}`;
    for (let n = 0; n < 53; n++) await createEvent(client, { title: `${title} ${n}` });
    const page = await signIn(`/events?titleContains=${encodeURIComponent(title)}`);
    const rows = page.getByRole('rowheader');
    await settled(page);
    await page.getByText(common.totalRows(53, '53'), { exact: true }).waitFor();
    expect(await rows.count()).toBe(25);
    await page.getByLabel(common.pageSize).selectOption('50');
    await page.waitForURL(/size=50/);
    await settled(page);
    expect(await rows.count()).toBe(50);
    await page.getByRole('button', { name: common.nextPage }).click();
    await page.waitForURL(/after=/);
    await settled(page);
    expect(await rows.count()).toBe(3);
    await page.getByRole('button', { name: common.previousPage }).click();
    await settled(page);
    await page.getByRole('button', { name: common.nextPage }).scrollIntoViewIfNeeded();
    expect(await valueIn<number>(page, 'scrollY')).toBeGreaterThan(500);
    await page.getByRole('button', { name: common.nextPage }).click();
    await settled(page);
    expect(await valueIn<number>(page, 'scrollY')).toBeLessThan(400);
    await page.getByRole('link', { name: layout.users, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: users.title }).waitFor();
    expect(await valueIn<number>(page, 'scrollY')).toBe(0);
  });

  test('drafts are listed without paused events, and a former address shows both', async () => {
    const api = await operator();
    const dates = { startAt: '2026-01-01T00:00:00Z', endAt: null };
    const paused = await createEvent(api, { ...dates, title: `Told apart, paused ${language}` });
    const change = { id: paused.id, expectedVersion: paused.version, active: false };
    await api.run(UpdateEventDocument, { input: change });
    await createEvent(api, { ...dates, title: `Told apart, draft ${language}`, active: false });
    const page = await signIn(`/events?titleContains=Told+apart&states=INACTIVE`);
    const { DRAFT, PAUSED } = common.eventPhases;
    const chip = (name: string) => page.getByRole('search').getByRole('button', { name, exact: true });
    await settled(page);
    const both = await page.getByRole('rowheader').allInnerTexts();
    expect(both.filter((text) => text.includes(language))).toHaveLength(2);
    expect(await chip(DRAFT).getAttribute('aria-pressed')).toBe('true');
    await chip(PAUSED).click();
    await page.waitForURL(/states=DRAFT/);
    await settled(page);
    const drafts = (await page.getByRole('rowheader').allInnerTexts()).filter((text) =>
      text.includes(language),
    );
    expect(drafts).toEqual([expect.stringContaining(`Told apart, draft ${language}`)]);
    await page.getByText(DRAFT, { exact: true }).last().waitFor();
  });

  test('a view is saved under a name, for its user alone, and is two presses away afterwards', async () => {
    const page = await signIn('/events?states=ENDED&size=50');
    await settled(page);
    await page.getByRole('button', { name: common.views }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('menuitem', { name: common.saveView }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('textbox').fill('Over');
    await dialog.getByRole('button', { name: common.save }).click();
    await page.getByText(common.viewSaved).waitFor();
    await page.goto('/console/events');
    await settled(page);
    const presses = await countPresses(page);
    await page.getByRole('button', { name: common.views }).click();
    await page.getByRole('menuitem', { name: 'Over' }).click();
    await page.waitForURL(/states=ENDED&size=50/);
    expect(await presses()).toBe(2);
    await page.goto('/console/users');
    await page.getByRole('button', { name: common.views }).click();
    expect(await page.getByRole('menuitem', { name: 'Over' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.goto('/console/events?states=ENDED&size=50');
    await page.getByRole('button', { name: 'Over' }).click();
    await page.getByRole('menuitem', { name: common.removeView('Over') }).click();
    await page.getByText(common.viewRemoved).waitFor();
    await page.getByRole('button', { name: common.views }).waitFor();
  });

  test.each([1440, 390])(
    'at %i px the rest of the filters is a press away, and set ones are in sight',
    async (width) => {
      const page = await signIn('/requests?source=SERVICE', width);
      await settled(page);
      const search = page.getByRole('search', { name: requests.filters });
      await search.getByRole('button', { name: common.moreFiltersSet(1) }).waitFor();
      await search.getByLabel(requests.source).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.goto('/console/requests');
      await settled(page);
      expect(await search.getByLabel(requests.source).count()).toBe(0);
      await search.getByRole('button', { name: common.moreFilters, exact: true }).click();
      await search.getByLabel(requests.source).waitFor();
      if (width === 1440) {
        const tops = await search
          .locator('.filter-bar')
          .first()
          .locator('> *')
          .evaluateAll((elements) =>
            elements
              .map((element) => element.getBoundingClientRect())
              .filter(({ height }) => height > 0)
              .map(({ bottom }) => bottom),
          );
        expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(8);
      }
      expect(await valueIn<number>(page, 'document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    },
  );

  test('after a decision the focus goes on to the row that moved up', async () => {
    const event = await createDecidedEvent(await operator(), `Focus ${language}`);
    const waiting = [];
    for (let n = 0; n < 3; n++) {
      waiting.push(await claimant(console.server.url));
      await claim(waiting[n]!, event.id);
    }
    const page = await signIn(`/requests?eventId=${event.id}&statuses=PENDING&order=oldest`);
    await settled(page);
    await page
      .getByRole('row')
      .filter({ hasText: waiting[1]!.username })
      .getByRole('checkbox')
      .click({ force: true });
    await page.getByRole('button', { name: requests.approve, exact: true }).click();
    const dialog = page.getByRole('alertdialog', { name: requests.approveMany(1) });
    await dialog.getByRole('button', { name: requests.approveMany(1) }).click();
    await dialog.locator('.dialog-foot').getByRole('button', { name: common.close }).click();
    await page.locator('tr:focus').filter({ hasText: waiting[2]!.username }).waitFor();
  });

  test('on a phone the cards of a list are sorted by a button', async () => {
    const page = await signIn('/events', 390);
    await settled(page);
    await page
      .getByRole('group', { name: common.sort })
      .getByRole('button', { name: events.columns.start })
      .click();
    await page.waitForURL(/order=oldest/);
  });
});
