import { Types } from 'mongoose';
import { EndLoginDocument, LoginDocument, MeDocument, MyLoginsDocument } from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { readAudit } from '../../support/audit';
import { Client } from '../../support/client';
import { ask } from '../../support/http';
import { startTestServer, type TestServer } from '../../support/server';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0 of-minji';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ now: '2026-06-01T03:00:00Z' });
});
afterAll(() => server.close());

/** Another login, from a browser. */
async function loginBy(userAgent: string, { username, password }: Actor): Promise<Client> {
  const query = 'mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } } }';
  const { text } = await ask(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
    body: JSON.stringify({ query, variables: { input: { username, password } } }),
  });
  const { data } = JSON.parse(text) as { data: { login: { tokens: { accessToken: string } } } };
  return new Client(() => server.url, data.login.tokens.accessToken);
}
const loginsOf = async (client: Client) => (await client.run(MyLoginsDocument)).myLogins!;
const rowOf = ({ id }: Actor) => server.database.users.findOne({ _id: new Types.ObjectId(id) });

test('an account lists its logins, newest first, with a coarse device and nothing else of it', async () => {
  const user = await server.actor('USER');
  server.clock.advance({ minutes: 1 });
  const browser = await loginBy(FIREFOX, user);
  expect(await loginsOf(browser)).toMatchObject([
    { device: 'Firefox, Linux', current: true, startedAt: '2026-06-01T03:01:00.000Z' },
    { current: false, startedAt: '2026-06-01T03:00:00.000Z' },
  ]);
  const stored = JSON.stringify(await rowOf(user));
  expect(stored).toContain('Firefox, Linux');
  for (const part of ['of-minji', '127.0', 'Mozilla', 'x86_64']) expect(stored).not.toContain(part);
  // Those of nobody else.
  expect(await loginsOf(await server.actor('USER'))).toHaveLength(1);
});

test('a login ends at once, is recorded, and ends once', async () => {
  const user = await server.actor('USER');
  const browser = await loginBy(FIREFOX, user);
  const [{ id } = { id: '' }] = (await loginsOf(user)).filter(({ current }) => !current);
  expect(await user.run(EndLoginDocument, { input: { id } })).toEqual({ endLogin: { ended: true } });
  await browser.refused(MeDocument, {}, 'UNAUTHENTICATED');
  await user.run(MeDocument);
  expect(await user.run(EndLoginDocument, { input: { id } })).toEqual({ endLogin: { ended: false } });
  expect(await loginsOf(user)).toMatchObject([{ current: true }]);
  const entries = await readAudit(server.database, {
    action: 'endLogin',
    targetId: new Types.ObjectId(user.id),
  });
  expect(entries.map(({ after, actorId }) => [after, String(actorId)])).toEqual([
    [JSON.stringify({ endedSession: id }), user.id],
  ]);
});

test('nobody ends a login of another account', async () => {
  const [user, other] = [await server.actor('USER'), await server.actor('ADMIN')];
  const [{ id } = { id: '' }] = await loginsOf(user);
  expect(await other.run(EndLoginDocument, { input: { id } })).toEqual({ endLogin: { ended: false } });
  await other.refused(EndLoginDocument, { input: { id: 'nothing' } }, 'NOT_FOUND');
  await user.run(MeDocument);
});

test('a login that a former release stored began when its id was made', async () => {
  const user = await server.actor('USER');
  const before = (await rowOf(user))!.logins[0]!;
  await server.database.users.updateOne(
    { _id: new Types.ObjectId(user.id) },
    { $unset: { 'logins.0.startedAt': true, 'logins.0.device': true } },
  );
  expect(await loginsOf(user)).toMatchObject([
    { startedAt: before.id.getTimestamp().toISOString(), device: null },
  ]);
});

test('expired logins are not listed', async () => {
  const user = await server.actor('USER');
  server.clock.advance({ hours: 24 * 60 });
  const { login } = await server.anonymous.run(LoginDocument, {
    input: { username: user.username, password: user.password },
  });
  const again = new Client(() => server.url, login!.tokens.accessToken);
  expect(await loginsOf(again)).toHaveLength(1);
});
