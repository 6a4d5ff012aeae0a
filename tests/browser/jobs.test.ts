import { LANGUAGES } from '../../console/src/i18n/language';
import { AuditEntriesDocument, RejectRewardRequestDocument } from '../generated/documents';
import { accessibilityFaults, countPresses, downloadOf, useConsole, valueIn } from '../support/browser';
import { claim, claimant, createDecidedEvent } from '../support/claimants';
import { demoClient } from '../support/demo';
import { createEvent } from '../support/events';
import { wordsOf } from '../support/words';

const console = useConsole();
const operator = () => demoClient(console.server.url, 'operator');

describe.each(LANGUAGES)('in few clicks, in %s', (language) => {
  const words = wordsOf(language);
  const { eligibility, errors, requests } = words;
  const signIn = (path: string) => console.signIn('operator', path, { language });

  test("an operator learns on a user's page why an event would not pay, and copies the words for the user", async () => {
    const title = `Not yet ${language}`;
    await createEvent(await operator(), { title });
    const user = await claimant(console.server.url);
    const page = await signIn(`/users/${user.id}`);
    const presses = await countPresses(page);
    await page.getByRole('button', { name: eligibility.check }).click();
    const dialog = page.getByRole('dialog', { name: eligibility.titleOfUser(user.username) });
    await page.getByRole('option', { name: title }).click();
    await dialog.getByRole('status').getByText(errors['CONDITIONS_NOT_MET']!).waitFor();
    await dialog
      .getByRole('list', { name: words.requests.window(1) })
      .or(dialog.locator('.day-row'))
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: eligibility.copyMessage }).click();
    await page.getByText(words.common.copied).waitFor();
    expect(await presses()).toBeLessThanOrEqual(3);
    expect(await dialog.getByLabel(eligibility.message, { exact: true }).inputValue()).toContain(
      user.username,
    );
  });

  test("and on an event's page, for a user found by a part of the name", async () => {
    const event = await createDecidedEvent(await operator(), `Decided ${language}`);
    const user = await claimant(console.server.url);
    const page = await signIn(`/events/${event.id}`);
    const presses = await countPresses(page);
    await page.getByRole('button', { name: eligibility.check }).click();
    const dialog = page.getByRole('dialog', { name: eligibility.titleOfEvent(event.title) });
    await page.keyboard.type(user.username.slice(3));
    await page.getByRole('option', { name: user.username }).click();
    await dialog.getByRole('status').getByText(eligibility.accepted).waitFor();
    expect(await presses()).toBeLessThanOrEqual(3);
    expect(await valueIn(page, 'document.querySelector(".overlay") !== null')).toBe(true);
  });

  test('a reason used before is chosen again, and the next pending request is one key away', async () => {
    const event = await createDecidedEvent(await operator(), `Reasons ${language}`);
    const users = await Promise.all([1, 2, 3].map(() => claimant(console.server.url)));
    const ids: string[] = [];
    for (const user of users) ids.push(await claim(user, event.id));
    const reason = `The story is missing (${language}).`;
    await (await operator()).run(RejectRewardRequestDocument, { input: { id: ids[0]!, reason } });

    const page = await signIn(`/requests/${ids[1]!}`);
    const presses = await countPresses(page);
    await page.getByRole('button', { name: requests.reject, exact: true }).click();
    const dialog = page.getByRole('alertdialog', { name: requests.rejectMany(1) });
    await dialog.getByRole('button', { name: reason }).click();
    await dialog.getByRole('button', { name: requests.reject, exact: true }).click();
    await page.getByText(requests.rejected).waitFor();
    expect(await presses()).toBe(3);
    await page.getByRole('link', { name: requests.nextPending }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await page
      .getByRole('heading', { name: requests.requestTitle(users[2]!.username, event.title) })
      .waitFor();
  });

  test.each(['list', 'page'])(
    'an event is duplicated from its %s, with the dates after it, up to the saved copy',
    async (from) => {
      const title = `Again from ${from} ${language}`;
      const event = await createEvent(await operator(), { title });
      const page = await signIn(from === 'list' ? '/events' : `/events/${event.id}`);
      const presses = await countPresses(page);
      const name = from === 'list' ? words.event.duplicateOf(title) : words.event.duplicate;
      await page.getByRole('button', { name, exact: true }).click();
      const dialog = page.getByRole('alertdialog', { name: words.event.duplicateTitle });
      await dialog.getByRole('button', { name: words.event.duplicate, exact: true }).click();
      await page.waitForURL(/\/events\/[0-9a-f]{24}\/edit/);
      await page.getByLabel(words.form.title).fill(`${title}, second`);
      await page.getByRole('button', { name: words.form.save, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: `${title}, second` }).waitFor();
      expect(await presses()).toBeLessThanOrEqual(4);
    },
  );

  test("last month's payments are saved as CSV", async () => {
    const page = await signIn('/');
    const presses = await countPresses(page);
    await page.getByRole('link', { name: words.layout.grants, exact: true }).click();
    await page.getByRole('button', { name: words.grants.periods.lastMonth }).click();
    await page.waitForURL(/grantedFrom=.*grantedTo=/);
    expect(await downloadOf(page, words.common.exportCsv)).toEqual([]);
    expect(await presses()).toBeLessThanOrEqual(4);
  });

  test('who pauses an event reads what users will see, and gives a reason that is audited', async () => {
    const event = await createDecidedEvent(await operator(), `Paused ${language}`);
    const page = await signIn(`/events/${event.id}`);
    const presses = await countPresses(page);
    await page.getByRole('button', { name: words.event.pause, exact: true }).click();
    const dialog = page.getByRole('alertdialog', { name: words.event.pauseTitle });
    await dialog.getByText(words.event.usersSeeNoEvent).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const pause = dialog.getByRole('button', { name: words.event.pause, exact: true });
    expect(await pause.isDisabled()).toBe(true);
    await dialog.getByLabel(words.event.why).fill('The partner left.');
    await pause.click();
    await page.getByText(words.event.paused(event.title)).waitFor();
    expect(await presses()).toBe(2);
    const auditor = await demoClient(console.server.url, 'auditor');
    const { auditEntries } = await auditor.run(AuditEntriesDocument, {
      filter: { targetId: event.id },
      first: 1,
    });
    expect(auditEntries!.nodes[0]).toMatchObject({ action: 'updateEvent', reason: 'The partner left.' });
  });

  test('the keyboard alone finds pages, actions, events, users and ids', async () => {
    const event = await createDecidedEvent(await operator(), `Sought ${language}`);
    const user = await claimant(console.server.url);
    const requestId = await claim(user, event.id);
    const page = await signIn('/');
    const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
    await heading(words.overview.title).waitFor();
    const find = async (typed: string, option: string, keys = 'Control+k') => {
      await page.keyboard.press(keys);
      const field = page.getByRole('combobox', { name: words.finder.field });
      await field.waitFor();
      await page.keyboard.type(typed);
      await page.getByRole('option', { name: option, selected: true }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await field.waitFor({ state: 'detached' });
    };
    await find(words.layout.grants, words.layout.grants);
    await heading(words.grants.title).waitFor();
    await find(words.finder.newEvent, words.finder.newEvent, 'Meta+k');
    await heading(words.form.createTitle).waitFor();
    await find(`ought ${language}`, event.title);
    await heading(event.title).waitFor();
    await find(user.username.slice(2), user.username);
    await heading(user.username).waitFor();
    const named = { username: `known.${language}`, subject: `subject-${language}-0042` };
    await uploadUser(named.username, named.subject);
    await find(named.subject.slice(0, -2), named.username);
    await heading(named.username).waitFor();
    await find(requestId, `${user.username}, ${event.title}`);
    await heading(requests.requestTitle(user.username, event.title)).waitFor();
  });
});

/** An account that has an identity. */
async function uploadUser(username: string, subject: string): Promise<void> {
  const rows = [{ line: 2, values: { username, issuer: 'shop', subject } }];
  const response = await fetch(`${console.server.url}/imports/users`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${(await operator()).accessToken}`,
    },
    body: JSON.stringify({ sha256: '0'.repeat(64), number: 0, rows }),
  });
  expect(await response.json()).toMatchObject({ added: 1 });
}

// In one language: forty claimants take a while to register.
test('in few clicks 40 requests are decided, with what they pay in total in sight before', async () => {
  const { requests, common } = wordsOf('en');
  const event = await createDecidedEvent(await operator(), 'Forty', 60);
  for (let from = 0; from < 40; from += 10) {
    const users = await Promise.all(Array.from({ length: 10 }, () => claimant(console.server.url)));
    await Promise.all(users.map((user) => claim(user, event.id)));
  }
  const page = await console.signIn(
    'operator',
    `/requests?eventId=${event.id}&statuses=PENDING&order=oldest`,
    { language: 'en' },
  );
  await page.getByRole('rowheader').nth(24).waitFor();
  const presses = await countPresses(page);
  await page.getByRole('columnheader').getByRole('checkbox').click({ force: true });
  await page.getByRole('button', { name: requests.selectMatching('40') }).click();
  await page.getByText(requests.select(40)).waitFor();
  await page.getByRole('button', { name: requests.approve, exact: true }).click();
  const dialog = page.getByRole('alertdialog', { name: requests.approveMany(40) });
  await dialog.getByText(requests.total('40', '40', '1')).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: requests.approveMany(40) }).click();
  // Two calls, one after the other.
  await dialog.getByText(requests.progress(40, 40)).waitFor({ timeout: 120_000 });
  await dialog.locator('.dialog-foot').getByRole('button', { name: common.close }).click();
  await page.getByText(requests.emptyTitle).waitFor();
  expect(await presses()).toBeLessThanOrEqual(6);
});
