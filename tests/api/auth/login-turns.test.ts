import { randomUUID } from 'node:crypto';
import { LoginDocument, RegisterDocument } from '../../generated/documents';
import { loginAttempt, LoginFailures } from '../../../src/auth/login-failures';
import { LOGIN_LIMITS } from '../../../src/auth/login-limits';
import { LoginLocks } from '../../../src/auth/login-locks';
import { AppError } from '../../../src/errors';
import { createLog } from '../../../src/log';
import { ClientAt } from '../../support/client-at';
import { startTestServer, type TestServer } from '../../support/server';

const PASSWORD = 'a password of the tests';
const WRONG = 'the wrong password';
let server: TestServer;
let failures: LoginFailures;
beforeAll(async () => {
  server = await startTestServer({ env: { RATE_LIMIT: 'on', TRUSTED_PROXIES: '127.0.0.1' } });
  const { limits, chainer } = server.services;
  failures = new LoginFailures({ limits, chainer, log: createLog('silent', false) });
});
afterAll(() => server.close());
// What is counted begins anew with each quarter of an hour.
beforeEach(() => {
  const quarterMs = 15 * 60_000;
  server.clock.advance({ milliseconds: quarterMs - (server.clock.now().getTime() % quarterMs) });
});

let networks = 0;
const freshAddress = () => `198.51.${100 + Math.floor((networks += 1) / 250)}.${networks % 250}`;
const freshName = () => `user-${randomUUID().slice(0, 8)}`;

/** @returns the code, and how long to wait */
async function login(address: string, username: string, password = PASSWORD) {
  const { errors } = await new ClientAt(address, server).ask(LoginDocument, {
    input: { username, password },
  });
  const { code, retryAfterSeconds = 0 } = errors[0]?.extensions ?? { code: 'OK' };
  return { code, retryAfterSeconds };
}

async function register(address: string): Promise<string> {
  const username = freshName();
  await new ClientAt(address, server).run(RegisterDocument, { input: { username, password: PASSWORD } });
  return username;
}

/** Whether an attempt with a wrong password gets as far as the comparison. */
async function guess(usernameKey: string, address: string): Promise<boolean> {
  const attempt = loginAttempt(usernameKey, address, server.clock.now());
  try {
    await failures.enter(attempt, await failures.allow(attempt));
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'RATE_LIMITED') return false;
    throw error;
  }
}

/** Failures without the hashes. */
async function fail(times: number, given: () => { usernameKey?: string; address?: string }) {
  for (let i = 0; i < times; i++) {
    const { usernameKey, address } = { usernameKey: freshName(), address: freshAddress(), ...given() };
    expect(await guess(usernameKey, address)).toBe(true);
  }
}

const QUARTER_SECONDS = 15 * 60;
const TURNS_OF_QUARTER = QUARTER_SECONDS / LOGIN_LIMITS.turnSeconds;
const locks = () => new LoginLocks(server.services.limits);
const attackers = (count: number) => Array.from({ length: count }, (_, n) => `attacker ${n}`);
let guesses = 0;
const lockOf = (key: string) => (by: string) => ({
  key,
  limit: LOGIN_LIMITS.failures,
  counted: `guess ${(guesses += 1)}`,
  by,
});

/** Polls from now to the end of the quarter, while `polls`. @returns how many guesses are admitted */
async function guessesOfQuarter(
  lock: ReturnType<typeof lockOf>,
  attackers: readonly string[],
  polls: (second: number) => boolean,
): Promise<number> {
  let admitted = 0;
  for (let second = 0; second < QUARTER_SECONDS; second += LOGIN_LIMITS.turnSeconds) {
    for (const by of polls(second) ? attackers : [])
      admitted += Number((await locks().enter(lock(by), server.clock.now())) === 0);
    server.clock.advance({ seconds: LOGIN_LIMITS.turnSeconds });
  }
  return admitted;
}

const rowsAbout = async (key: string) =>
  server.services.limits
    .rows()
    .find({ key: { $regex: key } })
    .toArray();

describe('an account that strangers try', () => {
  test('whoever waits as long as the answer says gets in, although a stranger polls with wrong passwords', async () => {
    const username = await register(freshAddress());
    const attacker = freshAddress();
    const victim = freshAddress();
    for (let second = 0; second < 90; second++) {
      await login(attacker, username, WRONG);
      server.clock.advance({ seconds: 1 });
    }
    const first = await login(victim, username);
    expect(first.code).toBe('RATE_LIMITED');
    expect(first.retryAfterSeconds).toBeLessThanOrEqual(2 * LOGIN_LIMITS.turnSeconds);
    for (let second = 0; second < first.retryAfterSeconds; second++) {
      await login(attacker, username, WRONG);
      server.clock.advance({ seconds: 1 });
      await login(attacker, username, WRONG);
    }
    expect(await login(victim, username)).toMatchObject({ code: 'OK' });
    // From now on the network is known, whatever happens elsewhere.
    for (let n = 0; n < 20; n++) await guess(username, freshAddress());
    expect(await login(victim, username)).toMatchObject({ code: 'OK' });
  });

  test('asking again before the turn neither brings it nearer nor moves it away', async () => {
    const username = await register(freshAddress());
    await fail(LOGIN_LIMITS.failures, () => ({ usernameKey: username }));
    const [one, two] = [freshAddress(), freshAddress()];
    const { turnSeconds } = LOGIN_LIMITS;
    const waits: number[] = [];
    for (const address of [one, one, two, one, two])
      waits.push((await login(address, username)).retryAfterSeconds);
    expect(waits).toEqual([1, 1, 2, 1, 2].map((turns) => turns * turnSeconds));
    server.clock.advance({ seconds: turnSeconds });
    // Two attempts that are under way at once have one turn.
    const codes = await Promise.all([1, 2].map(async () => (await login(one, username, WRONG)).code));
    expect(codes.sort()).toEqual(['INVALID_CREDENTIALS', 'RATE_LIMITED']);
    expect(await login(two, username)).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: turnSeconds,
    });
  });

  test('a right password does not count', async () => {
    const username = await register(freshAddress());
    await fail(LOGIN_LIMITS.failures - 1, () => ({ usernameKey: username }));
    expect(await login(freshAddress(), username)).toMatchObject({ code: 'OK' });
    expect(await login(freshAddress(), username)).toMatchObject({ code: 'OK' });
    expect(await guess(username, freshAddress())).toBe(true);
    expect(await login(freshAddress(), username)).toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('guesses that are made at once cannot pass together', async () => {
    const lock = lockOf(freshName());
    const now = server.clock.now();
    const waits = await Promise.all(attackers(40).map((by) => locks().enter(lock(by), now)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(LOGIN_LIMITS.failures);
  });

  test('strangers have less than 40 guesses in a quarter of an hour, however many poll', async () => {
    const lock = lockOf(freshName());
    const polled = await guessesOfQuarter(lock, attackers(25), () => true);
    // The first turn comes one interval after the last free guess.
    expect(polled).toBe(LOGIN_LIMITS.failures + TURNS_OF_QUARTER - 1);
  }, 120_000);

  test('and 50 at most when they have saved turns', async () => {
    const lock = lockOf(freshName());
    const { turnSeconds, turnKeptSeconds } = LOGIN_LIMITS;
    const saved = turnKeptSeconds / turnSeconds;
    // Those who hold the turns of the last minutes use them in the next quarter.
    await guessesOfQuarter(lock, attackers(25), (second) => second < QUARTER_SECONDS - turnKeptSeconds);
    const polled = await guessesOfQuarter(lock, attackers(25), () => true);
    expect(polled).toBeGreaterThan(LOGIN_LIMITS.failures + TURNS_OF_QUARTER);
    expect(polled).toBeLessThanOrEqual(LOGIN_LIMITS.failures + TURNS_OF_QUARTER + saved);
    const [row] = await rowsAbout(`^loginLock:${lock('').key}`);
    expect((row!.turns as unknown[]).length).toBeLessThanOrEqual(LOGIN_LIMITS.turnsMax);
  }, 120_000);

  test('the networks of one /48 have one turn together', async () => {
    const username = await register(freshAddress());
    await fail(LOGIN_LIMITS.failures, () => ({ usernameKey: username }));
    const waits = [];
    for (const address of ['2001:db8:7:1::1', '2001:db8:7:2::1', '2001:db8:8:1::1'])
      waits.push((await login(address, username)).retryAfterSeconds);
    expect(waits).toEqual([1, 1, 2].map((turns) => turns * LOGIN_LIMITS.turnSeconds));
  });

  test('a network that it logged in from within 30 days waits for nobody', async () => {
    const home = freshAddress();
    const username = await register(home);
    server.clock.advance({ days: LOGIN_LIMITS.knownForDays - 1 });
    await fail(LOGIN_LIMITS.failures, () => ({ usernameKey: username }));
    expect(await login(home, username)).toMatchObject({ code: 'OK' });
    server.clock.advance({ days: LOGIN_LIMITS.knownForDays });
    await fail(LOGIN_LIMITS.failures, () => ({ usernameKey: username }));
    expect(await login(home, username)).toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('there it waits for its own failures, which keep nobody else waiting', async () => {
    const home = freshAddress();
    const [one, two] = [await register(home), await register(home)];
    await fail(LOGIN_LIMITS.failures, () => ({ usernameKey: one, address: home }));
    expect(await login(home, one)).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: LOGIN_LIMITS.turnSeconds,
    });
    expect(await login(home, two)).toMatchObject({ code: 'OK' });
    server.clock.advance({ seconds: LOGIN_LIMITS.turnSeconds });
    expect(await login(home, one)).toMatchObject({ code: 'OK' });
  });

  test('an account remembers the newest 20 networks', async () => {
    const usernameKey = freshName();
    const addresses = Array.from({ length: 25 }, freshAddress);
    for (const address of [...addresses, addresses[24]!])
      await failures.succeed(loginAttempt(usernameKey, address, server.clock.now()));
    await fail(LOGIN_LIMITS.failures, () => ({ usernameKey }));
    const known = [];
    for (const address of addresses) known.push(await guess(usernameKey, address));
    expect(known).toEqual(addresses.map((_, place) => place >= 5));
  });
});

describe('a network', () => {
  test('does not pay for the mistakes of one account', async () => {
    const address = freshAddress();
    const others = [await register(address), await register(freshAddress())];
    const target = await register(freshAddress());
    for (let i = 0; i < 115; i++) await login(address, target, WRONG);
    for (let i = 0; i < 115; i++) await guess(target, address);
    for (const username of others) expect(await login(address, username)).toMatchObject({ code: 'OK' });
  }, 60_000);

  test('whose accounts fail, many different ones, waits; but not an account that knows it', async () => {
    const address = freshAddress();
    const [local, stranger] = [await register(address), await register(freshAddress())];
    await fail(LOGIN_LIMITS.accountsOfNetwork - 1, () => ({ address }));
    expect(await login(address, await register(freshAddress()))).toMatchObject({ code: 'OK' });
    await fail(1, () => ({ address }));
    expect(await login(address, stranger)).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: LOGIN_LIMITS.turnSeconds,
    });
    expect(await login(address, local)).toMatchObject({ code: 'OK' });
    expect(await login(freshAddress(), stranger)).toMatchObject({ code: 'OK' });
    server.clock.advance({ seconds: LOGIN_LIMITS.turnSeconds });
    expect(await login(address, stranger)).toMatchObject({ code: 'OK' });
  });

  test('of a /48 in which many different accounts fail waits too', async () => {
    let n = 0;
    const inSite = () => ({ address: `2001:db8:c:${(n += 1).toString(16)}::1` });
    await fail(LOGIN_LIMITS.accountsOfSite, inSite);
    const username = await register(freshAddress());
    expect(await login('2001:db8:c:ffff::1', username)).toMatchObject({ code: 'RATE_LIMITED' });
    expect(await login('2001:db8:d:ffff::1', username)).toMatchObject({ code: 'OK' });
  });

  test('has a row of bounded size, however many accounts fail', async () => {
    const address = freshAddress();
    for (let i = 0; i < LOGIN_LIMITS.accountsOfNetwork + 90; i++) await guess(freshName(), address);
    const [row] = await rowsAbout(`^loginLock:${address.replaceAll('.', '\\.')}$`);
    expect(row!.failed as string[]).toHaveLength(LOGIN_LIMITS.accountsOfNetwork);
    expect(row!.turns as unknown[]).toHaveLength(LOGIN_LIMITS.turnsMax);
  });
});

test('right logins of one account have a limit too, until the quarter of an hour ends', async () => {
  const username = await register(freshAddress());
  const other = await register(freshAddress());
  const address = freshAddress();
  const attempt = loginAttempt(username, address, server.clock.now());
  for (let n = 2; n < LOGIN_LIMITS.logins; n++) await failures.succeed(attempt);
  server.clock.advance({ minutes: 5 });
  expect(await login(address, username)).toMatchObject({ code: 'OK' });
  const refused = await login(address, username);
  expect(refused.code).toBe('RATE_LIMITED');
  expect(refused.retryAfterSeconds).toBeLessThanOrEqual(10 * 60);
  expect(await login(address, other)).toMatchObject({ code: 'OK' });
  server.clock.advance({ seconds: refused.retryAfterSeconds });
  expect(await login(address, username)).toMatchObject({ code: 'OK' });
});
