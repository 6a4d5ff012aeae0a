import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DEMO_PASSWORD } from '../../src/demo/demo-accounts';
import { MeDocument, RequestRewardDocument } from '../generated/documents';
import { Client } from '../support/client';
import { claimDemoReward, demoClient, demoEventId } from '../support/demo';
import { freePort } from '../support/mongod';
import { isRunning } from '../support/processes';
import { runCommand } from '../support/run-command';
import { childEnvironment } from '../support/child-environment';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { until } from '../support/until';

const ROOT = join(__dirname, '..', '..');

let folder: string;
let env: { DATA_DIR: string; EMBEDDED_MONGO_PORT: string };
let npm: ChildProcess;
const output: string[] = [];
let url: string;
let mongodPid: number;
let alice: Client;
/** Of the server that `npm start` left; it has no demo data of its own. */
let server: ServerProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-reward-embedded-'));
  env = { DATA_DIR: folder, EMBEDDED_MONGO_PORT: String(await freePort()) };
  npm = spawn('npm', ['start'], {
    cwd: ROOT,
    env: childEnvironment({ PORT: '0', ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [npm.stdout!, npm.stderr!]) {
    createInterface(stream).on('line', (line) => output.push(line));
  }
  // The log is written when there is time for it: its line of the address may come before the banner or after.
  url = await until(() => {
    const text = output.join('\n');
    if (npm.exitCode !== null) throw new Error(`npm start ended with ${npm.exitCode}\n${text}`);
    return text.includes('Ctrl+C stops it') && /"address":"([^"]+)"/.exec(text)?.[1];
  });
  mongodPid = Number(await readFile(join(folder, 'mongod', 'mongod.lock'), 'utf8'));
});

afterAll(async () => {
  await server?.end();
  if (npm.exitCode === null && npm.signalCode === null) {
    npm.kill();
    await once(npm, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
});

/** What the folder's server process calls itself; null when it has none. */
async function ownerPid(): Promise<number | null> {
  const text = await readFile(join(folder, 'mongod-owner.json'), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as { serverPid: number }).serverPid;
}

describe('npm start', () => {
  test('ends its set-up with addresses, data folder, accounts and an operation to paste', () => {
    const banner = output.join('\n');
    expect(banner).toContain(`${url}/graphql`);
    expect(banner).toContain(folder);
    expect(banner).toContain(DEMO_PASSWORD);
    for (const name of ['admin', 'operator', 'auditor', 'alice', 'bob']) {
      expect(banner).toMatch(new RegExp(`^ +${name} +[A-Z]+ `, 'm'));
    }
    expect(banner).toContain(`curl -s ${url}/graphql`);
  });

  test('has every demo account, and a reward that alice has earned', async () => {
    for (const name of ['admin', 'operator', 'auditor', 'bob']) await demoClient(url, name);
    alice = await demoClient(url, 'alice');
    expect(await claimDemoReward(alice)).toMatchObject({ status: 'SUCCESS', attempt: 1 });
  });

  test('a second server on its folder exits with 1 and says who holds it', async () => {
    const { code, stderr, stdout } = await runCommand('main.js', [], { env: { PORT: '0', ...env } });
    expect(code).toBe(1);
    expect(stderr).toContain(`in use by another server, process ${await ownerPid()}`);
    expect(stdout + stderr).not.toMatch(/^ +at /m);
  });

  test('commands join the database that it runs', async () => {
    expect((await runCommand('cli.js', ['check'], { env })).code).toBe(0);
    expect(isRunning(mongodPid)).toBe(true);
  });

  test('SIGTERM sent to npm drains the server and ends with 0; no mongod is left', async () => {
    const ended = once(npm, 'exit');
    npm.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(isRunning(mongodPid)).toBe(false);
    expect(await ownerPid()).toBeNull();
  });
});

describe('the embedded database', () => {
  const start = () => startServerProcess({ ...env, JWT_SECRET: '' });

  test('keeps claims and the secret of the tokens from start to start', async () => {
    server = await start();
    const again = new Client(() => server!.url, alice.accessToken);
    expect((await again.run(MeDocument)).me).toMatchObject({ username: 'alice' });
    const eventId = await demoEventId(again, 'Three days in a row');
    await again.refused(RequestRewardDocument, { input: { eventId } }, 'ALREADY_REWARDED');
  });

  test('keeps a claim when the server is killed at once after its answer', async () => {
    const bob = await demoClient(server!.url, 'bob');
    const eventId = await demoEventId(bob, 'First come, first served');
    const { requestReward } = await bob.run(RequestRewardDocument, { input: { eventId } });
    const mongod = Number(await readFile(join(folder, 'mongod', 'mongod.lock'), 'utf8'));
    await server!.end('SIGKILL');

    server = await start();
    await until(() => !isRunning(mongod));
    const again = await demoClient(server.url, 'bob');
    const { request } = await again.refused(
      RequestRewardDocument,
      { input: { eventId } },
      'ALREADY_REWARDED',
    );
    expect(request.id).toBe(requestReward!.request!.id);
    expect(request.grants).toHaveLength(2);
  });

  test('is proved by a command that starts it while no server runs', async () => {
    await server!.end();
    const { code, stdout } = await runCommand('cli.js', ['check'], { env });
    expect({ code, broken: /BROKEN/.test(stdout) }).toEqual({ code: 0, broken: false });
    expect(await ownerPid()).toBeNull();
  });
});
