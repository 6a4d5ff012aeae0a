import { randomBytes, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { mongo } from 'mongoose';
import { print } from 'graphql';
import { pino } from 'pino';
import { schema } from '../../src/graphql/schema';
import { SERVICE_SCOPES } from '../../src/domain/service-scopes';
import {
  CheckAttendanceForDocument,
  RedeemOneTimePasswordDocument,
  RequestRewardForDocument,
  ResetPasswordDocument,
  UpsertUsersDocument,
} from '../generated/documents';
import { LiveValues } from '../fuzz/live-values';
import { randomFrom } from '../fuzz/random';
import { randomDocument } from '../fuzz/random-document';
import { TEST_PASSWORD, type Actor } from '../support/actors';
import { Client } from '../support/client';
import { ask, askRaw, post } from '../support/http';
import { inputPlaces } from '../support/inputs';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider';
import { freePort } from '../support/mongod';
import { rootFields } from '../support/root-fields';
import { runCommand } from '../support/run-command';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { backendOf, KEY_FIELDS, type Backend } from '../support/service-keys';
import { startServerProcess, type ServerProcess } from '../support/server-process';

describe('a server as it is deployed, that logs all that there is to log', () => {
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
  let provider: IdentityProvider;
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
    provider = await startIdentityProvider();
    server = await startServerProcess({
      IDENTITY_ISSUERS: provider.issuersFile(),
      MONGODB_URI: withPassword,
      JWT_SECRET,
      SECRETS_KEY,
      LOG_LEVEL: 'trace',
      METRICS_PORT: String(metricsPort),
    });
  });
  afterAll(async () => {
    await server.end();
    await provider.close();
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
    live.identityToken = (subject) => {
      const token = provider.tokenNow(subject, new Date());
      learn([token]);
      return token;
    };
    for (const { tokens } of [...actors, ...bystanders]) learn([tokens.accessToken, tokens.refreshToken]);

    const ENDS_LOGINS = new Set(['Mutation.changePassword', 'Mutation.endLogin', 'Mutation.eraseMyAccount']);
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
          data: { f0: { tokens?: object; secret?: string; oneTimePassword?: string } | null } | null;
          errors?: object[];
        };
        if (!errors) served.add(place);
        // Who logs in gets tokens, and nobody gets them in another place.
        if (data?.f0?.tokens) {
          learn(tokensIn(JSON.stringify(data.f0.tokens)));
          delete data.f0.tokens;
        }
        // The creator of a service key is shown its secret once.
        if (data?.f0?.secret) {
          secrets.add(data.f0.secret);
          delete data.f0.secret;
        }
        // An ADMIN who resets a password is shown the one-time password once.
        if (data?.f0?.oneTimePassword) {
          secrets.add(data.f0.oneTimePassword);
          delete data.f0.oneTimePassword;
        }
        bodies.push(JSON.stringify({ data, errors }));
      }
    };
    const askForAll = async (places: readonly string[]) => {
      for (const place of places) {
        await askFor(place);
        if (!ENDS_LOGINS.has(place)) continue;
        // They end the logins of those who asked.
        actors = await oneOfEachRole();
        for (const { tokens } of actors) learn([tokens.accessToken, tokens.refreshToken]);
      }
    };
    // Documents for keys are written out: most random ones ask for a field that no scope opens.
    const backend = await backendOf(home, [...SERVICE_SCOPES]);
    secrets.add(backend.key).add(backend.key.slice(-43));
    const identity = { issuer: 'game', subject: 'p-1' };
    const toKeys: Array<readonly [object, object]> = [
      [UpsertUsersDocument, { users: [{ identity }] }],
      [CheckAttendanceForDocument, { user: { identity } }],
      [RequestRewardForDocument, { user: { identity }, eventId: '0'.repeat(24), idempotencyKey: 'once' }],
    ];
    for (const [document, input] of toKeys) {
      for (const key of [backend.key, `${backend.key}x`, `${backend.key.slice(0, -1)}!`]) {
        const headers = { authorization: `Bearer ${key}` };
        bodies.push(
          (await post(server.url, { query: print(document as never), variables: { input } }, headers)).text,
        );
      }
    }
    // It needs the one-time password of an account, which chance does not have.
    const redeems = 'Mutation.redeemOneTimePassword';
    const places = rootFields.filter((place) => !KEY_FIELDS.has(place) && place !== redeems);
    await askForAll(places);
    // What chance has not led to a good answer yet is asked for again.
    const unserved = () => places.filter((place) => !served.has(place));
    for (let round = 0; round < 20 && unserved().length > 0; round += 1) {
      // Only a sealed audience with members gives the payout that others ask for.
      await askForAll(['Mutation.startPayout', ...unserved()]);
    }
    expect(unserved()).toEqual([]);
    const forgetful = await home.actor('USER');
    const asAdmin = await home.actor('ADMIN');
    const reset = { input: { userId: forgetful.id, reason: 'forgotten' } };
    const { resetPassword } = await asAdmin.run(ResetPasswordDocument, reset);
    const oneTimePassword = resetPassword!.oneTimePassword!;
    secrets.add(oneTimePassword);
    const { username: name } = forgetful;
    for (const given of [`${oneTimePassword}x`, oneTimePassword, oneTimePassword]) {
      const input = { username: name, oneTimePassword: given, newPassword: TEST_PASSWORD };
      const query = print(RedeemOneTimePasswordDocument);
      const { text } = await post(server.url, { query, variables: { input } });
      learn(tokensIn(text));
      bodies.push(text.replace(/"tokens":\{[^}]*\}/, ''));
    }
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
    [
      'lets nobody in by this password',
      () => withPassword.replace(DATABASE_PASSWORD, `${DATABASE_PASSWORD}x`),
    ],
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
});

describe('a server whose log has no serializers: what reaches it must be harmless by itself', () => {
  const CANARY = 'Canary-4b7e';
  /** Its base64 contains the canary's letters. */
  const CANARY_KEY = `${CANARY}A`
    .replace(/[^A-Za-z0-9+/]/g, '')
    .padEnd(43, 'A')
    .slice(0, 43);
  const logged: string[] = [];
  let server: TestServer;
  let user: Actor;
  let admin: Actor;
  let backend: Backend;
  beforeAll(async () => {
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        logged.push(chunk.toString());
        done();
      },
    });
    server = await startTestServer({
      env: { JWT_SECRET: `${CANARY}-secret-of-the-tokens-0123456789`, SECRETS_KEY: CANARY_KEY },
      log: pino({ level: 'trace' }, sink),
    });
    user = await server.actor('USER');
    admin = await server.actor('ADMIN');
    backend = await backendOf(server, [...SERVICE_SCOPES]);
  });
  afterAll(() => server.close());
  afterEach(() => {
    for (const line of logged) expect(line).not.toContain(CANARY);
  });

  const bearer = ({ tokens }: Actor) => ({ authorization: `Bearer ${tokens.accessToken}` });
  const OF_A_USER = [
    'Query.eligibility',
    'Query.myAttendance',
    'Query.myRewardRequests',
    'Mutation.requestReward',
  ];

  test('no error repeats a value, whatever place it was put into', async () => {
    let faults = 0;
    for (const place of inputPlaces) {
      const headers = KEY_FIELDS.has(place.field)
        ? { authorization: `Bearer ${backend.key}` }
        : bearer(OF_A_USER.includes(place.field) ? user : admin);
      const values = [CANARY, CANARY.repeat(1_000), { [CANARY]: CANARY }];
      const answers = await Promise.all(
        values.map((value) => post(server.url, place.operation(value), headers)),
      );
      for (const { errors } of answers) {
        expect(JSON.stringify(errors)).not.toContain(CANARY);
        faults += errors.length;
      }
    }
    expect(faults).toBeGreaterThan(2 * inputPlaces.length);
  });

  test('no refusal repeats one either', async () => {
    const REGISTER =
      'mutation ($input: RegisterInput!) { register(input: $input) { userErrors { message field } } }';
    const input = { username: `${CANARY}.x`, password: `${CANARY} as password` };
    await post(server.url, { query: REGISTER, variables: { input } });
    const { text } = await post(server.url, { query: REGISTER, variables: { input } });
    expect(text).toContain('taken');
    expect(text).not.toContain(CANARY);
  });

  test.each<[string, object]>([
    ['a literal of another type', { query: `{ users(first: "${CANARY}") { nodes { id } } }` }],
    [
      'a word that is none of the enum',
      { query: `{ users(filter: { roles: [${CANARY.replace('-', '_')}] }) { nodes { id } } }` },
    ],
    ['a date', { query: `{ myAttendance(from: "${CANARY}") { nodes { id } } }` }],
    ['a text without its end', { query: `{ event(id: "${CANARY}` }],
    ['a text where none may be', { query: `{ "${CANARY}" }` }],
    [
      'a default value',
      { query: `query ($first: Int! = "${CANARY}") { users(first: $first) { nodes { id } } }` },
    ],
    ['a directive argument', { query: `{ me @skip(if: "${CANARY}") { id } }` }],
    ['a comment', { query: `# ${CANARY}\n{ me { id }` }],
    ['the name of an operation', { query: '{ me { id } }', operationName: CANARY }],
    ['a variable that nobody asked for', { query: '{ me { id } }', variables: { [CANARY]: CANARY } }],
    ['an extension', { extensions: { persistedQuery: { version: 1, sha256Hash: CANARY } } }],
    ['a query that is no text', { query: { [CANARY]: CANARY } }],
  ])('%s is not repeated', async (_what, body) => {
    const answer = await post(server.url, body);
    expect(answer.errors.length).toBeGreaterThan(0);
    expect(answer.text).not.toContain(CANARY.slice(0, 6));
  });

  test('neither are headers, paths and bodies that are no JSON', async () => {
    const body = '{ me { id } }';
    const named = [
      'authorization',
      'x-request-id',
      'x-forwarded-for',
      'cookie',
      'user-agent',
      'origin',
      'accept',
    ];
    const answers = [
      ...(await Promise.all(named.map((name) => post(server.url, { query: body }, { [name]: CANARY })))),
      await post(server.url, { query: body }, { authorization: `Bearer ${CANARY}.${CANARY}.${CANARY}` }),
      await post(server.url, `{"query": ${CANARY}`),
      await post(server.url, CANARY, { 'content-type': CANARY }),
      await post(server.url, CANARY, { 'content-type': `application/${CANARY}` }),
      await ask(`${server.url}/${CANARY}?${CANARY}`),
      await ask(`${server.url}/%zz${CANARY}`),
      await ask(`${server.url}/graphql?query=${CANARY}&variables=${CANARY}`, {
        headers: { 'apollo-require-preflight': CANARY },
      }),
    ];
    for (const { text, errors, headers } of answers) {
      expect(errors.length).toBeGreaterThan(0);
      expect(text + JSON.stringify([...headers])).not.toContain(CANARY);
    }
    expect(await askRaw(server.url, `GET /${CANARY} HTTP/1.1\r\n${CANARY}\r\n\r\n`)).not.toContain(CANARY);
  });

  test('the log names a fault by its request, and repeats no value', async () => {
    const aliases = Array.from({ length: 30 }, (_, index) => `a${index}: id`).join(' ');
    const { errors } = await post(
      server.url,
      { query: `{ event(id: "${CANARY}") { ${aliases} } }` },
      bearer(user),
    );
    expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX' } }]);
    const about = logged.filter((line) => line.includes(errors[0]!.extensions.requestId ?? 'none'));
    const texts = about.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(texts).toEqual(['operation']);
    expect(about[0]).toContain('limit: ');
  });

  const mutation = (field: string, type: string, selection: string) =>
    `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} } }`;
  const REGISTER = mutation('register', 'RegisterInput', 'user { id } tokens { accessToken refreshToken }');
  const LOGIN = mutation('login', 'LoginInput', 'user { id }');
  const CHANGE = mutation('changePassword', 'ChangePasswordInput', 'user { id }');
  const REFRESH = mutation('refreshTokens', 'RefreshTokensInput', 'tokens { refreshToken }');

  test('no error and no log line holds a password, a token or a secret', async () => {
    const client = new Client(() => server.url);
    const password = `${CANARY} password`;
    const registered = await client.send<{
      register: { tokens: { accessToken: string; refreshToken: string } };
    }>(REGISTER, { input: { username: 'canary', password } });
    const { accessToken, refreshToken } = registered.data!.register.tokens;
    client.accessToken = accessToken;

    const answers = [
      await client.send(REGISTER, { input: { username: 'canary', password } }),
      await client.send(REGISTER, { input: { username: `${CANARY} is no name`, password: `${CANARY}\0` } }),
      await client.send(REGISTER, { input: { username: 'canary', password: { text: password } } }),
      await client.send(REGISTER, { input: { username: 'canary', password: [password], [CANARY]: 1 } }),
      await client.send(REGISTER, { input: password }),
      await client.send(
        `mutation { register(input: { username: 1, password: "${password}" }) { user { id } } }`,
      ),
      await client.send(`mutation { register(input: { password: "${password}" `),
      await client.send(LOGIN, { input: { username: 'canary', password: `${CANARY} wrong` } }),
      await client.send(LOGIN, { input: { username: CANARY, password: CANARY.repeat(1_000) } }),
      await client.send(CHANGE, {
        input: { currentPassword: `${CANARY} wrong`, newPassword: `${CANARY} new` },
      }),
      await client.send(CHANGE, { input: { currentPassword: password, newPassword: CANARY.repeat(50) } }),
      await client.send(REFRESH, { input: { refreshToken: `${CANARY}.${refreshToken}` } }),
      await client.send(REFRESH, { input: { refreshToken: accessToken } }),
    ];
    const bodies = answers.map((answer) => JSON.stringify(answer));
    const secrets = [
      CANARY,
      accessToken,
      refreshToken,
      ...[accessToken, refreshToken].map((t) => t.split('.')[2]!),
    ];
    for (const text of [...bodies, ...logged]) {
      for (const secret of secrets) expect(text).not.toContain(secret);
      expect(text).not.toContain('$argon2id$');
    }
    expect(answers.map(({ errors }) => errors[0]?.extensions.code ?? 'refused')).toEqual([
      'refused',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'GRAPHQL_VALIDATION_FAILED',
      'GRAPHQL_PARSE_FAILED',
      'INVALID_CREDENTIALS',
      'INVALID_CREDENTIALS',
      'INVALID_CREDENTIALS',
      'BAD_USER_INPUT',
      'INVALID_REFRESH_TOKEN',
      'INVALID_REFRESH_TOKEN',
    ]);
  });
});
