import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { mongo } from 'mongoose';
import { GUARD_INDEX } from '../../src/database/guard-index';
import { LoginDocument } from '../generated/documents';
import { Client } from '../support/client';
import { claimDemoReward, demoClient } from '../support/demo';
import { until } from '../support/until';
import { runCommand, type Ended } from '../support/run-command';
import { runCommandHere } from '../support/run-command-here';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';

const ROOT = join(__dirname, '..', '..');
const SECRET = 'a secret of the tests that is long enough';
const PASSWORD = 'correct horse battery';

let uri: string;
let client: mongo.MongoClient;
let db: mongo.Db;
let server: ServerProcess;

/** Every command runs on one database, beside a server that uses it. */
function cli(args: readonly string[], input?: string, env: Record<string, string> = {}): Promise<Ended> {
  const options = { env: { MONGODB_URI: uri, JWT_SECRET: SECRET, ...env } };
  return runCommandHere(args, { ...options, ...(input !== undefined && { input }) });
}

beforeAll(async () => {
  uri = freshDatabaseUri();
  client = new mongo.MongoClient(uri);
  db = client.db();
  server = await startServerProcess({ MONGODB_URI: uri });
});

afterAll(async () => {
  await server.end('SIGKILL');
  await db.dropDatabase();
  await client.close();
});

describe('usage', () => {
  test('help and no command at all list every command', async () => {
    const [help, none] = await Promise.all([runCommand('cli.js', ['help']), runCommand('cli.js', [])]);
    expect(help.code).toBe(0);
    for (const name of [
      'create-admin --username NAME',
      'seed',
      'check',
      'emit-schema',
      'help \\[COMMAND\\]',
    ]) {
      expect(help.stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(none).toEqual(help);
  });

  test('an unknown command, or one without what it needs, exits with 2 and touches nothing', async () => {
    const [unknown, incomplete] = await Promise.all([
      runCommand('cli.js', ['drop-everything']),
      runCommand('cli.js', ['create-admin']),
    ]);
    expect(unknown).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Usage:') });
    expect(incomplete).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--username') });
    expect(unknown.stderr).not.toContain('drop-everything');
  });

  test('every command tells what it does and all of its options, by help COMMAND and by --help', async () => {
    const list = await runCommandHere(['help', '--json']);
    const commands = JSON.parse(list.stdout) as Array<{ name: string; options: Record<string, unknown> }>;
    expect(commands.length).toBeGreaterThan(4);
    for (const { name, options } of commands) {
      const help = await runCommandHere(['help', name]);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      for (const option of [...Object.keys(options), 'json']) {
        expect(help.stdout).toMatch(new RegExp(`^  --${option} .*\\w{3}`, 'm'));
      }
      if (name === 'check') expect(await runCommandHere(['check', '--help'])).toEqual(help);
    }
  });

  test.each([
    ['an unknown option', ['check', '--canary']],
    ['an argument too many', ['check', 'canary']],
    ['an option without its value', ['create-admin', '--username']],
    ['a value for a switch', ['check', '--json=canary']],
    ['an unknown command to tell of', ['help', 'canary']],
  ])('%s exits with 2, tells the usage and repeats nothing', async (_title, args) => {
    const { code, stdout, stderr } = await runCommandHere(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: node dist/cli.js ');
    expect(stderr).not.toMatch(/canary|^ +at /m);
  });

  test.each([
    ['an unknown option, those that there are', ['check', '--canary'], '--json, --help'],
    ['which option lacks its value', ['export', 'requests', '--out'], '--out needs a value'],
    ['which value begins with a dash', ['create-admin', '--username', '--canary'], '--username=VALUE'],
    ['which switch takes none', ['migrate', '--dry-run=canary'], '--dry-run accepts no value'],
    ['which switch of all commands takes none', ['check', '--json=canary'], '--json accepts no value'],
  ])('it tells %s', async (_title, args, told) => {
    const { code, stderr } = await runCommandHere(args);
    expect([code, stderr.split('\n')[0]]).toEqual([2, expect.stringContaining(told)]);
    expect(stderr).not.toContain('canary');
  });

  test.each(['create-admin', 'set-password'])('%s says where it looked for a password', async (command) => {
    const { code, stderr } = await cli([command, '--username', 'Root'], '');
    expect([code, stderr]).toEqual([1, 'The password is read from standard input, which was empty.\n']);
  });

  test('a fault of the environment is told without a stack', async () => {
    const { code, stderr } = await runCommandHere(['check'], { env: { PORT: 'forty' } });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^ +PORT /m) });
    expect(stderr).not.toMatch(/forty|^ +at /m);
  });

  test('a service calendar that is not the stored one is refused', async () => {
    const { code, stderr } = await cli(['check'], undefined, { SERVICE_DAY_START: '06:00' });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Asia/Seoul from 06:00') });
  });
});

describe('create-admin', () => {
  const root = ['create-admin', '--username', 'Root'];

  test('makes an ADMIN whose password is what standard input had, less the line end', async () => {
    const { code, stdout, stderr } = await cli(root, `${PASSWORD}\n`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('ADMIN Root exists');
    expect(stdout).not.toContain(PASSWORD);

    const anonymous = new Client(() => server.url);
    const { login } = await anonymous.run(LoginDocument, { input: { username: 'root', password: PASSWORD } });
    expect(login!.user).toMatchObject({ username: 'Root', role: 'ADMIN' });
    const audit = await db.collection('auditentries').find({ action: 'createAdmin' }).toArray();
    expect(audit).toMatchObject([{ actorId: null, after: '{"role":"ADMIN"}' }]);
  });

  test('once more with the same password changes nothing', async () => {
    const before = await db.collection('users').find().toArray();
    expect((await cli(root, PASSWORD)).code).toBe(0);
    expect(await db.collection('users').find().toArray()).toEqual(before);
  });

  test('refuses a name that is taken, whatever its case', async () => {
    const { code, stderr } = await cli(['create-admin', '--username', 'ROOT'], 'another password');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'The username is taken.\n' });
  });

  test('refuses names and passwords beyond the limits, all at once', async () => {
    const { code, stderr } = await cli(['create-admin', '--username', 'x'], 'short');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^username must .*\npassword must .*\n$/);
    expect(await db.collection('users').countDocuments()).toBe(1);
  });
});

describe('seed', () => {
  const counts = () =>
    Promise.all(
      ['users', 'userattendances', 'events', 'auditentries'].map((name) =>
        db.collection(name).countDocuments(),
      ),
    );

  test('writes the demo data once, however often it runs', async () => {
    const { code, stdout } = await cli(['seed']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('event-reward-demo') });
    const once = await counts();
    // Beside the ADMIN of the tests before: five accounts, alice's three days and bob's two, seven events.
    expect(once.slice(0, 3)).toEqual([6, 5, 7]);
    expect((await cli(['seed'])).code).toBe(0);
    expect(await counts()).toEqual(once);
  });

  test('finishes what an earlier run was stopped in', async () => {
    await db
      .collection('users')
      .updateOne({ usernameKey: 'operator' }, { $set: { role: 'USER', adminN: 0 } });
    expect((await cli(['seed'])).code).toBe(0);
    expect(await db.collection('users').findOne({ usernameKey: 'operator' })).toMatchObject({
      role: 'OPERATOR',
    });
  });

  test('leaves a role that was changed since', async () => {
    await db.collection('users').updateOne({ usernameKey: 'auditor' }, { $set: { role: 'USER' } });
    expect((await cli(['seed'])).code).toBe(0);
    const changed = await db
      .collection('users')
      .findOneAndUpdate({ usernameKey: 'auditor' }, { $set: { role: 'AUDITOR' } });
    expect(changed).toMatchObject({ role: 'USER' });
  });

  test('is refused in production', async () => {
    const before = await counts();
    const { code, stderr } = await cli(['seed'], undefined, { NODE_ENV: 'production' });
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'Demo data is refused in production.\n' });
    expect(await counts()).toEqual(before);
  });
});

describe('check', () => {
  const broken = ({ stdout }: Ended) =>
    [...stdout.matchAll(/^BROKEN (\w+) +(.*)$/gm)].map(([, name, detail]) => ({ name, detail }));

  /** Changes a row by hand, checks, and changes it back. */
  async function checkAfter(change: () => Promise<unknown>, back: () => Promise<unknown>): Promise<Ended> {
    await change();
    try {
      return await cli(['check']);
    } finally {
      await back();
    }
  }

  let paid: mongo.Document;

  beforeAll(async () => {
    const { id } = await claimDemoReward(await demoClient(server.url, 'alice'));
    // As it is once its entry is in the feed.
    paid = await until(() =>
      db.collection('rewardrequests').findOne({ _id: new mongo.ObjectId(id), due: [] }),
    );
    // A claim must be there to be tampered with, and be seen as sound before.
    expect(paid.grants).toHaveLength(2);
  });

  const requests = () => db.collection('rewardrequests');
  const putBack = (name: string, document: mongo.Document) =>
    db.collection(name).replaceOne({ _id: document._id }, document);

  test('of a sound database prints a line for each rule and exits with 0', async () => {
    const { code, stdout, stderr } = await cli(['check']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trim().split('\n');
    expect(lines.every((line) => line.startsWith('ok '))).toBe(true);
    for (const name of ['guardIndex', 'auditChain', 'grantsMatchRewards', 'stockConserved']) {
      expect(stdout).toMatch(new RegExp(`^ok +${name} `, 'm'));
    }
  });

  test('with --json prints an object a line and nothing else', async () => {
    const { code, stdout, stderr } = await cli(['check', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(found.length).toBeGreaterThan(7);
    expect(found[0]).toEqual({ name: 'guardIndex', ok: true, detail: expect.stringContaining('unique') });
  });

  test('a reader that goes away after the first line leaves no trace, and the exit code is what was found', async () => {
    const command = 'node dist/cli.js check | true; echo "code ${PIPESTATUS[0]}"';
    const child = spawn('bash', ['-c', command], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, MONGODB_URI: uri, JWT_SECRET: SECRET },
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect({ stdout, stderr }).toEqual({ stdout: 'code 0\n', stderr: '' });
  });

  test('names the rule and the row when a grant is gone', async () => {
    const ended = await checkAfter(
      () => requests().updateOne({ _id: paid._id }, { $pop: { grants: 1 } }),
      () => putBack('rewardrequests', paid),
    );
    expect(ended.code).toBe(1);
    expect(broken(ended)).toEqual([
      { name: 'grantsMatchRewards', detail: expect.stringContaining(String(paid._id)) },
      { name: 'feedMatchesRequests', detail: expect.stringContaining(String(paid._id)) },
    ]);
  });

  test('names the guard and the second live row when the index was dropped', async () => {
    const twin = { ...paid, _id: new mongo.ObjectId() };
    const ended = await checkAfter(
      async () => {
        await requests().dropIndex(GUARD_INDEX);
        await requests().insertOne(twin);
      },
      async () => {
        await requests().deleteOne({ _id: twin._id });
        await requests().createIndex(
          { userId: 1, eventId: 1 },
          { unique: true, partialFilterExpression: { status: { $in: [0, 1] } } },
        );
      },
    );
    expect(ended.code).toBe(1);
    const faults = broken(ended);
    expect(faults.map(({ name }) => name)).toEqual([
      'guardIndex',
      'guardIndex',
      'oneLiveRequestPerUserAndEvent',
      'paidRequestsHaveEntries',
    ]);
    expect(faults[0]!.detail).toMatch(/^expected \{.*, found none$/);
    expect(faults[1]!.detail).toContain(String(paid._id));
    expect(faults[1]!.detail).toContain(String(twin._id));
  });

  test('names the first entry of the audit chain that was edited', async () => {
    const entry = (await db.collection('auditentries').findOne({ sequence: 3 }))!;
    const ended = await checkAfter(
      () => db.collection('auditentries').updateOne({ _id: entry._id }, { $set: { reason: 'another one' } }),
      () => putBack('auditentries', entry),
    );
    expect(ended.code).toBe(1);
    expect(broken(ended)).toEqual([{ name: 'auditChain', detail: 'first bad sequence 3' }]);
  });

  test('finds nothing once all is as it was', async () => {
    expect((await cli(['check'])).code).toBe(0);
  });
});
