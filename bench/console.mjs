import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { chromium } from 'playwright-core';
import { EVENTS, loadConsoleData, REQUESTS, USERS } from './console-data.mjs';
import { built, startDatabase, startServer } from './environment.mjs';
import { openDatabase } from './seed.mjs';

const DEBIANS = '/usr/bin/chromium';
const LIMIT_MS = 1_000;
/** The middle of so many visits counts: the first one fills caches. */
const VISITS = 5;
const ADMIN = 'bench-admin';
const PASSWORD = 'a password of the console bench';
const PAGES = [
  '/',
  '/events',
  '/events?states=IN_PROGRESS&order=endSoonest',
  '/events?view=calendar',
  '/requests',
  '/requests?order=newest&size=100',
  '/grants',
  '/users?size=100',
  '/activities',
  '/audiences',
  '/payouts',
  '/audit',
];

/**
 * How long each page of the console takes from the address to its content, in a browser on this machine, with the data
 * of an operator after some months. Prints a line per page.
 *
 * @returns whether the slowest page keeps to a second
 */
export async function measureConsole() {
  const database = await startDatabase();
  const server = await startServer(database.uri);
  const { client, db } = await openDatabase(database.uri);
  await provisionStaff(db);
  await loadConsoleData(db);
  const browser = await chromium.launch({
    executablePath: [process.env.CHROMIUM_PATH, DEBIANS].find((path) => path && existsSync(path)),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await signIn(browser, `http://127.0.0.1:${server.port}`);
    const event = await db.collection('events').findOne({ active: true, startAt: { $lt: new Date() } });
    const request = await db.collection('rewardrequests').findOne({ status: 0 });
    const details = [`/events/${event._id}`, `/requests/${request._id}`, `/users/${request.userId}`];
    const times = [];
    for (const path of [...PAGES, ...details]) {
      const visits = [];
      for (let n = 0; n < VISITS; n += 1) visits.push(await visit(page, path));
      const middle = visits.sort((a, b) => a - b)[Math.floor(VISITS / 2)];
      times.push(middle);
      process.stdout.write(`${String(Math.round(middle)).padStart(5)} ms  /console${path}\n`);
    }
    const slowest = Math.max(...times);
    process.stdout.write(
      `The slowest takes ${Math.round(slowest)} ms; ${EVENTS} events, ${USERS} users, ${REQUESTS} requests.\n`,
    );
    return slowest <= LIMIT_MS;
  } finally {
    await browser.close();
    await client.close();
    await server.stop();
    await database.stop();
  }
}

/** An operator, who the events are from, and the admin who looks at all pages. */
async function provisionStaff(db) {
  const { Passwords } = built('users/passwords');
  const passwordHash = await new Passwords().hash(PASSWORD);
  const createdAt = new Date();
  const row = (username, role) => ({
    ...{ username, usernameKey: username, role, passwordHash, createdAt },
    ...{ disabledAt: null, logins: [], adminN: role === 'ADMIN' ? 1 : 0 },
  });
  await db.collection('users').insertMany([row('bench-operator', 'OPERATOR'), row(ADMIN, 'ADMIN')]);
}

async function signIn(browser, url) {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  await page.goto('/console/');
  await page.locator('input').first().fill(ADMIN);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('.nav').waitFor();
  return page;
}

/** Until the page has its heading and nothing of it loads any more. */
async function visit(page, path) {
  const begun = performance.now();
  await page.goto(`/console${path}`, { waitUntil: 'commit' });
  await page.locator('h1').first().waitFor();
  await page.locator('main .loading').first().waitFor({ state: 'detached' });
  await page.locator('main .panel').first().waitFor();
  return performance.now() - begun;
}
