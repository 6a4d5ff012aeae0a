import type { Page } from 'playwright-core';
import { texts } from '../../clients/typescript/examples/storefront/texts';
import { messages } from '../../clients/typescript/src/messages';
import { DEMO_PASSWORD } from '../../src/demo/demo-accounts';
import { accessibilityFaults, useConsole, valueIn, type Visit } from '../support/browser';

const console = useConsole();
let visitors = 0;
const newUsername = () => `visitor-${++visitors}`;
const FIRST = 'Your first check-in';

const cardOf = (page: Page, title: string) =>
  page.locator('.events li.card').filter({ has: page.getByRole('heading', { name: title }) });
const claimOf = (page: Page, title: string) => page.getByRole('button', { name: `: ${title}` });
const noteOf = (page: Page, title: string) => cardOf(page, title).getByRole('alert');

/** A visitor who has just signed up. */
async function signUp(visit: Partial<Visit> = {}): Promise<Page> {
  const page = await console.visit('/demo', { language: 'en', width: 390, ...visit });
  const t = texts[visit.language ?? 'en'];
  await page.getByLabel(t.username).fill(newUsername());
  await page.getByLabel(t.password).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: t.signUp }).click();
  await page.getByRole('button', { name: t.checkIn }).waitFor();
  return page;
}

async function checkIn(page: Page, language: Visit['language'] = 'en'): Promise<void> {
  await page.getByRole('button', { name: texts[language].checkIn }).click();
  await page.locator('.attended.today').waitFor();
}

async function goOffline(page: Page, isOffline: boolean): Promise<void> {
  console.isServerAway = true;
  await page.context().setOffline(isOffline);
}

/** Counts the pieces of confetti that a page throws from now on. */
const countConfetti = (page: Page) =>
  valueIn(
    page,
    `window.thrown = 0; new MutationObserver((changes) => {
      for (const { addedNodes } of changes) window.thrown += [...addedNodes].filter(({ localName }) => localName === 's').length;
    }).observe(document.documentElement, { childList: true })`,
  );
const thrownIn = (page: Page) => valueIn<number>(page, 'window.thrown');

test('a new visitor signs up, checks in, is paid, gets a code, and reads why other claims are refused', async () => {
  const page = await signUp();
  await countConfetti(page);
  await claimOf(page, FIRST).click();
  await noteOf(page, FIRST).getByText(messages.en.CONDITIONS_NOT_MET).waitFor();
  await checkIn(page);
  await claimOf(page, FIRST).click();
  await page.getByText(texts.en.won).waitFor();
  expect(await page.locator('h1').innerText()).toContain('10 points');
  await claimOf(page, 'Ice cream for everybody').click();
  await page.getByText(/^ICE-[0-9A-F]{8}$/).waitFor();
  const code = await page.getByText(/^ICE-[0-9A-F]{8}$/).innerText();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: texts.en.copy }).click();
  await page.getByRole('button', { name: `${texts.en.copy} ✓` }).waitFor();
  expect(await valueIn(page, 'navigator.clipboard.readText()')).toBe(code);
  // The tests' browsers ask for less motion.
  expect(await thrownIn(page)).toBe(0);
  await claimOf(page, 'Story of the month').click();
  await page.getByText(texts.en.requested).waitFor();
  const refusals = {
    [FIRST]: messages.en.ALREADY_REWARDED,
    'Story of the month': messages.en.ALREADY_REQUESTED,
    'Next week': messages.en.EVENT_NOT_STARTED,
    'Last month': messages.en.EVENT_ENDED,
    'Yesterday’s concert': messages.en.OUT_OF_STOCK,
  };
  for (const [title, text] of Object.entries(refusals)) {
    await claimOf(page, title).click();
    await noteOf(page, title).getByText(text).waitFor();
  }
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('a claim without an answer is kept over a reload, and sent again by the same key', async () => {
  const page = await signUp();
  await checkIn(page);
  console.isServerAway = true;
  const keys: string[] = [];
  await page.context().route('**/graphql', async (route) => {
    const body = route.request().postDataJSON() as {
      operationName: string;
      variables: { input?: { idempotencyKey: string } };
    };
    if (body.operationName !== 'RequestReward') return route.fallback();
    keys.push(body.variables.input!.idempotencyKey);
    // Paid, and the answer is lost.
    await route.fetch();
    return route.abort();
  });
  await claimOf(page, FIRST).click();
  await page.getByText(texts.en.open).waitFor();
  await page.context().unroute('**/graphql');
  const sent = page.waitForRequest((request) => request.postData()?.includes('RequestReward') === true);
  await page.reload();
  keys.push((await sent).postDataJSON().variables.input.idempotencyKey as string);
  await page.getByText(texts.en.won).waitFor();
  expect(new Set(keys).size).toBe(1);
  expect(await page.locator('h1').innerText()).toContain('10 points');
});

test('offline it says so, and goes on when the connection is back', async () => {
  const page = await signUp();
  await checkIn(page);
  await goOffline(page, true);
  await page.getByText(messages.en.UNREACHABLE).waitFor();
  await claimOf(page, FIRST).click();
  await page.getByText(texts.en.open).waitFor();
  await goOffline(page, false);
  await page.getByText(texts.en.won).waitFor();
  expect(await page.getByText(messages.en.UNREACHABLE).count()).toBe(0);
});

test('in Korean, with confetti, and the language is remembered', async () => {
  const page = await signUp({ language: 'ko' });
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await countConfetti(page);
  await checkIn(page, 'ko');
  await claimOf(page, FIRST).click();
  await page.getByText(texts.ko.won).waitFor();
  expect(await thrownIn(page)).toBeGreaterThan(0);
  await claimOf(page, FIRST).click();
  await page.getByText(messages.ko.ALREADY_REWARDED).waitFor();
  expect(await page.getAttribute('html', 'lang')).toBe('ko');
  expect(await page.getByText('3일 연속 출석').first().innerText()).toContain('3일 중 1일');
  await page.getByRole('button', { name: 'English' }).click();
  await page.reload();
  await page.getByRole('heading', { name: texts.en.events }).waitFor();
});

test('by keyboard alone', async () => {
  const page = await console.visit('/demo', { language: 'en', width: 390 });
  const tabTo = async (id: string | RegExp) => {
    for (let n = 0; n < 40; n++) {
      const focused = await valueIn<string>(page, 'document.activeElement.id');
      if (typeof id === 'string' ? focused === id : id.test(focused)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no focus on ${id}`);
  };
  await page.getByRole('button', { name: texts.en.signUp }).waitFor();
  await tabTo('username');
  await page.keyboard.type(newUsername());
  await tabTo('password');
  await page.keyboard.type(DEMO_PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('h1:focus').waitFor();
  await tabTo('checkIn');
  await page.keyboard.press('Enter');
  await page.locator('.attended.today').waitFor();
  await tabTo(/^claim-/);
  await page.keyboard.press('Enter');
  await page.getByText(texts.en.won).waitFor();
  // The focus is where it was, so the second claim is one key away.
  await page.keyboard.press('Enter');
  await page.getByText(messages.en.ALREADY_REWARDED).waitFor();
});

test('a wrong password, and an account of staff', async () => {
  const page = await console.visit('/demo', { language: 'en', width: 390 });
  await page.getByLabel(texts.en.username).fill('auditor');
  await page.getByLabel(texts.en.password).fill('not the password');
  await page.getByRole('button', { name: texts.en.signIn }).click();
  await page.getByText(messages.en.INVALID_CREDENTIALS).waitFor();
  // The fields keep their values.
  expect(await page.getByLabel(texts.en.username).inputValue()).toBe('auditor');
  await page.getByLabel(texts.en.password).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: texts.en.signIn }).click();
  await page.getByText(texts.en.staff).waitFor();
});

test('where registration is closed nobody is offered to sign up', async () => {
  const open = console.server;
  console.server = await console.startServer({ REGISTRATION: 'off' });
  try {
    const page = await console.visit('/demo', { language: 'en', width: 390 });
    await page.getByRole('button', { name: texts.en.signIn }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('button', { name: texts.en.signUp }).count()).toBe(0);
    expect(await page.getByText(texts.en.rules).count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  } finally {
    await console.server.end('SIGKILL');
    console.server = open;
  }
});

test('without storage, and over plain HTTP', async () => {
  const page = await signUp({ blocksStorage: true, isPlainHttp: true });
  await checkIn(page);
  await claimOf(page, FIRST).click();
  await page.getByText(texts.en.won).waitFor();
});

test.each(['light', 'dark'] as const)(
  'axe finds nothing in the %s theme, and nothing is cut off',
  async (theme) => {
    for (const language of ['en', 'ko'] as const) {
      const page = await console.visit('/demo', { language, theme, width: 320 });
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByLabel(texts[language].username).fill('alice');
      await page.getByLabel(texts[language].password).fill(DEMO_PASSWORD);
      await page.getByRole('button', { name: texts[language].signIn }).click();
      await page.getByRole('heading', { name: texts[language].events }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await valueIn<number>(page, 'document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    }
  },
);
