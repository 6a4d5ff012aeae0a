import { randomBytes, randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import { schema } from '../../src/graphql/schema';
import { LiveValues } from '../fuzz/live-values';
import { randomFrom } from '../fuzz/random';
import { randomDocument } from '../fuzz/random-document';
import { TEST_PASSWORD } from '../support/actors';
import { ask, post } from '../support/http';
import { freePort } from '../support/mongod';
import { rootFields } from '../support/root-fields';
import { runCommand } from '../support/run-command';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';

const DATABASE_PASSWORD = `Canary-database-${randomUUID()}`;
const JWT_SECRET = `Canary-secret-of-the-tokens-${randomUUID()}`;
const SECRETS_KEY = randomBytes(32).toString('base64');
/** What no hash may be taken for. */
const HASH = '$argon2id$';

/** Makes accounts and reads rows, without a password. */
let home: TestServer;
/** As it is deployed, on a database with a password; it logs all that there is to log. */
let server: ServerProcess;
let admin: mongo.Db;
let withPassword: string;
let metricsPort: number;
const username = `canary-${randomUUID().slice(0, 8)}`;

beforeAll(async () => {
  const uri = new URL(freshDatabaseUri());
  home = await startTestServer({
    mongodbUri: uri.toString(),
    env: { JWT_SECRET, SECRETS_KEY },
    now: new Date().toISOString(),
  });
  admin = home.database.claims.db('admin');
  await admin.command({ createUser: username, pwd: DATABASE_PASSWORD, roles: ['root'] });
  uri.username = username;
  uri.password = DATABASE_PASSWORD;
  uri.searchParams.set('authSource', 'admin');
  withPassword = uri.toString();
  metricsPort = await freePort();
  server = await startServerProcess({
    MONGODB_URI: withPassword,
    JWT_SECRET,
    SECRETS_KEY,
    LOG_LEVEL: 'trace',
    METRICS_PORT: String(metricsPort),
  });
});
afterAll(async () => {
  await server.end();
  await admin.command({ dropUser: username });
  await home.close();
});

const tokensIn = (text: string) => text.match(/[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}/g) ?? [];

test('a password, a token, the secret of the tokens or the database stands in no answer, no log line and no metric, whoever asks for whatever operation', async () => {
  const oneOfEachRole = () =>
    Promise.all((['USER', 'OPERATOR', 'AUDITOR', 'ADMIN'] as const).map((role) => home.actor(role)));
  let actors = await oneOfEachRole();
  const bystanders = await Promise.all(Array.from({ length: 8 }, () => home.actor('USER')));
  const live = new LiveValues();
  await live.prepare(home, actors[1]!, [actors[0]!], bystanders);
  const random = randomFrom(1);
  const secrets = new Set([TEST_PASSWORD, DATABASE_PASSWORD, JWT_SECRET, SECRETS_KEY, HASH]);
  const learn = (tokens: readonly string[]) => {
    // Its signature alone would do, too.
    for (const token of tokens) secrets.add(token).add(token.split('.')[2]!);
  };
  for (const { tokens } of [...actors, ...bystanders]) learn([tokens.accessToken, tokens.refreshToken]);

  const bodies: string[] = [];
  const served = new Set<string>();
  const askFor = async (place: string) => {
    for (const actor of [null, ...actors]) {
      await live.reload(home.database);
      const { query, variables } = randomDocument(schema().schema, [place], true, random, live);
      const headers: Record<string, string> = {};
      if (actor) headers.authorization = `Bearer ${actor.accessToken}`;
      const { text } = await post(server.url, { query, variables }, headers);
      const { data, errors } = JSON.parse(text) as {
        data: { f0: { tokens?: object } | null } | null;
        errors?: object[];
      };
      if (!errors) served.add(place);
      // Who logs in gets tokens, and nobody gets them in another place.
      if (data?.f0?.tokens) {
        learn(tokensIn(JSON.stringify(data.f0.tokens)));
        delete data.f0.tokens;
      }
      bodies.push(JSON.stringify({ data, errors }));
    }
  };
  const askForAll = async (places: readonly string[]) => {
    for (const place of places) {
      await askFor(place);
      if (place !== 'Mutation.changePassword') continue;
      // It ends the logins of those who asked.
      actors = await oneOfEachRole();
      for (const { tokens } of actors) learn([tokens.accessToken, tokens.refreshToken]);
    }
  };
  await askForAll(rootFields);
  // What chance has not led to a good answer yet is asked for again.
  const unserved = () => rootFields.filter((place) => !served.has(place));
  for (let round = 0; round < 20; round += 1) await askForAll(unserved());
  expect(unserved()).toEqual([]);
  bodies.push((await ask(`${server.url}/health/ready`)).text);
  const metrics = await ask(`http://127.0.0.1:${metricsPort}/metrics`);
  expect(metrics.text).toContain('# TYPE');

  expect(secrets.size).toBeGreaterThan(50);
  expect(server.log.length).toBeGreaterThan(0);
  for (const text of [...bodies, ...server.log, ...metrics.text.split('\n')]) {
    const found = [...secrets].filter((secret) => text.includes(secret));
    expect({ text, found }).toEqual({ text, found: [] });
  }
});

test.each([
  ['lets nobody in by this password', () => withPassword.replace(DATABASE_PASSWORD, `${DATABASE_PASSWORD}x`)],
  ['has an address that is none', () => withPassword.replace(/127\.0\.0\.1:\d+/, 'a b:c')],
])('a server whose database %s does not say the password', async (_what, uriOf) => {
  const secrets = { JWT_SECRET, SECRETS_KEY };
  const env = { NODE_ENV: 'test', PORT: '0', MONGODB_URI: uriOf(), ...secrets, LOG_LEVEL: 'trace' };
  const { code, stdout, stderr } = await runCommand('main.js', [], { env });
  expect(code).toBe(1);
  expect(stderr + stdout).not.toBe('');
  for (const secret of [DATABASE_PASSWORD, JWT_SECRET, SECRETS_KEY])
    expect(stderr + stdout).not.toContain(secret);
});
