import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  rmdir,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { mongo } from 'mongoose';
import { claimDemoReward, demoClient } from '../support/demo';
import { runCommandHere } from '../support/run-command-here';
import { childEnvironment } from '../support/child-environment';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';

const CLI = join(__dirname, '..', '..', 'dist', 'cli.js');

let uri: string;
let client: mongo.MongoClient;
let server: ServerProcess;
let folder: string;
let file: string;

const env = () => ({ MONGODB_URI: uri, JWT_SECRET: 'a secret of the tests that is long enough' });
const cli = (...args: string[]) => runCommandHere(['export', ...args], { env: env() });
const rowsOf = async () =>
  parse(await readFile(file, 'utf8'), { bom: true, columns: true }) as unknown as Array<
    Record<string, string>
  >;
const recordedActs = () =>
  client.db().collection('auditentries').find({ targetType: 'Export' }).sort({ sequence: 1 }).toArray();

beforeAll(async () => {
  uri = freshDatabaseUri();
  client = new mongo.MongoClient(uri);
  folder = await mkdtemp(join(tmpdir(), 'event-reward-export-'));
  file = join(folder, 'list.csv');
  server = await startServerProcess({ MONGODB_URI: uri }, '--demo');
  await claimDemoReward(await demoClient(server.url, 'alice'));
});

afterAll(async () => {
  await server.end('SIGKILL');
  await client.db().dropDatabase();
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

test.each(['requests', 'grants', 'audit'])(
  'the list of %s is written whole, and the act is audited by nobody',
  async (list) => {
    await writeFile(file, 'an older one');
    const before = (await recordedActs()).length;
    const { code, stdout, stderr } = await cli(list, '--out', file, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ list, file });
    expect((await rowsOf()).length).toBeGreaterThan(0);
    expect(await readdir(folder)).toEqual(['list.csv']);
    expect((await recordedActs()).slice(before)).toMatchObject([
      { actorId: null, after: '{"filter":null,"reverse":false}' },
    ]);
  },
);

test('a filter selects, by the same fields as the query; attendance asks for its user', async () => {
  const alice = await client.db().collection('users').findOne({ usernameKey: 'alice' });
  const filter = JSON.stringify({ userId: String(alice!._id) });
  expect((await cli('attendance', '--filter', filter, '--reverse', '--out', file)).code).toBe(0);
  const days = (await rowsOf()).map(({ day }) => day!);
  expect(days).toHaveLength(3);
  expect([...days].sort()).toEqual(days);
});

test.each([
  ['a filter that is no JSON', ['requests', '--filter', 'canary'], 1, /filter must be JSON/],
  [
    'a filter that is no object',
    ['requests', '--filter', '"canary"'],
    1,
    /^filter must be an object with no fields other than /,
  ],
  [
    'a field that the filter does not have',
    ['requests', '--filter', '{"canary":1}'],
    1,
    /^filter must be an object with no fields other than .*eventId, .*statuses.*$/m,
  ],
  [
    'a word that is none of its field',
    ['requests', '--filter', '{"statuses":["PENDING","canary"]}'],
    1,
    /^filter\.statuses\.1 must be PENDING or SUCCESS or FAILED$/m,
  ],
  [
    'a value of another type',
    ['requests', '--filter', '{"requestedFrom":"canary","eventId":"x"}'],
    1,
    /^filter\.requestedFrom must be of the type DateTime$/m,
  ],
  ['a field that is missing', ['attendance'], 1, /^filter\.userId is missing$/m],
  [
    'a user that is not there',
    ['attendance', '--filter', '{"userId":"canary"}'],
    1,
    /^The filter names a record that does not exist/,
  ],
  ['a list that is none', ['canary'], 2, /LIST is one of/],
])('%s is refused, writes nothing and records nothing', async (_title, args, exitCode, reason) => {
  await writeFile(file, 'an older one');
  const before = (await recordedActs()).length;
  const { code, stdout, stderr } = await cli(...args, '--out', file);
  expect({ code, stdout, stderr }).toEqual({
    code: exitCode,
    stdout: '',
    stderr: expect.stringMatching(reason),
  });
  expect(stderr).not.toMatch(/canary|^ +at /m);
  expect(await readFile(file, 'utf8')).toBe('an older one');
  expect(await readdir(folder)).toEqual(['list.csv']);
  expect((await recordedActs()).length).toBe(before);
});

test('a file that does not fit on the disk does not take the place of an older one', async () => {
  const small = await mkdtemp(join(tmpdir(), 'event-reward-export-small-'));
  const out = join(small, 'list.csv');
  await writeFile(out, 'an older one');
  // A file beyond 1 KB is written in part, and the next byte is refused: what a full disk does.
  const limited = spawn(
    'bash',
    ['-c', 'ulimit -f 1; exec "$@"', '-', process.execPath, CLI, ...['export', 'audit', '--out', out]],
    {
      env: childEnvironment(env()),
      stdio: 'ignore',
    },
  );
  const [code] = (await once(limited, 'close')) as [number | null];
  expect(code).not.toBe(0);
  expect(await readFile(out, 'utf8')).toBe('an older one');
  await rm(small, { recursive: true });
});

test('a place that can not be written to is told before anything is recorded', async () => {
  const before = (await recordedActs()).length;
  const { code, stderr } = await cli('requests', '--out', join(folder, 'nowhere', 'list.csv'));
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'Cannot write the file (ENOENT).\n' });
  expect((await recordedActs()).length).toBe(before);
});

test('a folder is refused, and nothing is left beside it', async () => {
  const taken = join(folder, 'taken');
  await mkdir(taken);
  expect(await cli('audit', '--out', taken)).toMatchObject({
    code: 1,
    stderr: 'The file of --out is not a regular file.\n',
  });
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  await rmdir(taken);
});

test('a device, a pipe and a link that leads nowhere are refused and stay', async () => {
  const acts = (await recordedActs()).length;
  const pipe = join(folder, 'pipe');
  await promisify(execFile)('mkfifo', [pipe]);
  const lost = join(folder, 'lost');
  await symlink(join(folder, 'nothing'), lost);
  for (const [path, message] of [
    [pipe, 'is not a regular file'],
    ['/dev/null', 'is not a regular file'],
    [lost, 'without a target'],
  ] as const) {
    const { code, stderr } = await cli('requests', '--out', path);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  }
  expect((await stat(pipe)).isFIFO()).toBe(true);
  expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  expect((await recordedActs()).length).toBe(acts);
  await Promise.all([pipe, lost].map((path) => rm(path)));
});

test('a link to a file is followed: the file is replaced, and the link stays', async () => {
  const target = join(folder, 'target.csv');
  const link = join(folder, 'link.csv');
  await writeFile(target, 'an older one');
  await symlink(target, link);
  expect(await cli('requests', '--out', link)).toMatchObject({ code: 0 });
  expect(await readlink(link)).toBe(target);
  expect(await readFile(target, 'utf8')).toContain('requestedAt');
  await Promise.all([target, link].map((path) => rm(path)));
});

test("what a killed export of the same process id has left stands in nobody's way", async () => {
  const out = join(folder, 'left.csv');
  const left = 'touch "$1.$$.part"; shift; exec "$@"';
  const again = spawn(
    'bash',
    ['-c', left, '-', out, process.execPath, CLI, 'export', 'audit', '--out', out],
    {
      env: childEnvironment(env()),
      stdio: 'ignore',
    },
  );
  expect(await once(again, 'close')).toEqual([0, null]);
  expect((await readFile(out, 'utf8')).length).toBeGreaterThan(0);
});
