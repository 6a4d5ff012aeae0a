import type { Page } from 'playwright-core';
import { MeDocument } from '../generated/documents';
import { settled, useConsole, valueIn } from '../support/browser';
import { claim, claimant, createDecidedEvent } from '../support/claimants';
import { claimDemoReward, demoClient } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();
/** The most that counts as good: https://web.dev/articles/cls. */
const GOOD_SHIFT = 0.1;
/** Between two answers, so that each is drawn by itself. */
const ANSWER_INTERVAL_MS = 200;

let paths: string[];
let eventPath: string;
beforeAll(async () => {
  const { url } = console.server;
  const [operator, alice] = await Promise.all(['operator', 'alice'].map((name) => demoClient(url, name)));
  const paid = await claimDemoReward(alice!);
  const event = await createDecidedEvent(operator!, 'Stories');
  eventPath = `/events/${event.id}`;
  const pending = await claim(await claimant(url), event.id);
  const { me } = await alice!.run(MeDocument);
  paths = [
    '/',
    '/events',
    '/events?view=calendar',
    eventPath,
    `${eventPath}/edit`,
    '/requests',
    `/requests/${paid.id}`,
    `/requests/${pending}`,
    '/grants',
    '/users',
    `/users/${me!.id}`,
    '/activities',
    '/audit',
  ];
});

/** Lets the server's answers to a page arrive one by one. */
async function spreadAnswers(page: Page): Promise<void> {
  let queue = Promise.resolve();
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch();
    queue = queue.then(() => new Promise((resolve) => setTimeout(resolve, ANSWER_INTERVAL_MS)));
    await queue;
    await route.fulfill({ response });
  });
}

interface Shift {
  /** The share of the window that moved, times how far. */
  readonly value: number;
  readonly moved: readonly string[];
}

/** What moved in a page without an act of its user. */
function shiftsOf(page: Page): Promise<Shift[]> {
  return valueIn(
    page,
    `new Promise((resolve) => {
       const observer = new PerformanceObserver((list) => resolve(list.getEntries()));
       observer.observe({ type: 'layout-shift', buffered: true });
       requestAnimationFrame(() => requestAnimationFrame(() => resolve(observer.takeRecords())));
     }).then((entries) => entries.map(({ value, sources }) => ({
       value,
       moved: sources.map(({ node, previousRect, currentRect }) =>
         (node?.className || node?.nodeName) + ' by ' + (currentRect.y - previousRect.y) + ' px'),
     })))`,
  );
}

test('no page moves much when its answers arrive one by one', async () => {
  const page = await console.signIn('admin', '/', { language: 'en' });
  await spreadAnswers(page);
  const moving: Array<Record<string, unknown>> = [];
  for (const path of paths) {
    await page.goto(`/console${path}`);
    await settled(page);
    const shifts = await shiftsOf(page);
    const sum = shifts.reduce((total, { value }) => total + value, 0);
    if (sum > GOOD_SHIFT) moving.push({ path, sum, shifts });
  }
  expect(moving).toEqual([]);
});

test("an event's buttons stay where they are while its figures and requests load", async () => {
  const page = await console.signIn('admin', '/', { language: 'en' });
  await spreadAnswers(page);
  await page.goto(`/console${eventPath}`);
  const button = page.getByRole('button', { name: wordsOf('en').event.changeStockOf('Hooded jacket') });
  const before = await button.boundingBox();
  await settled(page);
  expect(await button.boundingBox()).toEqual(before);
});
