/**
 * `npm run check:balancer`: runs deploy/haproxy/haproxy.cfg before three servers of the build, with a real HAProxy
 * (Debian: apt-get install haproxy) and a real mongod. Of the configuration only hosts and ports are replaced.
 *
 * - Signing in and a claim go through.
 * - A caller counts by its own address, whatever it writes into X-Forwarded-For.
 * - The server itself refuses requests that are too large, with its code.
 * - A server that ends by SIGTERM loses no request, and what comes after it is gone goes to the others.
 * - When the primary is killed, claims wait for the election and are answered by a server, none by the balancer.
 * - With no server left, the balancer's own answer is JSON with a code.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const SERVERS = ['api', 'api-2', 'api-3'];
const CALLERS = 16;
const SIGN_IN = `mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } } }`;
const CLAIMANTS = 64;
/** From the first claim to the last, in milliseconds; the election falls inside. */
const CLAIMING_MS = 4_000;
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }`;
const REGISTER_AND_SIGN_IN = `mutation ($input: RegisterInput!) {
  register(input: $input) { tokens { accessToken } }
}`;
const EVENTS = `{ events(first: 100) { nodes { id title } } }`;
const CLAIM = `mutation ($input: RequestRewardInput!) {
  requestReward(input: $input) { request { status } }
}`;

const folder = mkdtempSync(join(tmpdir(), 'event-reward-balancer-'));
const closing = [];

async function main() {
  const database = await startDatabase();
  const ports = await Promise.all(SERVERS.map(freePort));
  const port = await freePort();
  // One after the other: the first makes the demo data.
  const servers = [];
  for (const each of ports) servers.push(await startServer(each, database.uri, servers.length === 0));
  const metricsPort = await freePort();
  await startBalancer(port, metricsPort, ports);
  const ask = asker(port);

  const { login } = dataOf(
    await ask(SIGN_IN, { input: { username: 'alice', password: 'event-reward-demo' } }),
  );
  const headers = { authorization: `Bearer ${login.tokens.accessToken}` };
  const { events } = dataOf(await ask(EVENTS, {}, { headers }));
  const eventId = events.nodes.find(({ title }) => title === 'Three days in a row').id;
  const { request } = dataOf(await ask(CLAIM, { input: { eventId } }, { headers })).requestReward;
  assert.equal(request.status, 'SUCCESS');
  say('a claim went through');

  for (const localAddress of ['127.0.0.2', '127.0.0.3']) {
    const input = { username: `from.${localAddress}`, password: 'a password of the check' };
    const forged = { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9' };
    dataOf(await ask(REGISTER, { input }, { localAddress, headers: forged }));
  }
  assert.deepEqual(await networksThatRegistered(database.uri), ['127.0.0.2', '127.0.0.3']);
  say('callers count by their own addresses');

  const tooLarge = await ask(EVENTS, { padding: 'x'.repeat(500_000) });
  assert.equal(tooLarge.status, 413);
  assert.equal(tooLarge.body.errors[0].extensions.code, 'BAD_REQUEST');
  say('the server itself refuses what is too large');

  const [, second] = servers;
  let goesOn = true;
  const callers = Array.from({ length: CALLERS }, async () => {
    let answered = 0;
    for (; goesOn; answered += 1) {
      // Of claims one account has 600 a minute.
      assert.equal(dataOf(await ask(EVENTS, {}, { headers })).events.nodes.length, events.nodes.length);
    }
    return answered;
  });
  const ending = (async () => {
    await sleep(1_000);
    second.kill('SIGTERM');
    assert.deepEqual(await once(second, 'exit'), [0, null]);
    await sleep(1_000);
    goesOn = false;
  })();
  const [, ...answered] = await Promise.all([ending, ...callers]);
  say(`none of ${answered.reduce((sum, count) => sum + count)} requests was lost when a server ended`);

  // Claims of users who have never claimed, so that each is an insert.
  const claimants = await Promise.all(
    Array.from({ length: CLAIMANTS }, async (_, index) => {
      const input = { username: `claimant.${index}`, password: 'a password of the check' };
      return dataOf(await ask(REGISTER_AND_SIGN_IN, { input })).register.tokens.accessToken;
    }),
  );
  const [claims] = await Promise.all([
    Promise.all(
      claimants.map(async (accessToken, index) => {
        await sleep((index * CLAIMING_MS) / CLAIMANTS);
        const headers = { authorization: `Bearer ${accessToken}` };
        for (let tries = 1; ; tries += 1) {
          const answer = await ask(CLAIM, { input: { eventId } }, { headers });
          const { code, requestId } = answer.body.errors?.[0].extensions ?? {};
          if (code !== 'SERVICE_UNAVAILABLE') return { answer, tries };
          // An election that takes longer than a claim waits; the answer is a server's nevertheless.
          assert.match(requestId, /^[0-9a-f-]{36}$/);
          await sleep(1_000);
        }
      }),
    ),
    sleep(CLAIMING_MS / 4).then(() => database.killPrimary()),
  ]);
  for (const { answer } of claims) assert.equal(dataOf(answer).requestReward.request.status, 'FAILED');
  const atOnce = claims.filter(({ tries }) => tries === 1).length;
  say(
    `all ${claims.length} claims were answered by servers while the primary was killed, ${atOnce} at the first try`,
  );

  for (const server of servers) server.kill('SIGKILL');
  await sleep(2_000);
  const alone = await ask(CLAIM, { input: { eventId } }, { headers });
  assert.equal(alone.status, 503);
  assert.equal(alone.body.errors[0].extensions.code, 'SERVICE_UNAVAILABLE');
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  // The alert BalancerErrors asks for it.
  assert.match(metrics, /haproxy_backend_http_responses_total\{proxy="servers",code="5xx"\} [1-9]/);
  say("with no server left the balancer's own answer has the code SERVICE_UNAVAILABLE");
}

/** Three members with a short election timeout, of which the primary can be killed. */
async function startDatabase() {
  const { findMongod } = require(join(root, 'dist', 'embedded-database', 'mongod-binary.js'));
  const { answers, connectDirectly, mongodArguments, spawnMongod } = require(
    join(root, 'dist', 'embedded-database', 'mongod-process.js'),
  );
  const { path } = await findMongod();
  const members = [];
  for (let _id = 0; _id < 3; _id += 1) {
    const port = await freePort();
    const data = join(folder, `member-${_id}`);
    mkdirSync(data);
    const mongod = spawnMongod(path, [
      ...mongodArguments(port, data, join(data, 'mongod.log')),
      ...['--replSet', 'rs0', '--setParameter', 'oplogNetworkTimeoutBufferSeconds=1'],
    ]);
    closing.unshift(() => mongod.stop());
    assert.ok(await answers(mongod, port), 'mongod answers');
    members.push({ _id, host: `127.0.0.1:${port}`, port, mongod });
  }
  const admin = async (port, command) => {
    const client = connectDirectly(port);
    try {
      return await client.db('admin').command(command);
    } finally {
      await client.close();
    }
  };
  await admin(members[0].port, {
    replSetInitiate: {
      _id: 'rs0',
      members: members.map(({ _id, host }) => ({ _id, host })),
      settings: { electionTimeoutMillis: 1_500, heartbeatIntervalMillis: 500 },
    },
  });
  const findPrimary = async () => {
    for (const member of members) {
      if ((await admin(member.port, { hello: 1 })).isWritablePrimary === true) return member;
    }
    return null;
  };
  await until(async () => (await findPrimary()) !== null);
  return {
    uri: `mongodb://${members.map(({ host }) => host).join(',')}/mydb?replicaSet=rs0`,
    killPrimary: async () => process.kill((await findPrimary()).mongod.pid, 'SIGKILL'),
  };
}

async function startServer(port, mongodbUri, isFirst) {
  const child = spawn(process.execPath, [join(root, 'dist', 'main.js'), ...(isFirst ? ['--demo'] : [])], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      PORT: String(port),
      MONGODB_URI: mongodbUri,
      JWT_SECRET: 'a secret of this check that is long enough',
      SECRETS_KEY: 'A'.repeat(43),
      TRUSTED_PROXIES: '127.0.0.1',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  closing.unshift(() => child.kill('SIGKILL'));
  await until(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200);
  return child;
}

/** HAProxy with the committed configuration, on `port` and `metricsPort`, before `ports`. */
async function startBalancer(port, metricsPort, ports) {
  const replaced = [
    ...SERVERS.map((host, index) => [` ${host}:4000\n`, ` 127.0.0.1:${ports[index]}\n`]),
    ['bind :8080\n', `bind 127.0.0.1:${port}\n`],
    ['bind :8405\n', `bind 127.0.0.1:${metricsPort}\n`],
  ];
  let text = readFileSync(join(root, 'deploy', 'haproxy', 'haproxy.cfg'), 'utf8');
  for (const [from, to] of replaced) {
    assert.ok(text.includes(from), `haproxy.cfg has ${from}`);
    text = text.replace(from, to);
  }
  const config = join(folder, 'haproxy.cfg');
  writeFileSync(config, text);
  // Warnings are faults.
  const { status, stderr } = spawnSync('haproxy', ['-c', '-dW', '-f', config], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const balancer = spawn('haproxy', ['-db', '-f', config], { stdio: ['ignore', 'ignore', 'inherit'] });
  closing.unshift(() => balancer.kill('SIGTERM'));
  await until(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200);
}

/** What sends an operation to a port, by connections that it keeps, from any of this machine's addresses. */
function asker(port) {
  const agent = new http.Agent({ keepAlive: true });
  closing.unshift(() => agent.destroy());
  return async (query, variables, { headers = {}, localAddress } = {}) => {
    const sent = http.request({
      ...{ host: '127.0.0.1', port, path: '/graphql', method: 'POST', agent, localAddress },
      headers: { 'content-type': 'application/json', ...headers },
    });
    sent.end(JSON.stringify({ query, variables }));
    const [response] = await once(sent, 'response');
    return { status: response.statusCode, body: await json(response) };
  };
}

function dataOf({ status, body }) {
  assert.equal(status, 200);
  assert.equal(body.errors, undefined, JSON.stringify(body.errors));
  return body.data;
}

async function networksThatRegistered(uri) {
  const { mongo } = require('mongoose');
  const client = await mongo.MongoClient.connect(uri);
  try {
    const counts = await client
      .db()
      .collection('ratelimits')
      .find({ key: /^register:/ })
      .toArray();
    return counts.map(({ key }) => key.slice('register:'.length)).sort();
  } finally {
    await client.close();
  }
}

async function until(isSo) {
  for (const begun = Date.now(); ;) {
    if (await isSo().catch(() => false)) return;
    assert.ok(Date.now() - begun < 30_000, `within 30 s: ${isSo}`);
    await sleep(50);
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function say(line) {
  process.stdout.write(`ok  ${line}\n`);
}

const missing = [
  [spawnSync('haproxy', ['-v']).status === 0, 'It needs HAProxy; on Debian: apt-get install haproxy'],
  [existsSync(join(root, 'dist', 'main.js')), 'There is no build: npm run build'],
].find(([isThere]) => !isThere);
if (missing) {
  process.stderr.write(`check:balancer did not run. ${missing[1]}\n`);
  process.exit(1);
}
try {
  await main();
} finally {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true, force: true });
}
