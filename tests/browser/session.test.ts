import { LANGUAGES } from '../../console/src/i18n/language';
import { DEMO_PASSWORD } from '../../src/demo/demo-accounts';
import { ChangePasswordDocument, ChangeUserRoleDocument, LoginDocument } from '../generated/documents';
import { fillSignIn, settled, useConsole } from '../support/browser';
import { claimant } from '../support/claimants';
import { Client } from '../support/client';
import { claimDemoReward, demoClient } from '../support/demo';
import { until } from '../support/until';
import { wordsOf } from '../support/words';

const console = useConsole();
beforeAll(async () => {
  await claimDemoReward(await demoClient(console.server.url, 'alice'));
});

describe.each(LANGUAGES)('the console in %s', (language) => {
  const { common, layout, signIn, requests, events } = wordsOf(language);

  test('tells a USER that this is not the place, asks for no data and ends the login', async () => {
    const page = await console.visit('/console/requests', { language });
    await fillSignIn(page, 'alice', language);
    await page.getByText(signIn.because.notStaff).waitFor();
    await until(() => console.asked.includes('Logout'));
    expect(console.asked).toEqual(['Login', 'Logout']);
    await page.reload();
    await page.getByRole('heading', { name: signIn.title }).waitFor();
    expect(console.asked).toEqual(['Login', 'Logout']);
  });

  test('ends the login in every tab, and keeps it over a reload', async () => {
    const page = await console.signIn('operator', '/events', { language });
    await page.reload();
    await page.getByRole('heading', { level: 1, name: events.title }).waitFor();
    const beside = await page.context().newPage();
    await beside.goto('/console/requests');
    await beside.getByRole('heading', { level: 1, name: requests.title }).waitFor();
    await page.getByRole('button', { name: layout.account('operator') }).click();
    await page.getByRole('menuitem', { name: layout.signOut }).click();
    await beside.getByText(signIn.because.signedOut).waitFor();
    await page.getByText(signIn.because.signedOut).waitFor();
    await page.reload();
    await page.getByRole('button', { name: signIn.submit }).waitFor();
  });

  test('ends in every tab when the password changes, and goes on in every tab after a new login', async () => {
    const { url } = console.server;
    const { id, username } = await claimant(url);
    const admin = await demoClient(url, 'admin');
    await admin.run(ChangeUserRoleDocument, { input: { userId: id, role: 'OPERATOR', reason: 'To test' } });
    const page = await console.signIn(username, '/requests?order=newest', { language });
    const beside = await page.context().newPage();
    await beside.goto('/console/events');
    await beside.getByRole('heading', { level: 1, name: events.title }).waitFor();
    const other = 'another-long-password';
    for (const [currentPassword, newPassword] of [
      [DEMO_PASSWORD, other],
      [other, DEMO_PASSWORD],
    ] as const) {
      const client = new Client(() => url);
      const { login } = await client.run(LoginDocument, { input: { username, password: currentPassword } });
      client.accessToken = login!.tokens.accessToken;
      await client.run(ChangePasswordDocument, { input: { currentPassword, newPassword } });
    }
    const toEvents = page.getByRole('link', { name: layout.events, exact: true });
    // Either tab may have asked for something by itself and noticed first; then the link is gone already.
    await toEvents.click({ timeout: 5_000 }).catch(() => undefined);
    for (const tab of [page, beside]) {
      await tab.getByText(signIn.because.ended).or(tab.getByText(signIn.because.signedOut)).waitFor();
    }
    await fillSignIn(page, username, language);
    await toEvents.click();
    await page.getByRole('heading', { level: 1, name: events.title }).waitFor();
    await beside.getByRole('heading', { level: 1, name: events.title }).waitFor();
    await beside.getByRole('link', { name: layout.requests, exact: true }).click();
    // Decided ones, too.
    await beside.getByRole('search').getByRole('button', { name: common.requestStatuses.PENDING }).click();
    await beside.getByRole('link', { name: 'alice', exact: true }).waitFor();
  });

  test('shows the same after back, and at a copied address', async () => {
    const page = await console.signIn('operator', '/requests?order=newest', { language });
    await page.getByRole('search').getByRole('button', { name: common.requestStatuses.SUCCESS }).click();
    await page.waitForURL(/statuses=SUCCESS/);
    const address = page.url();
    await page.getByRole('link', { name: 'alice', exact: true }).click();
    await page.getByRole('heading', { name: /^alice · / }).waitFor();
    await page.goBack();
    const copied = await page.context().newPage();
    await copied.goto(address);
    for (const shown of [page, copied]) {
      await shown.getByRole('link', { name: 'alice', exact: true }).waitFor();
      const pressed = shown.getByRole('search').getByRole('button', { pressed: true });
      expect(await pressed.allInnerTexts()).toEqual([common.requestStatuses.SUCCESS]);
      expect(shown.url()).toBe(address);
    }
  });

  test('says once that the server is lost, and goes on by itself when it is back', async () => {
    const page = await console.signIn('operator', '/events', { language });
    await settled(page);
    const { port } = new URL(console.server.url);
    console.isServerAway = true;
    await console.server.end('SIGKILL');
    await page.getByRole('link', { name: layout.requests, exact: true }).click();
    await page.getByText(common.serverLost).waitFor();
    await page.getByRole('link', { name: layout.events, exact: true }).click();
    await page.getByRole('link', { name: layout.requests, exact: true }).click();
    expect(await page.getByText(common.serverLost).count()).toBe(1);
    console.server = await console.startServer({ PORT: port });
    await page.getByText(common.serverLost).waitFor({ state: 'detached' });
    await page.getByRole('search').getByRole('button', { name: common.requestStatuses.PENDING }).click();
    await page.getByRole('link', { name: 'alice', exact: true }).waitFor();
  });
});

test('the script of a page and the calendar are loaded while the login is renewed', async () => {
  const page = await console.signIn('operator', '/events', { language: 'en' });
  await settled(page);
  let letGo!: () => void;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('RefreshTokens')) await held;
    await route.continue();
  });
  const { asked } = console;
  const before = asked.length;
  const script = page.waitForResponse(/requests-page/);
  await page.goto('/console/requests');
  await script;
  await until(() => asked.includes('RefreshTokens', before));
  expect(asked.slice(before).sort()).toEqual(['RefreshTokens', 'ServerInfo']);
  letGo();
  await page.getByRole('heading', { level: 1, name: wordsOf('en').requests.title }).waitFor();
});
