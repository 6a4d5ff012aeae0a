import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hash } from '@node-rs/argon2';
import { mongo } from 'mongoose';
import { LoginDocument } from '../generated/documents';
import { Client } from '../support/client';
import { runCommand, type Ended } from '../support/run-command';
import { runCommandHere } from '../support/run-command-here';
import { childEnvironment } from '../support/child-environment';
import { freshDatabaseUri } from '../support/server';
import { holdInserts, startTcpProxy, through, type TcpProxy } from '../support/tcp-proxy';
import { startServerProcess, type ServerProcess } from '../support/server-process';

const SECRET = 'a secret of the tests that is long enough';
const PASSWORD = 'correct horse battery';
const CLI = join(__dirname, '..', '..', 'dist', 'cli.js');

let uri: string;
let client: mongo.MongoClient;
let db: mongo.Db;
let server: ServerProcess;
let folder: string;

const env = () => ({ MONGODB_URI: uri, JWT_SECRET: SECRET });

function cli(args: readonly string[], input = ''): Promise<Ended> {
  return runCommandHere(args, { env: env(), input });
}

const summaryOf = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>;
const refusedOf = ({ stderr }: Ended) =>
  stderr
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { line: number; reason: string });

async function fileOf(name: string, ...lines: string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

async function login(username: string, password: string) {
  const anonymous = new Client(() => server.url);
  return (await anonymous.run(LoginDocument, { input: { username, password } })).login!.user;
}

const userNames = async () =>
  (await db.collection('users').find().sort({ username: 1 }).toArray()).map(
    ({ username }) => username as string,
  );

const auditOf = (action: string) =>
  db
    .collection('auditentries')
    .find({ action })
    .sort({ sequence: 1 })
    .map(({ targetId, actorId, after }) => ({
      run: String(targetId),
      actorId: actorId as unknown,
      after: JSON.parse(String(after)) as Record<string, unknown>,
    }))
    .toArray();

beforeAll(async () => {
  uri = freshDatabaseUri();
  client = new mongo.MongoClient(uri);
  db = client.db();
  folder = await mkdtemp(join(tmpdir(), 'event-reward-import-'));
  server = await startServerProcess(env());
});

afterAll(async () => {
  await server.end('SIGKILL');
  await db.dropDatabase();
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

describe('import-users', () => {
  const CANARY = 'canary-secret';
  let file: string;
  let foreignHash: string;

  beforeAll(async () => {
    foreignHash = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1 });
    file = await fileOf(
      'users.csv',
      'username,password,passwordHash,createdAt,role',
      `ann.one,${PASSWORD},,2026-01-01T00:00:00+09:00,USER`,
      `"bob ""x""",${CANARY},,,`,
      `carl,"quoted, ""and"" long",,,`,
      '',
      `Dora,,"${foreignHash}",,`,
      'evan,,,,',
      `fay1,${CANARY},${CANARY},,`,
      `gil1,,$2b$10$${CANARY},,`,
      `hal1,${CANARY},,,ADMIN`,
      `ida1,${CANARY},,2999-01-01T00:00:00Z,`,
      `joe1,${CANARY},,2026-01-01,`,
      `kim1,${CANARY},too,many,values,here`,
      `lea"1,${CANARY},,,`,
      `ANN.ONE,${CANARY},,,`,
      `mia1,123456,,,`,
    );
  });

  test('a dry run judges every row and writes nothing', async () => {
    const ended = await cli(['import-users', file, '--dry-run', '--json']);
    expect(ended.code).toBe(1);
    expect(summaryOf(ended)).toEqual({
      dryRun: true,
      complete: true,
      rows: 14,
      added: 4,
      there: 1,
      refused: 9,
    });
    expect(await userNames()).toEqual([]);
    expect(await auditOf('importUsers')).toEqual([]);
  });

  test('a long one tells how far it is, a line each 100,000 rows, and keeps them out of its result', async () => {
    const names = Array.from({ length: 100_000 }, (_, n) => `user.${n}`);
    const long = await fileOf('long.csv', 'username', ...names);
    const ended = await cli(['import-users', long, '--dry-run', '--json']);
    expect(ended).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^100,000 users, [\d,]+ per second\n$/) as string,
    });
    expect(summaryOf(ended)).toMatchObject({ rows: 100_000, added: 100_000 });
  });

  test('brings the good rows in, and tells each bad one with its line and reason, without its values', async () => {
    const ended = await cli(['import-users', file, '--json']);
    expect(ended.code).toBe(1);
    expect(summaryOf(ended)).toEqual({
      dryRun: false,
      complete: true,
      rows: 14,
      added: 4,
      there: 1,
      refused: 9,
    });
    expect(refusedOf(ended)).toEqual([
      { line: 3, reason: expect.stringMatching(/^username may hold only/) },
      { line: 8, reason: 'has both a password and a passwordHash' },
      { line: 9, reason: expect.stringMatching(/^passwordHash must be a hash of argon2id/) },
      { line: 10, reason: expect.stringMatching(/^role must be USER/) },
      { line: 11, reason: 'createdAt must not be in the future' },
      { line: 12, reason: expect.stringMatching(/^createdAt must be an instant/) },
      { line: 13, reason: 'has 6 values for 5 columns' },
      { line: 14, reason: expect.stringMatching(/^is not CSV/) },
      { line: 16, reason: expect.stringMatching(/^password must have/) },
    ]);
    expect(ended.stdout + ended.stderr).not.toContain('canary');
    expect(await userNames()).toEqual(['Dora', 'ann.one', 'carl', 'evan']);
  });

  test('its users log in by a password in clear and by a hash made elsewhere', async () => {
    expect(await login('ann.one', PASSWORD)).toMatchObject({
      role: 'USER',
      createdAt: '2025-12-31T15:00:00.000Z',
    });
    expect(await login('carl', 'quoted, "and" long')).toMatchObject({ username: 'carl' });
    expect(await login('dora', PASSWORD)).toMatchObject({ username: 'Dora' });
  });

  test('an account without a password opens to none, until set-password gives it one', async () => {
    const anonymous = new Client(() => server.url);
    const evan = { username: 'evan', password: PASSWORD };
    for (const password of [PASSWORD, '', 'A'.repeat(43)]) {
      await anonymous.refused(LoginDocument, { input: { ...evan, password } }, 'INVALID_CREDENTIALS');
    }
    expect((await cli(['set-password', '--username', 'EVAN'], PASSWORD)).code).toBe(0);
    expect(await login('evan', PASSWORD)).toMatchObject({ username: 'evan' });
  });

  test('running it again changes nothing and records nothing', async () => {
    const before = await db.collection('users').find().toArray();
    const audit = await db.collection('auditentries').countDocuments();
    expect(summaryOf(await cli(['import-users', file, '--json']))).toMatchObject({
      added: 0,
      there: 5,
      refused: 9,
    });
    expect(await db.collection('users').find().toArray()).toEqual(before);
    expect(await db.collection('auditentries').countDocuments()).toBe(audit);
  });

  test('a run is audited by its beginning and its end, with counts and the hash of the file, by nobody', async () => {
    const [begun, ended, ...more] = await auditOf('importUsers');
    expect(more).toEqual([]);
    expect(begun).toEqual({ run: ended!.run, actorId: null, after: { state: 'BEGUN' } });
    expect(ended).toMatchObject({ actorId: null, after: { state: 'ENDED', added: 4, refused: 9 } });
    expect(ended!.after.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('NDJSON comes by standard input; bad lines go to the report', async () => {
    const report = join(folder, 'refused.ndjson');
    const rows = [
      { username: 'nora' },
      { username: 7 },
      { username: 'olaf', age: '9' },
      ['x'],
      { username: 'pia1' },
    ];
    const input = `\ufeff${rows.map((row) => JSON.stringify(row)).join('\r\n')}\n{"username":\n`;
    const ended = await cli(['import-users', '--format', 'ndjson', '--report', report, '--json'], input);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(summaryOf(ended)).toMatchObject({ rows: 6, added: 2, refused: 4 });
    const reported = refusedOf({ ...ended, stderr: await readFile(report, 'utf8') });
    expect(reported.map(({ line }) => line)).toEqual([2, 3, 4, 6]);
  });

  test.each([
    ['that is not there', ['import-users', '/nowhere/users.csv'], /ENOENT/],
    ['without a row of columns', ['import-users'], /^The file is empty: its first row must name its columns/],
    ['with a report that can not be written', ['import-users', '--report', '/nowhere/x'], /write the report/],
    [
      'with a report on a full disk',
      ['import-users', '--report', '/dev/full'],
      /write the report \(ENOSPC\)/,
    ],
  ])('a file %s exits with 1 and says why', async (_title, args, reason) => {
    const input = args.includes('/dev/full') ? 'username\n!\n' : '';
    const { code, stdout, stderr } = await cli(args, input);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(reason) });
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('a quote that is never closed ends the run, by its line; a line without end costs its row alone', async () => {
    const endless = `username\nquin\n"${'x\n'.repeat(100_000)}sara\n`;
    const csv = await cli(['import-users', '--json'], endless);
    expect(csv).toMatchObject({ code: 1, stdout: '' });
    expect(csv.stderr).toMatch(/^Line 3 begins a row that is longer than 65536 bytes: [^\n]*\n$/);
    const ndjson = await cli(
      ['import-users', '--format', 'ndjson', '--json'],
      `{"username":"${'x'.repeat(1_000_000)}"}\n{"username":"rosa"}\n`,
    );
    expect(refusedOf(ndjson)).toEqual([{ line: 1, reason: expect.stringContaining('longer than') }]);
    expect(summaryOf(ndjson)).toMatchObject({ added: 1, refused: 1 });
  });
});

test('a file of 125 MB is read by a process that could not hold it', async () => {
  const rows = 2_500;
  const row = `${JSON.stringify({ username: 'wide.one', password: 'x'.repeat(50_000) })}\n`;
  const path = join(folder, 'wide.ndjson');
  function* lines() {
    for (let n = 0; n < rows; n += 1) yield row;
  }
  await writeFile(path, lines());
  const report = join(folder, 'wide-refused.ndjson');
  const ended = await runCommand('cli.js', ['import-users', path, '--report', report, '--json'], {
    env: { ...env(), NODE_OPTIONS: '--max-old-space-size=96' },
  });
  expect(ended.stderr).toBe('');
  expect(summaryOf(ended)).toMatchObject({ complete: true, rows, refused: rows });
});

describe('an import whose database goes away', () => {
  let proxy: TcpProxy;
  const env = () => ({
    MONGODB_URI: through(proxy, uri),
    JWT_SECRET: SECRET,
  });

  beforeAll(async () => {
    proxy = await startTcpProxy(Number(new URL(uri).port));
  });
  afterAll(() => proxy.close());

  test('says so and how to go on, and nothing that was stored or asked for', async () => {
    const struck = proxy.intercept({
      match: ({ find, filter }) => find === 'users' && JSON.stringify(filter).includes('canary'),
      times: Infinity,
    });
    const { code, stdout, stderr } = await runCommand('cli.js', ['import-users'], {
      env: env(),
      input: 'username\ncanary.one\n',
    });
    expect(struck()).toBeGreaterThan(0);
    expect({ code, stdout, stderr }).toEqual({
      ...{ code: 1, stdout: '' },
      stderr:
        'Temporarily unavailable, for example because the database does not respond. Run the command again.\n',
    });
  });
});

describe('an import that is cut off', () => {
  const NAMES = Array.from({ length: 20_000 }, (_, place) => `user${place}`);
  let file: string;
  let proxy: TcpProxy;

  beforeAll(async () => {
    file = await fileOf('many.csv', 'username', ...NAMES);
    proxy = await startTcpProxy(Number(new URL(uri).port));
  });
  afterAll(() => proxy.close());

  const count = () => db.collection('users').countDocuments({ usernameKey: /^user\d+$/ });

  /** Ends it by the signal when rows are in and more are on their way, which nobody need be quick for. */
  async function cutOff(signal: NodeJS.Signals): Promise<{ code: number | null; stdout: string }> {
    const inserts = holdInserts(proxy, 'users');
    const child = spawn(process.execPath, [CLI, 'import-users', file, '--json'], {
      env: childEnvironment({ ...env(), MONGODB_URI: through(proxy, uri) }),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let stdout = '';
    createInterface(child.stdout).on('line', (line) => (stdout += line));
    const ended = once(child, 'close') as Promise<[number | null]>;
    await inserts.held();
    child.kill(signal);
    inserts.letGo();
    const [code] = await ended;
    proxy.heal();
    return { code, stdout };
  }

  test('by Ctrl+C stops between two steps, says how far it came, and exits with 130', async () => {
    const { code, stdout } = await cutOff('SIGINT');
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, added: await count() });
    const last = (await auditOf('importUsers')).at(-1);
    expect(last).toMatchObject({ after: { state: 'INTERRUPTED', added: await count(), sha256: null } });
  });

  test('by kill -9 leaves whole accounts only, and its beginning in the audit', async () => {
    const { code } = await cutOff('SIGKILL');
    expect(code).toBeNull();
    expect((await auditOf('importUsers')).at(-1)).toMatchObject({ after: { state: 'BEGUN' } });
    const broken = {
      usernameKey: /^user\d+$/,
      $or: [{ passwordHash: { $exists: false } }, { role: { $ne: 'USER' } }],
    };
    expect(await db.collection('users').countDocuments(broken)).toBe(0);
  });

  test('goes on where it was, beside another run of the same file, to each account once', async () => {
    const before = await count();
    expect(before).toBeLessThan(NAMES.length);
    const both = await Promise.all(
      [1, 2].map(() => runCommand('cli.js', ['import-users', file, '--json'], { env: env() })),
    );
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const added = both.map((ended) => Number(summaryOf(ended).added));
    expect(added[0]! + added[1]!).toBe(NAMES.length - before);
    expect(await count()).toBe(NAMES.length);
    expect((await cli(['check'])).code).toBe(0);
  });
});

describe('import-attendance', () => {
  let annId: string;
  let file: string;

  beforeAll(async () => {
    annId = String((await db.collection('users').findOne({ usernameKey: 'ann.one' }))!._id);
    file = await fileOf(
      'attendance.csv',
      'username,userId,checkedAt,day',
      'ann.one,,2026-05-31T14:59:59.999Z,',
      `,${annId},2026-05-31T15:00:00.000Z,`,
      'ANN.one,,2026-06-01T23:00:00+09:00,',
      'carl,,,2026-06-02',
      'carl,,2026-06-03T00:00:00+09:00,2026-06-02',
      'nobody,,,2026-06-02',
      `,${'0'.repeat(24)},,2026-06-02`,
      'carl,,,2999-01-01',
      'carl,,2999-01-01T00:00:00Z,',
      'carl,,2026-06-01T00:00:00,',
      'carl,,,2026-02-30',
      'carl,,,',
      `carl,${annId},,2026-06-02`,
      'carl,,2026-02-30T09:00:00+09:00,',
    );
  });

  const checkIns = async (username: string) => {
    const user = await db.collection('users').findOne({ usernameKey: username });
    const rows = await db
      .collection('userattendances')
      .find({ userId: user!._id })
      .sort({ day: 1 })
      .toArray();
    return rows.map(({ day, checkedAt }) => [day as string, (checkedAt as Date).toISOString()]);
  };

  test('counts an instant for its day of the service calendar, and a day from its beginning', async () => {
    const ended = await cli(['import-attendance', file, '--json']);
    expect(ended.code).toBe(1);
    expect(summaryOf(ended)).toMatchObject({ rows: 14, added: 3, there: 1, refused: 10 });
    expect(await checkIns('ann.one')).toEqual([
      ['2026-05-31', '2026-05-31T14:59:59.999Z'],
      ['2026-06-01', '2026-05-31T15:00:00.000Z'],
    ]);
    expect(await checkIns('carl')).toEqual([['2026-06-02', '2026-06-01T15:00:00.000Z']]);
    expect(refusedOf(ended)).toEqual([
      { line: 6, reason: 'day is not the service day of checkedAt' },
      { line: 7, reason: 'username matches no account' },
      { line: 8, reason: 'userId matches no account' },
      { line: 9, reason: 'day must not be in the future' },
      { line: 10, reason: 'checkedAt must not be in the future' },
      { line: 11, reason: expect.stringMatching(/^checkedAt must be an instant/) },
      { line: 12, reason: expect.stringMatching(/^day must be a day/) },
      { line: 13, reason: 'needs checkedAt or day' },
      { line: 14, reason: 'needs either a username or a userId' },
      { line: 15, reason: expect.stringMatching(/^checkedAt must be an instant/) },
    ]);
  });

  test('again it changes nothing; the check is clean', async () => {
    const ended = await cli(['import-attendance', file, '--json']);
    expect(summaryOf(ended)).toMatchObject({ added: 0, there: 4, refused: 10 });
    expect((await auditOf('importAttendance')).map(({ after }) => after.state)).toEqual(['BEGUN', 'ENDED']);
    expect((await cli(['check'])).code).toBe(0);
  });
});
