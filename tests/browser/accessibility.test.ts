import { mongo, Types } from 'mongoose';
import type { Page } from 'playwright-core';
import { LANGUAGES } from '../../console/src/i18n/language';
import { MeDocument } from '../generated/documents';
import { accessibilityFaults, settled, useConsole, valueIn } from '../support/browser';
import { claim, claimant, createDecidedEvent } from '../support/claimants';
import { claimDemoReward, demoClient } from '../support/demo';
import { runCommandHere } from '../support/run-command-here';
import { createSeries, dailyInput } from '../support/series';
import { until } from '../support/until';
import { wordsOf } from '../support/words';

const console = useConsole();
const WIDE = 1280;
const NARROW = 360;

/** Every page with something to show, by its address. */
let paths: string[];
let pendingPath: string;
let paidPath: string;
beforeAll(async () => {
  const { url } = console.server;
  const [operator, alice] = await Promise.all(['operator', 'alice'].map((name) => demoClient(url, name)));
  const paid = await claimDemoReward(alice!);
  const event = await createDecidedEvent(operator!, 'Stories');
  pendingPath = `/requests/${await claim(await claimant(url), event.id)}`;
  const { me } = await alice!.run(MeDocument);
  const seriesId = await createSeries(operator!, await dailyInput(operator!));
  paidPath = `/requests/${paid.id}`;
  await sealFeedOf(console.mongodbUri, paid.id);
  paths = [
    '/',
    '/events',
    '/events?view=calendar',
    '/events/new',
    `/events/${event.id}`,
    `/events/${event.id}/edit`,
    '/requests',
    paidPath,
    pendingPath,
    '/grants',
    '/users',
    `/users/${me!.id}`,
    '/activities',
    '/audiences',
    '/excused-days',
    '/service-keys',
    '/webhooks',
    '/audit',
    '/access-log',
    '/account',
    '/seals',
    '/no-such-page',
    '/series',
    `/series/${seriesId}`,
  ];
});

/** Seals what the feed holds, once the request is in it. */
async function sealFeedOf(uri: string, requestId: string): Promise<void> {
  const client = new mongo.MongoClient(uri);
  const rowId = new Types.ObjectId(requestId);
  await until(() => client.db().collection('rewardfeed').findOne({ rowId }));
  await client.close();
  const env = { MONGODB_URI: uri, JWT_SECRET: 'a secret of the tests that is long enough' };
  expect(await runCommandHere(['seal'], { env })).toMatchObject({ code: 0 });
}

/** What a page, or a table in its panel, has in width beyond its window. */
const HIDDEN = `[document.documentElement, ...document.querySelectorAll('.table-frame')]
  .map(({ className, scrollWidth, clientWidth }) => [className, scrollWidth - clientWidth])
  .filter(([, beyond]) => beyond > 0)
  .map(([of, beyond]) => of + ': ' + beyond + ' px too wide')`;
/** Whether the navigation shows the entry that the page belongs to. */
const ENTRY_AWAY = `[...document.querySelectorAll('.nav-link-here')]
  .map((entry) => entry.getBoundingClientRect())
  .filter(({ left, right }) => left < 0 || right > window.innerWidth)
  .map(({ left, right }) => 'the entry is out of sight, from ' + left + ' to ' + right)`;

/** The faults of a page, each with the page that has it. */
async function faultsOf(page: Page, path: string): Promise<string[]> {
  const faults = [
    ...(await accessibilityFaults(page)),
    ...(await valueIn<string[]>(page, HIDDEN)),
    ...(await valueIn<string[]>(page, ENTRY_AWAY)),
  ];
  return faults.map((fault) => `${path}: ${fault}`);
}

describe.each(LANGUAGES)('in %s', (language) => {
  const { audit, requests, users, seals, signIn, events, form, common } = wordsOf(language);

  test.each([
    ['light', WIDE],
    ['dark', WIDE],
    ['light', NARROW],
  ] as const)(
    'axe finds nothing on any page, and nothing is wider than its window: %s, %i px',
    async (theme, width) => {
      const page = await console.signIn('admin', '/', { language, theme, width });
      const found: string[] = [];
      for (const path of paths) {
        await page.goto(`/console${path}`);
        await settled(page);
        found.push(...(await faultsOf(page, path)));
      }
      expect(found).toEqual([]);
    },
  );

  test.each([
    ['light', WIDE],
    ['dark', NARROW],
  ] as const)('nor in what opens above a page: %s, %i px', async (theme, width) => {
    const entering = await console.visit('/console/', { language, theme, width });
    await entering.getByRole('button', { name: signIn.submit }).waitFor();
    expect(await faultsOf(entering, 'sign-in')).toEqual([]);

    const page = await console.signIn('admin', pendingPath, { language, theme, width });
    const open = async (path: string, button: string, role: 'dialog' | 'alertdialog') => {
      await page.goto(`/console${path}`);
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.getByRole(role).waitFor();
      return faultsOf(page, `${path} ${button}`);
    };
    expect([
      ...(await open(pendingPath, requests.reject, 'alertdialog')),
      ...(await open(paths[11]!, users.changeRole, 'alertdialog')),
      ...(await open('/audit', audit.showEntry(1), 'dialog')),
    ]).toEqual([]);
    await page.goto(`/console${paidPath}`);
    await page.getByRole('button', { name: seals.proof, exact: true }).click();
    await page.getByText(seals.saved).waitFor();
    expect(await faultsOf(page, `${paidPath} ${seals.proof}`)).toEqual([]);
    await page.goto('/console/events');
    await page.getByRole('link', { name: events.create }).click();
    await page.getByRole('button', { name: form.addReward }).click();
    await page.getByRole('button', { name: form.addCondition }).click();
    await page.getByRole('button', { name: form.saveActive }).click();
    await page.getByRole('alert').waitFor();
    expect(await faultsOf(page, `new event, ${common.close}`)).toEqual([]);
  });
});
