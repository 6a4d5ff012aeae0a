import type { Request } from 'playwright-core';
import { LANGUAGES } from '../../console/src/i18n/language';
import { CONDITIONS } from '../../src/domain/conditions';
import { AuditEntriesDocument } from '../generated/documents';
import { downloadOf, settled, useConsole } from '../support/browser';
import { claimDemoReward, demoClient, demoEventId } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();
let paid: string;
beforeAll(async () => {
  const alice = await demoClient(console.server.url, 'alice');
  paid = (await claimDemoReward(alice)).id;
});

describe.each(LANGUAGES)('an auditor in %s', (language) => {
  const { common, layout, events, event, requests, users, audit } = wordsOf(language);
  const inARow = CONDITIONS.CONSECUTIVE_ATTENDANCE.texts[language];

  test('finds a request and sees why it was paid', async () => {
    const page = await console.signIn('auditor', '/requests?order=newest', { language });
    await page.getByRole('search').getByRole('button', { name: common.requestStatuses.SUCCESS }).click();
    await page.getByRole('link', { name: 'alice', exact: true }).click();
    await page.getByText(inARow.requirement(3)).waitFor();
    await page.getByText(inARow.progress!(3, 3)).waitFor();
    const days = page.getByRole('list', { name: requests.window(8) });
    await days.getByRole('listitem').filter({ hasText: common.dayChecked }).nth(2).waitFor();
    expect(await days.getByRole('listitem').filter({ hasText: common.dayMissed }).count()).toBe(5);
    await page.getByRole('row').filter({ hasText: 'Coffee coupon' }).waitFor();
    expect(page.url()).toMatch(new RegExp(`/console/requests/${paid}$`));
  });

  test.each(['mouse', 'keyboard'])('chooses a user by %s, and the list is out of the way', async (by) => {
    const page = await console.signIn('auditor', '/requests?order=newest', { language });
    const field = page.getByRole('combobox', { name: requests.user });
    await field.fill('ali');
    const option = page.getByRole('option', { name: 'alice' });
    await option.waitFor();
    if (by === 'mouse') await option.click();
    else {
      await field.press('ArrowDown');
      await field.press('Enter');
    }
    await page.waitForURL(/userId=/);
    await settled(page);
    expect(await field.inputValue()).toBe('alice');
    expect(await page.getByRole('listbox').count()).toBe(0);
    await page.getByRole('link', { name: 'alice', exact: true }).click();
    await page.getByText(inARow.requirement(3)).waitFor();
  });

  test('chooses nobody from the list of a search that is still under way', async () => {
    const page = await console.signIn('auditor', '/requests?order=newest', { language });
    const isSearch = (request: Request) => request.postData()?.includes('"usernameContains":"ali"') ?? false;
    let answer!: () => void;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/graphql', async (route) => {
      if (isSearch(route.request())) await held;
      return route.fallback();
    });
    const field = page.getByRole('combobox', { name: requests.user });
    await field.click();
    await page.getByRole('option', { name: 'auditor' }).waitFor();
    const asked = page.waitForRequest(isSearch);
    await field.fill('ali');
    await asked;
    await field.press('ArrowDown');
    await field.press('Enter');
    expect(await field.inputValue()).toBe('ali');
    answer();
    await page.getByRole('option', { name: 'alice' }).waitFor();
    expect(page.url()).not.toMatch(/userId=/);
  });

  test('verifies the chain, checks the rules, and saves the entries that the filter shows', async () => {
    const page = await console.signIn('auditor', '/audit?action=createEvent', { language });
    const auditor = await demoClient(console.server.url, 'auditor');
    await page.getByRole('button', { name: audit.verify }).click();
    await page.getByText(audit.verified(0).split('0')[0]!, { exact: false }).waitFor();
    await page.getByRole('button', { name: audit.check }).click();
    await page.getByText(audit.allHold).waitFor();

    const { auditEntries } = await auditor.run(AuditEntriesDocument, {
      filter: { actions: ['createEvent'] },
      first: 100,
    });
    const file = await downloadOf(page, common.exportCsv);
    const rows = file.map(({ sequence, action }) => [Number(sequence), action]);
    expect(rows).toEqual(auditEntries!.nodes.map(({ sequence, action }) => [sequence, action]));
    const [newest] = auditEntries!.nodes;
    await page.getByRole('button', { name: audit.showEntry(newest!.sequence) }).click();
    await page.getByRole('dialog').getByRole('link', { name: newest!.targetName! }).waitFor();
  });

  test('is offered no change anywhere, by direct address neither', async () => {
    const auditor = await demoClient(console.server.url, 'auditor');
    const eventId = await demoEventId(auditor, 'Story of the month');
    const page = await console.signIn('auditor', '/events', { language });
    await settled(page);
    expect(await page.getByRole('link', { name: events.create }).count()).toBe(0);
    for (const path of ['/events/new', `/events/${eventId}/edit`]) {
      await page.goto(`/console${path}`);
      await page.getByText(common.notFoundTitle).waitFor();
    }
    const changes = [
      event.edit,
      event.activate,
      event.pause,
      event.archive,
      event.changeStock,
      requests.approve,
      requests.reject,
      users.changeRole,
      users.disable,
    ];
    for (const path of [`/events/${eventId}`, '/requests', '/users']) {
      await page.goto(`/console${path}`);
      await settled(page);
      const buttons = await page.locator('main').getByRole('button').allInnerTexts();
      const links = await page.locator('main').getByRole('link').allInnerTexts();
      expect([...buttons, ...links].filter((name) => changes.includes(name))).toEqual([]);
      expect(await page.getByRole('checkbox').count()).toBe(0);
    }
  });

  test('alone with admins is offered the audit', async () => {
    const page = await console.signIn('operator', '/audit', { language });
    await page.getByText(common.notFoundTitle).waitFor();
    expect(await page.getByRole('link', { name: layout.audit, exact: true }).count()).toBe(0);
    expect(console.asked).not.toContain('AuditEntries');
  });
});
