import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { print } from 'graphql';
import { CheckAttendanceDocument, EventsDocument, RequestRewardDocument } from '../generated/documents';
import { attend, lastDays } from '../support/attendance';
import { createEvent } from '../support/events';
import { TEST_PASSWORD } from '../support/actors';
import { startTestServer, type TestServer } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { report } from './support/report';

const SCRIPT = join(__dirname, 'support', 'login-times.mjs');
const ACCOUNTS = 80;
const LOGINS = 400;
/** Users who claim, check in and look at events meanwhile, each one call at a time. */
const OTHERS = 24;

let home: TestServer;
/** As it is by default; and one that lets the others go on without a pause. */
let limited: ServerProcess;
let unlimited: ServerProcess;
let accounts: string[];
let others: object[];

beforeAll(async () => {
  home = await startTestServer({ now: new Date().toISOString() });
  const env = { MONGODB_URI: home.mongodbUri, TRUSTED_PROXIES: '127.0.0.1' };
  limited = await startServerProcess({ ...env, RATE_LIMIT: 'on' });
  unlimited = await startServerProcess({ ...env, RATE_LIMIT: 'off' });
  accounts = [];
  while (accounts.length < ACCOUNTS) accounts.push((await home.actor('USER')).username);
  const event = await createEvent(await home.actor('OPERATOR'));
  // Not of those accounts: who logs in often ends the own oldest logins.
  const strangers = await Promise.all(Array.from({ length: OTHERS }, () => home.actor('USER')));
  await Promise.all(strangers.map(({ id }) => attend(home.database, id, lastDays(new Date(), 3))));
  others = strangers.flatMap(({ accessToken: token }) => [
    { token, query: print(RequestRewardDocument), variables: { input: { eventId: event.id } } },
    { token, query: print(CheckAttendanceDocument) },
    { token, query: print(EventsDocument), variables: { first: 5 } },
  ]);
});
afterAll(async () => {
  await Promise.all([limited.end(), unlimited.end()]);
  await home.close();
});

async function measured<Result>(
  { url }: ServerProcess,
  what: { name: string } & Record<string, unknown>,
): Promise<Result> {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ what, url, accounts, password: TEST_PASSWORD, others }));
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(code).toBe(0);
  return JSON.parse(output) as Result;
}

/**
 * A hash takes some 20 ms and scatters by 3 ms: the median of 600 is known to 0.15 ms, the difference of two to
 * 0.2 ms, a fifth of the bound. Less than 10 failures an account: none of them has to wait.
 */
const REFUSALS = 600;

test('an unknown name is refused as slowly as a wrong password: the medians are within 5 %', async () => {
  const { unknown, wrong } = await measured<Record<'unknown' | 'wrong', number>>(limited, {
    name: 'refusals',
    rounds: REFUSALS,
  });
  const difference = Math.abs(unknown - wrong) / wrong;
  report('Refused logins', [
    {
      'of each': REFUSALS,
      'unknown name, median ms': unknown.toFixed(2),
      'wrong password, median ms': wrong.toFixed(2),
      difference: `${(100 * difference).toFixed(1)} %`,
    },
  ]);
  process.stdout.write(`${JSON.stringify({ unknown, wrong, difference })}\n`);
  expect(difference).toBeLessThan(0.05);
}, 180_000);

interface Round {
  readonly alone: { readonly p99: number; readonly count: number };
  readonly beside: { readonly p99: number; readonly count: number };
  readonly waited: number;
}

test(`${LOGINS} logins at once at most double the p99 of other operations`, async () => {
  const rounds = await measured<Round[]>(unlimited, {
    name: 'besideLogins',
    rounds: 5,
    clients: OTHERS,
    logins: LOGINS,
  });
  // Alone and beside follow each other; the middle round stands for those that nothing else disturbed.
  const byRatio = rounds.toSorted((a, b) => a.beside.p99 / a.alone.p99 - b.beside.p99 / b.alone.p99);
  const { alone, beside, waited } = byRatio[2]!;
  const ratio = beside.p99 / alone.p99;
  process.stdout.write(`${JSON.stringify(rounds)}\n`);
  report('Other operations beside 400 logins', [
    {
      logins: LOGINS,
      'alone, p99 ms': alone.p99.toFixed(2),
      'beside, p99 ms': beside.p99.toFixed(2),
      ratio: ratio.toFixed(2),
      'operations meanwhile': beside.count,
      'logins told to wait': waited,
    },
  ]);
  expect(ratio).toBeLessThanOrEqual(2);
}, 180_000);
