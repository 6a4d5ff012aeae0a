import type { Page } from 'playwright-core';
import { LANGUAGES } from '../../console/src/i18n/language';
import {
  EventSeriesDocument,
  MeDocument,
  SetUserDisabledDocument,
  UpdateEventDocument,
} from '../generated/documents';
import { enterInstant, fillSignIn, settled, useConsole, valueIn } from '../support/browser';
import { claim, claimant, createDecidedEvent } from '../support/claimants';
import { demoClient } from '../support/demo';
import { createEvent } from '../support/events';
import { wordsOf } from '../support/words';

const console = useConsole();

describe.each(LANGUAGES)('a half-filled form in %s', (language) => {
  const words = wordsOf(language);
  const { common, drafts, layout, events, event: eventWords, form, requests, signIn } = words;
  const begin = async (path: string, title: string) => {
    const page = await console.signIn('operator', path, { language });
    await page.getByLabel(form.title).fill(title);
    return page;
  };
  const asked = (page: Page) => page.getByRole('alertdialog', { name: drafts.leaveTitle });
  const titleIn = (page: Page) => page.getByLabel(form.title).inputValue();

  test('is asked about before a link leaves it, and is there again until it is discarded', async () => {
    const page = await begin('/events/new', 'Half');
    await page.getByRole('link', { name: layout.requests, exact: true }).click();
    await asked(page).getByRole('button', { name: drafts.stay }).click();
    expect([await titleIn(page), new URL(page.url()).pathname]).toEqual(['Half', '/console/events/new']);
    await page.getByRole('link', { name: layout.requests, exact: true }).click();
    await asked(page).getByRole('button', { name: drafts.leave }).click();
    await page.getByRole('heading', { level: 1, name: requests.title }).waitFor();

    await page.goto('/console/events/new');
    await page.getByText(drafts.restored).waitFor();
    expect(await titleIn(page)).toBe('Half');
    await page.getByRole('button', { name: drafts.discard }).click();
    expect(await titleIn(page)).toBe('');
    await page.getByRole('link', { name: layout.requests, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: requests.title }).waitFor();
  });

  test('is asked about before the way back and before signing out', async () => {
    const page = await console.signIn('operator', '/events', { language });
    await page.getByRole('link', { name: events.create }).click();
    await page.getByLabel(form.title).fill('Back');
    await page.goBack();
    await asked(page).getByRole('button', { name: drafts.stay }).click();
    expect([await titleIn(page), new URL(page.url()).pathname]).toEqual(['Back', '/console/events/new']);
    await page.getByRole('button', { name: layout.account('operator') }).click();
    await page.getByRole('menuitem', { name: layout.signOut }).click();
    await asked(page).getByRole('button', { name: drafts.stay }).click();
    await page.goBack();
    await asked(page).getByRole('button', { name: drafts.leaveAndDiscard }).click();
    await page.getByRole('heading', { level: 1, name: events.title }).waitFor();
    await page.getByRole('link', { name: events.create }).click();
    expect(await titleIn(page)).toBe('');
  });

  test('makes the browser ask before a reload, and survives one', async () => {
    const page = await begin('/events/new', 'Reloaded');
    const kinds: string[] = [];
    page.on('dialog', (dialog) => {
      kinds.push(dialog.type());
      void dialog.accept();
    });
    await page.reload();
    await page.getByText(drafts.restored).waitFor();
    expect([kinds, await titleIn(page)]).toEqual([['beforeunload'], 'Reloaded']);
    await enterInstant(page.getByRole('group', { name: form.startAt }), '2026-01-05 09:00');
    await page.getByRole('button', { name: form.saveInactive }).click();
    await page.getByText(form.created('Reloaded')).waitFor();
    await page.goto('/console/events/new');
    await settled(page);
    expect([kinds, await titleIn(page)]).toEqual([['beforeunload'], '']);
  });

  test('is there after the login has ended and another began, for that user alone', async () => {
    const page = await begin('/events/new', 'Signed out');
    const admin = await demoClient(console.server.url, 'admin');
    const { me } = await (await demoClient(console.server.url, 'operator')).run(MeDocument);
    for (const disabled of [true, false]) {
      await admin.run(SetUserDisabledDocument, {
        input: { userId: me!.id, disabled, reason: 'For a moment' },
      });
    }
    const beside = await page.context().newPage();
    await beside.goto('/console/requests');
    await page.getByText(signIn.because.ended).or(page.getByText(signIn.because.signedOut)).waitFor();
    await beside.close();
    await fillSignIn(page, 'admin', language);
    await page.getByRole('heading', { level: 1, name: form.createTitle }).waitFor();
    expect(await titleIn(page)).toBe('');
    await page.getByRole('button', { name: layout.account('admin') }).click();
    await page.getByRole('menuitem', { name: layout.signOut }).click();
    await fillSignIn(page, 'operator', language);
    await page.getByText(drafts.restored).waitFor();
    expect(await titleIn(page)).toBe('Signed out');
  });

  test('of a stored event is compared with what another stored meanwhile', async () => {
    const operator = await demoClient(console.server.url, 'operator');
    const event = await createDecidedEvent(operator, `Drafted ${language}`);
    const page = await begin(`/events/${event.id}/edit`, `Mine ${language}`);
    await operator.run(UpdateEventDocument, {
      input: { id: event.id, expectedVersion: event.version, description: 'Written meanwhile.' },
    });
    await page.reload();
    await page.getByText(drafts.restored).waitFor();
    await page.getByRole('button', { name: form.save }).click();
    await page
      .getByRole('alertdialog', { name: form.conflictTitle })
      .getByText('Written meanwhile.')
      .waitFor();
  });

  test('that asks for a reason keeps it when it is closed by Escape, and forgets it when cancelled', async () => {
    const operator = await demoClient(console.server.url, 'operator');
    const event = await createDecidedEvent(operator, `Reasons ${language}`);
    const id = await claim(await claimant(console.server.url), event.id);
    const page = await console.signIn('operator', `/requests/${id}`, { language });
    const open = () => page.getByRole('button', { name: requests.reject, exact: true }).click();
    const reason = page.getByRole('alertdialog').getByLabel(requests.reason);
    await open();
    await reason.fill('Because');
    await page.keyboard.press('Escape');
    await open();
    expect(await reason.inputValue()).toBe('Because');
    await page.getByRole('alertdialog').getByRole('button', { name: common.cancel }).click();
    await open();
    expect(await reason.inputValue()).toBe('');
    await page.goto(`/console/events/${event.id}`);
    await page.getByRole('button', { name: eventWords.changeStockOf('Hooded jacket') }).click();
    await page.getByRole('alertdialog').getByLabel(eventWords.delta).fill('7');
    await page.reload();
    await page.getByRole('button', { name: eventWords.changeStockOf('Hooded jacket') }).click();
    expect(await page.getByRole('alertdialog').getByLabel(eventWords.delta).inputValue()).toBe('7');
  });

  interface Asking {
    readonly username: 'operator' | 'admin';
    /** Where the dialog is, given the path of an event that is not active. */
    readonly path: (event: string) => string;
    readonly open: string;
    readonly label: string;
  }
  test.each<[dialog: string, asking: Asking]>([
    [
      'makes a series',
      {
        username: 'operator',
        path: (event) => event,
        open: words.series.repeat,
        label: words.series.name,
      },
    ],
    [
      'duplicates an event',
      { username: 'operator', path: (event) => event, open: eventWords.duplicate, label: form.title },
    ],
    [
      'creates an audience',
      {
        username: 'operator',
        path: () => '/audiences',
        open: words.audiences.create,
        label: words.audiences.name,
      },
    ],
    [
      'creates a service key',
      {
        username: 'admin',
        path: () => '/service-keys',
        open: words.serviceKeys.create,
        label: words.serviceKeys.name,
      },
    ],
    [
      'adds a webhook',
      { username: 'admin', path: () => '/webhooks', open: words.webhooks.add, label: words.webhooks.url },
    ],
  ])('that %s keeps its fields over Escape and a reload, which is asked about', async (_dialog, asking) => {
    const { username, path, open, label } = asking;
    const operator = await demoClient(console.server.url, 'operator');
    const event = await createEvent(operator, { active: false, title: `Template ${language}` });
    const page = await console.signIn(username, path(`/events/${event.id}`), { language });
    const dialog = page.getByRole('alertdialog');
    const begin = () => page.getByRole('button', { name: open, exact: true }).first().click();
    const field = dialog.getByLabel(label, { exact: true });
    await begin();
    const empty = await field.inputValue();
    await field.fill('Half');
    await page.keyboard.press('Escape');
    await begin();
    expect(await field.inputValue()).toBe('Half');
    const kinds: string[] = [];
    page.on('dialog', (question) => {
      kinds.push(question.type());
      void question.accept();
    });
    await page.reload();
    await begin();
    await dialog.getByText(drafts.restored).waitFor();
    expect(await field.inputValue()).toBe('Half');
    await dialog.getByRole('button', { name: common.cancel, exact: true }).click();
    await begin();
    expect([kinds, await field.inputValue()]).toEqual([['beforeunload'], empty]);
  });

  test('that makes a series takes days that are typed year first, and forgets them once it is made', async () => {
    const operator = await demoClient(console.server.url, 'operator');
    const event = await createEvent(operator, { active: false, title: `Days ${language}` });
    const page = await console.signIn('operator', `/events/${event.id}`, { language });
    const dialog = page.getByRole('alertdialog');
    const segments = (name: string) => dialog.getByRole('group', { name }).locator('[role=spinbutton]');
    await page.getByRole('button', { name: words.series.repeat, exact: true }).click();
    await segments(words.series.firstDay).first().click();
    await page.keyboard.type('2026-12-01');
    await segments(words.series.lastDay).first().click();
    await page.keyboard.type('2027-12-31');
    await dialog.getByRole('button', { name: words.series.repeat, exact: true }).click();
    await page.waitForURL(/\/console\/series\/[0-9a-f]{24}$/);
    const { eventSeries } = await operator.run(EventSeriesDocument, { id: page.url().split('/').pop()! });
    expect(eventSeries).toMatchObject({ firstDay: '2026-12-01', lastDay: '2027-12-31' });
    await page.goto(`/console/events/${event.id}`);
    await settled(page);
    await page.reload();
    await settled(page);
    expect(await valueIn(page, 'JSON.stringify(Object.keys(localStorage))')).not.toContain('draft');
  });
});
