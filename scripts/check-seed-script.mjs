/**
 * Proves init/init-mongo.js with the real mongosh, against a real mongod with accounts and a key file, as the
 * compose file runs it. `npm run check:seed`; needs a package registry, and half a minute when npm's cache
 * has mongosh.
 *
 * - mongosh is installed into a temporary folder: too heavy a dependency for everyone.
 * - The script runs as README has it, from standard input, twice: the second run changes nothing.
 * - A server on that database logs all five accounts in, pays alice, refuses bob; `check` is clean.
 * - The script leaves a database that the API has seeded unchanged, and the API one that the script has seeded.
 * - Both ways write the same documents, field by field, but for ids, hashes of passwords and instants.
 * - A run that fails ends with exit code 1.
 * - A server that was running before the script recognizes the new admin and chains the script's audit entries.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const require = createRequire(import.meta.url);

const MONGOSH = 'mongosh@2.12';
const SET_NAME = 'rs0';
const PASSWORD = 'event-reward-demo';
const ACCOUNTS = { admin: 'ADMIN', operator: 'OPERATOR', auditor: 'AUDITOR', alice: 'USER', bob: 'USER' };
const COLLECTIONS = ['users', 'userattendances', 'events', 'settings', 'rewardrequests'];

const folder = mkdtempSync(join(tmpdir(), 'event-reward-seed-script-'));
const closing = [];

async function main() {
  if (!existsSync(at('dist', 'main.js'))) throw new Error('There is no build: npm run build');
  const mongosh = await installMongosh();
  const { port, client } = await startDatabase();
  const uri = (name) =>
    `mongodb://root:test@127.0.0.1:${port}/${name}?authSource=admin&replicaSet=${SET_NAME}`;
  const runScript = (name) => runMongosh(mongosh, port, name);

  await step('the script twice, then a server', async () => {
    const db = client.db('mydb');
    await runScript('mydb');
    const first = await contents(db);
    assert.equal(first.users.length, 5);
    assert.equal(first.userattendances.length, 5);
    assert.equal(first.events.length, 7);
    await runScript('mydb');
    assert.deepEqual(await contents(db), first, 'a second run changes nothing');

    const server = await startServer(uri('mydb'));
    for (const [username, role] of Object.entries(ACCOUNTS)) {
      assert.equal((await server.login(username)).user.role, role);
    }
    const [three] = first.events.filter(({ title }) => title === 'Three days in a row');
    const claim = (who) => server.claim(who, three._id);
    assert.deepEqual(await claim('alice'), { status: 'SUCCESS', codes: [], grants: 2 });
    assert.deepEqual(await claim('bob'), { status: 'FAILED', codes: ['CONDITIONS_NOT_MET'], grants: 0 });
    await untilChained(db, 10);
    await server.end();
    await check(uri('mydb'), 10);
  });

  await step('a run that fails says so, also by its exit code', async () => {
    await client.db('conflict').collection('users').createIndex({ usernameKey: 1 });
    await assert.rejects(runScript('conflict'), /ended with 1\n[^]*could not be written/);
    assert.deepEqual(await counts(client.db('conflict')), [0, 0, 0, 0, 0]);
  });

  await step('the API seeds what the script has seeded', async () => {
    const before = await counts(client.db('mydb'));
    await cli('seed', uri('mydb'));
    assert.deepEqual(await counts(client.db('mydb')), before);
  });

  await step('the script on what the API has seeded, and what both write', async () => {
    const byApi = client.db('by_api');
    await cli('seed', uri('by_api'));
    const before = await contents(byApi);
    await runScript('by_api');
    assert.deepEqual(await contents(byApi), before);
    await check(uri('by_api'), 10);

    const byScript = client.db('by_script');
    await runScript('by_script');
    const server = await startServer(uri('by_script'));
    await untilChained(byScript, 10);
    await server.end();
    assert.deepEqual(comparable(await everything(byScript)), comparable(await everything(byApi)));
  });

  await step('the script beside a running server', async () => {
    const server = await startServer(uri('beside'));
    await runScript('beside');
    const admin = await server.login('admin');
    const demote = (user, role) => server.changeRole(admin, user.id, role);
    assert.deepEqual(await demote(admin.user, 'USER'), ['LAST_ADMIN']);
    const bob = await server.login('bob');
    assert.deepEqual(await demote(bob.user, 'ADMIN'), []);
    assert.deepEqual(await demote(bob.user, 'USER'), []);
    assert.deepEqual(await demote(admin.user, 'USER'), ['LAST_ADMIN']);
    await untilChained(client.db('beside'), 12);
    await server.end();
    await check(uri('beside'), 12);
  });
}

async function step(title, work) {
  const begun = Date.now();
  await work();
  process.stdout.write(`ok  ${title} (${((Date.now() - begun) / 1000).toFixed(1)} s)\n`);
}

async function installMongosh() {
  process.stdout.write(`Installing ${MONGOSH} …\n`);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--silent', MONGOSH], {
    cwd: folder,
  });
  return join(folder, 'node_modules', '.bin', 'mongosh');
}

async function startDatabase() {
  const { findMongod } = require(at('dist', 'embedded-database', 'mongod-binary.js'));
  const { mongodArguments, spawnMongod } = require(at('dist', 'embedded-database', 'mongod-process.js'));
  const { mongo } = require('mongoose');
  const keyFile = join(folder, 'keyfile');
  writeFileSync(keyFile, 'a key file of the check that is no secret', { mode: 0o400 });
  const dbPath = mkdtempSync(join(folder, 'db-'));
  const port = await freePort();
  const { path } = await findMongod();
  const mongod = spawnMongod(path, [
    ...mongodArguments(port, dbPath, join(folder, 'mongod.log')),
    ...['--replSet', SET_NAME, '--auth', '--keyFile', keyFile],
  ]);
  closing.push(() => mongod.stop());

  // Until there is an account, a client on this machine may initiate the set and make the first one.
  const direct = new mongo.MongoClient(`mongodb://127.0.0.1:${port}/`, { directConnection: true });
  const admin = direct.db('admin');
  const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
  await untilTrue(() => admin.command({ replSetInitiate: { _id: SET_NAME, members } }).then(() => true));
  await untilTrue(async () => (await admin.command({ hello: 1 })).isWritablePrimary);
  await admin.command({ createUser: 'root', pwd: 'test', roles: ['root'] });
  await direct.close();

  const client = new mongo.MongoClient(
    `mongodb://root:test@127.0.0.1:${port}/?authSource=admin&replicaSet=${SET_NAME}`,
  );
  closing.unshift(() => client.close());
  return { port, client };
}

/** The command of the compose file's users; only the port is added. */
async function runMongosh(mongosh, port, database) {
  const args = ['--port', String(port), '--username', 'root', '--password', 'test'];
  const output = await run(mongosh, [...args, '--authenticationDatabase', 'admin', database], {
    stdin: at('init', 'init-mongo.js'),
    env: { ...process.env, HOME: folder },
  });
  assert.match(output, /Demo data exists: admin, operator, auditor, alice, bob/);
  assert.doesNotMatch(output, /Error/);
}

async function startServer(mongodbUri) {
  const child = spawn(process.execPath, [at('dist', 'main.js')], { env: serverEnv(mongodbUri) });
  closing.unshift(() => child.kill('SIGKILL'));
  let log = '';
  const url = await new Promise((resolve, reject) => {
    const onData = (data) => {
      log += data;
      const address = /"address":"([^"]+)"/.exec(log)?.[1];
      if (address) resolve(address);
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}\n${log}`)));
  });
  const ask = async (query, variables, token) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    assert.equal(errors, undefined, JSON.stringify(errors));
    return data;
  };
  const login = async (username) => {
    const { login: payload } = await ask(
      `mutation ($input: LoginInput!) {
        login(input: $input) { user { id role } tokens { accessToken } }
      }`,
      { input: { username, password: PASSWORD } },
    );
    return { user: payload.user, token: payload.tokens.accessToken };
  };
  return {
    login,
    async claim(username, eventId) {
      const { requestReward } = await ask(
        `mutation ($input: RequestRewardInput!) {
          requestReward(input: $input) { request { status grants { name } } userErrors { code } }
        }`,
        { input: { eventId } },
        (await login(username)).token,
      );
      const { request, userErrors } = requestReward;
      const codes = userErrors.map(({ code }) => code);
      return { status: request.status, codes, grants: request.grants.length };
    },
    async changeRole({ token }, userId, role) {
      const { changeUserRole } = await ask(
        'mutation ($input: ChangeUserRoleInput!) { changeUserRole(input: $input) { userErrors { code } } }',
        { input: { userId, role, reason: 'the check of the seed script' } },
        token,
      );
      return changeUserRole.userErrors.map(({ code }) => code);
    },
    async end() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      assert.deepEqual(await exited, [0, null]);
    },
  };
}

function serverEnv(mongodbUri) {
  const { PATH, HOME } = process.env;
  const JWT_SECRET = 'a secret of the check that is long enough';
  return { PATH, HOME, NODE_ENV: 'test', PORT: '0', MONGODB_URI: mongodbUri, JWT_SECRET, DATA_DIR: folder };
}

function cli(command, mongodbUri) {
  return run(process.execPath, [at('dist', 'cli.js'), command], { env: serverEnv(mongodbUri) });
}

/** @param entries how many acts the chain must hold */
async function check(mongodbUri, entries) {
  const output = await cli('check', mongodbUri);
  assert.match(output, new RegExp(`auditChain +${entries} entries`), output);
}

/** Any server takes the entries that the script left in outboxes, each second. */
function untilChained(db, entries) {
  return untilTrue(async () => (await db.collection('auditentries').countDocuments()) === entries);
}

async function contents(db) {
  const lists = COLLECTIONS.map(async (name) => [
    name,
    await db.collection(name).find().sort('_id').toArray(),
  ]);
  // As text: ids and dates compare by their values.
  return JSON.parse(JSON.stringify(Object.fromEntries(await Promise.all(lists))));
}

async function everything(db) {
  const auditEntries = await db.collection('auditentries').find().toArray();
  return { ...(await contents(db)), auditEntries: JSON.parse(JSON.stringify(auditEntries)) };
}

async function counts(db) {
  const documents = await contents(db);
  return COLLECTIONS.map((name) => documents[name].length);
}

/** Settings in which servers note how far their work has come; the head of the chain is a hash of all the rest. */
const OF_SERVERS = new Set(['auditHead', 'rewardFeed', 'seals', 'secretsKeys', 'nameLookups']);

/** The documents without what differs from run to run: ids, hashes, commitments, instants of writing, order. */
function comparable(documents) {
  const idNames = new Map();
  for (const { _id, username } of documents.users) idNames.set(_id, username);
  for (const { _id, title } of documents.events) idNames.set(_id, title);
  const hidden = /^(passwordHash|createdAt|firstActivatedAt|at|hash|previousHash|sequence|checkedAt)$/;
  const plain = (value) => {
    if (typeof value === 'string') {
      if (/^[0-9a-f]{24}$/.test(value)) return idNames.get(value) ?? 'an id';
      return value
        .replace(/"id":"[0-9a-f]{24}"/g, '"id":"an id"')
        .replace(/"(title|description|name)":"[0-9a-f]{64}"/g, '"$1":"a commitment"');
    }
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value)
      // Servers add it to the rows of the script in the background.
      .filter(([key]) => key !== 'nameLookup')
      .map(([key, item]) => [key, hidden.test(key) && item !== null ? typeof item : plain(item)])
      .sort(([key], [other]) => (key < other ? -1 : 1));
    return Object.fromEntries(entries);
  };
  return Object.fromEntries(
    Object.entries(documents).map(([name, list]) => [
      name,
      list
        .map(plain)
        .filter(({ _id }) => !OF_SERVERS.has(_id))
        .map((document) => JSON.stringify(document))
        .sort(),
    ]),
  );
}

async function run(command, args, { stdin, ...options } = {}) {
  const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  if (stdin === undefined) child.stdin.end();
  else createReadStream(stdin).pipe(child.stdin);
  const exited = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await exited;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** Retries until the check passes; otherwise reports the last failure. */
async function untilTrue(condition) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const result = await condition().catch((error) => error);
    if (result === true) return;
    if (Date.now() > deadline) throw result instanceof Error ? result : new Error('it did not come true');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

try {
  await main();
  process.stdout.write('init/init-mongo.js does what the API does.\n');
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
} finally {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true, force: true });
}
