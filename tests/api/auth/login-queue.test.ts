import { setTimeout } from 'node:timers/promises';
import { Types } from 'mongoose';
import { LoginDocument } from '../../generated/documents';
import { TEST_PASSWORD } from '../../support/actors';
import { ClientAt } from '../../support/client-at';
import { startTestServer, type TestServer } from '../../support/server';

/** One account logs in with the right password, over and over, by so many connections. */
const CONNECTIONS = 100;
/** Fewer than may wait for a hash at once. */
const OTHERS = 48;
/** Of a connection that is refused: the server and its callers share a thread here. */
const PAUSE_MS = 500;

describe.each(['on', 'off'])('with RATE_LIMIT %s', (RATE_LIMIT) => {
  let server: TestServer;
  let greedy: string;
  let others: string[];
  beforeAll(async () => {
    server = await startTestServer({ env: { RATE_LIMIT, TRUSTED_PROXIES: '127.0.0.1' } });
    greedy = (await server.actor('USER')).username;
    others = await copies(greedy, OTHERS);
  });
  afterAll(() => server.close());

  /** Accounts with the same password, without a hash for each. */
  async function copies(username: string, count: number): Promise<string[]> {
    const { users } = server.database;
    const original = await users.findOne({ username });
    const names = Array.from({ length: count }, (_, n) => `other-${n}`);
    await users.insertMany(
      names.map((name) => ({
        ...original!,
        _id: new Types.ObjectId(),
        username: name,
        usernameKey: name,
        nameLookup: name,
        logins: [],
      })),
    );
    return names;
  }

  async function login(address: string, username: string): Promise<string> {
    const input = { username, password: TEST_PASSWORD };
    const { errors } = await new ClientAt(address, server).ask(LoginDocument, { input });
    return errors[0]?.extensions.code ?? 'OK';
  }

  /** @returns what the others' logins came to, all at once, while the connections go on */
  async function beside(others: () => Promise<string[]>): Promise<string[]> {
    let over = false;
    let refused = 0;
    const connections = Array.from({ length: CONNECTIONS }, async () => {
      while (!over) {
        if ((await login('203.0.113.1', greedy)) === 'OK') continue;
        refused += 1;
        await setTimeout(PAUSE_MS);
      }
    });
    // One account cannot take more than it has by now.
    while (refused === 0) await setTimeout(10);
    const codes = await others();
    over = true;
    await Promise.all(connections);
    return codes;
  }

  test('all logins from elsewhere are served, at the first time of asking', async () => {
    const codes = await beside(() =>
      Promise.all(others.map((username, n) => login(`198.51.100.${n}`, username))),
    );
    expect(codes.filter((code) => code !== 'OK')).toEqual([]);
  }, 180_000);

  test('so are logins of other accounts from the same address', async () => {
    const codes = await beside(() =>
      Promise.all(others.slice(0, 16).map((username) => login('203.0.113.1', username))),
    );
    expect(codes.filter((code) => code !== 'OK')).toEqual([]);
  }, 180_000);
});
