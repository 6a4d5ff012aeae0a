import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from 'playwright-core';
import { LOCALES, type Language } from '../../console/src/i18n/language';
import { DEMO_PASSWORD } from '../../src/demo/demo-accounts';
import { TEST_FOLDER_PREFIX } from './mongod';
import { freshDatabaseUri } from './server';
import { startServerProcess, type ServerProcess } from './server-process';
import { wordsOf } from './words';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Of a page that waits for a machine with much to do besides. */
const PATIENCE_MS = 30_000;

export interface Visit {
  readonly language: Language;
  readonly theme?: 'light' | 'dark';
  /** Of the window, in CSS pixels. */
  readonly width?: number;
  /** By a name that is not localhost, so the page is no secure context. */
  readonly isPlainHttp?: boolean;
  /** With a browser whose settings allow the site no data. */
  readonly blocksStorage?: boolean;
}

/**
 * The console in a real browser, on a server process with demo data and a database of its own. Every page is
 * watched: a test that asked another host for anything, or wrote an error to its console, has failed.
 */
export class ConsoleInBrowser {
  server!: ServerProcess;
  /** The database of its server. */
  readonly mongodbUri = freshDatabaseUri();
  /** What the server was asked for by all pages of the test, as GraphQL operations. */
  asked: string[] = [];
  /** The browser itself reports an error for each call to a server that is gone. */
  isServerAway = false;
  #browser!: Browser;
  #contexts: BrowserContext[] = [];
  #troubles: string[] = [];

  constructor(private readonly env: Record<string, string> = {}) {}

  async start(): Promise<void> {
    [this.#browser, this.server] = await Promise.all([launchChromium(), this.startServer()]);
  }

  /** @param env what its environment has beside the database and what all servers of the test have */
  startServer(env: Record<string, string> = {}): Promise<ServerProcess> {
    return startServerProcess({ MONGODB_URI: this.mongodbUri, ...this.env, ...env }, '--demo');
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.server.end('SIGKILL');
    await removeProfiles();
  }

  /** Ends what one test opened; what went wrong in its pages. */
  async endTest(): Promise<readonly string[]> {
    await Promise.all(this.#contexts.map((context) => context.close()));
    const troubles = this.#troubles;
    [this.#contexts, this.#troubles, this.asked, this.isServerAway] = [[], [], [], false];
    return troubles;
  }

  /** A browser of somebody who was never here before. */
  async visit(path: string, visit: Visit): Promise<Page> {
    const { language, theme = 'light', width = 1280, isPlainHttp = false, blocksStorage = false } = visit;
    const origin = isPlainHttp ? this.server.url.replace('127.0.0.1', PLAIN_HOST) : this.server.url;
    const options = {
      baseURL: origin,
      locale: LOCALES[language],
      colorScheme: theme,
      reducedMotion: 'reduce',
      viewport: { width, height: 900 },
    } as const;
    const context = await (blocksStorage ? launchWithoutStorage(options) : this.#browser.newContext(options));
    this.#contexts.push(context);
    context.setDefaultTimeout(PATIENCE_MS);
    await this.#watch(context, origin);
    const page = await context.newPage();
    await page.goto(path);
    return page;
  }

  /** The same at a page of the console, signed in as a demo account or another with the same password. */
  async signIn(username: string, path: string, visit: Visit): Promise<Page> {
    const page = await this.visit(`/console${path}`, visit);
    await fillSignIn(page, username, visit.language);
    await page.getByRole('navigation', { name: wordsOf(visit.language).layout.navigation }).waitFor();
    return page;
  }

  async #watch(context: BrowserContext, own: string): Promise<void> {
    await context.route(/.*/, async (route) => {
      const url = new URL(route.request().url());
      if (url.origin === own) return route.continue();
      this.#troubles.push(`asked another host: ${url.href}`);
      return route.abort();
    });
    context.on('request', (request) => {
      const { operationName } = (postedJson(request.postData()) ?? {}) as { operationName?: string };
      if (operationName) this.asked.push(operationName);
    });
    context.on('console', (message) => {
      const isOfAbsence = this.isServerAway && message.text().includes('net::ERR_');
      if (message.type() === 'error' && !isOfAbsence) this.#troubles.push(message.text());
    });
    context.on('weberror', (fault) => this.#troubles.push(String(fault.error().stack)));
  }
}

function postedJson(body: string | null): unknown {
  return body?.startsWith('{') ? JSON.parse(body) : null;
}

/** Names this machine for a page that is neither HTTPS nor localhost. */
const PLAIN_HOST = 'console.test';

const launchOptions = () => ({
  executablePath: process.env.CHROMIUM_PATH!,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    // The browser's own services find no host either.
    `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
  ],
});

/** Chromium without a window, which finds no host but this machine. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch(launchOptions());
}

const profiles: string[] = [];

/** A browser writes into its profile until its last process has ended, which is after it was closed. */
async function removeProfiles(): Promise<void> {
  for (const profile of profiles.splice(0)) {
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

/** A Chromium of its own whose settings say, as people can: no site may keep data on this device. */
async function launchWithoutStorage(options: BrowserContextOptions): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
  mkdirSync(join(profile, 'Default'));
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(settings));
  const context = await chromium.launchPersistentContext(profile, { ...launchOptions(), ...options });
  profiles.push(profile);
  return context;
}

/**
 * Starts the console once for a test file, and holds every page of every test to what is asked of all.
 * @param env what its server's environment has beside the database
 */
export function useConsole(env: Record<string, string> = {}): ConsoleInBrowser {
  const console = new ConsoleInBrowser(env);
  beforeAll(() => console.start());
  afterAll(() => console.stop());
  afterEach(async () => expect(await console.endTest()).toEqual([]));
  return console;
}

export async function fillSignIn(page: Page, username: string, language: Language): Promise<void> {
  const { signIn } = wordsOf(language);
  await page.getByLabel(signIn.username).fill(username);
  await page.getByLabel(signIn.password).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: signIn.submit }).click();
}

/** The value of an expression in the page, whose policy allows no script but its own: the debugger's are not the page's. */
export async function valueIn<T>(page: Page, expression: string): Promise<T> {
  const debuggerOfPage = await page.context().newCDPSession(page);
  const { result, exceptionDetails } = await debuggerOfPage.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  await debuggerOfPage.detach();
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value as T;
}

/** Counts the presses of a mouse or finger in a page from now on, until the page is loaded anew. */
export async function countPresses(page: Page): Promise<() => Promise<number>> {
  await valueIn(page, 'window.presses = 0; addEventListener("pointerdown", () => window.presses++, true); 0');
  return () => valueIn<number>(page, 'window.presses');
}

/** What axe finds wrong with a page, as rule and elements. */
export function accessibilityFaults(page: Page): Promise<string[]> {
  const told =
    'violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target} ${html}`))';
  return valueIn(page, `${AXE}; axe.run(document).then(({ violations }) => ${told})`);
}

/** Waits until a page shows what it asked for. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.loading, .stale').first().waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
}

/** Presses an export's button; the rows of the file that the browser saves, by the names of its header. */
export async function downloadOf(page: Page, button: string): Promise<Array<Record<string, string>>> {
  await page.getByRole('button', { name: button }).first().click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('textbox').fill('monthly report');
  const begun = page.waitForEvent('download');
  await dialog.getByRole('button', { name: button }).click();
  const download = await begun;
  return parse(readFileSync(await download.path()), { bom: true, columns: true });
}

/** Types day and minute into a field of several parts, whatever order the language has them in. */
export async function enterInstant(field: Locator, instant: string): Promise<void> {
  const [year, month, day, hour, minute] = instant.split(/\D/);
  for (const [part, digits] of Object.entries({ year, month, day, hour, minute })) {
    await field.locator(`[data-type=${part}]`).pressSequentially(digits!);
  }
}
