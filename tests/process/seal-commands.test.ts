import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { claimDemoReward, demoClient } from '../support/demo';
import { fencesOf, readDocument } from '../support/markdown';
import { TEST_FOLDER_PREFIX } from '../support/mongod';
import { runCommandHere } from '../support/run-command-here';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess } from '../support/server-process';
import { until } from '../support/until';

const VERIFIER = join(__dirname, '..', '..', 'scripts', 'verify-proof.mjs');

let uri: string;
let client: mongo.MongoClient;
let db: mongo.Db;
let folder: string;
let requestIds: string[];
beforeAll(async () => {
  uri = freshDatabaseUri();
  client = new mongo.MongoClient(uri);
  db = client.db();
  folder = mkdtempSync(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
  const server = await startServerProcess({ MONGODB_URI: uri }, '--demo');
  const alice = await demoClient(server.url, 'alice');
  for (const title of ['Three days in a row', 'First come, first served'])
    await claimDemoReward(alice, title);
  await until(async () => (await db.collection('rewardrequests').countDocuments({ due: /^feed:/ })) === 0);
  // No server is needed from here on.
  await server.end('SIGKILL');
  const rows = await db.collection('rewardfeed').find({ type: 'REWARD_GRANTED' }).toArray();
  requestIds = rows.slice(0, 2).map(({ rowId }) => String(rowId));
  expect(requestIds).toHaveLength(2);
});
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
  rmSync(folder, { recursive: true });
});

const env = () => ({ MONGODB_URI: uri, JWT_SECRET: 'a secret of the tests that is long enough' });
const run = (...args: string[]) => runCommandHere(args, { env: env() });
const path = (name: string) => join(folder, name);
/** With nothing but Node: no environment, no folder of the project. */
const verify = (...files: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VERIFIER, ...files], {
    cwd: tmpdir(),
    env: {},
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

test('a request that is not sealed yet has no proof to write', async () => {
  const { code, stderr } = await run('export-proof', requestIds[0]!, '--out', path('none.json'));
  expect([code, stderr]).toEqual([1, 'The request is not sealed yet. Run seal, or wait a day.\n']);
});

test('two requests that were sealed verify without a server, and with the anchor that holds the seal', async () => {
  expect(await run('seal')).toMatchObject({ code: 0 });
  expect(await run('check')).toMatchObject({ code: 0 });
  expect(await run('export-anchor', '--out', path('anchor.json'))).toMatchObject({ code: 0 });
  for (const id of requestIds) {
    const file = path(`${id}.json`);
    expect(await run('export-proof', id, '--out', file)).toMatchObject({ code: 0, stderr: '' });
    const verified = verify(file, path('anchor.json'));
    expect(verified).toMatchObject({ status: 0, stderr: '' });
    expect(verified.stdout).toMatch(
      /^valid: request [0-9a-f]{24}\nentry \d+ \(REWARD_GRANTED\) is in the seal 1-\d+ of .*, and in an anchor\n$/,
    );
  }
});

test('one byte that is changed anywhere in a proof makes it invalid, and the answer says where', async () => {
  await run('seal');
  const file = path('bytes.json');
  await run('export-proof', requestIds[0]!, '--out', file);
  const bytes = readFileSync(file);
  // Every byte, by the verifier's own functions, in one process; a file each would take minutes.
  const script = `
    import { readFileSync } from 'node:fs';
    import { verifyFile } from ${JSON.stringify(VERIFIER)};
    const bytes = readFileSync(${JSON.stringify(file)});
    const found = [];
    for (let place = 0; place < bytes.length; place += 1) {
      for (const bit of [1, 2, 32]) {
        const changed = Buffer.from(bytes);
        changed[place] ^= bit;
        try { verifyFile(changed); found.push('valid at ' + place); } catch ({ name, message }) {
          if (name !== 'Invalid' || !/^[\\w.[\\], ]+: ./.test(message)) found.push(place + ' ' + name + ' ' + message);
        }
      }
    }
    console.log(JSON.stringify(found.slice(0, 10)));
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect([stdout, stderr]).toEqual(['[]\n', '']);
  const text = bytes.toString();
  const places: Array<[string, string]> = [
    [
      text.replace('"attempt\\":1', '"attempt\\":2'),
      'invalid: proofs[0].leaf, proofs[0].path: do not lead to the root\n',
    ],
    [
      text.replace(/"root": "./, '"root": "z'),
      'invalid: proofs[0].seal.root: is not what the audit entry holds\n',
    ],
    [
      text.replace('SEALED', 'SEALES'),
      'invalid: proofs[0].auditEntry: canonical and previousHash do not have this hash\n',
    ],
    [`${text} `, 'invalid: file: the layout is not that of the format\n'],
    [text.replace(requestIds[0]!, requestIds[1]!), 'invalid: requestId: is not that of proofs[0].leaf\n'],
  ];
  for (const [changed, said] of places) {
    writeFileSync(path('changed.json'), changed);
    expect(verify(path('changed.json'))).toEqual({ status: 1, stdout: said, stderr: '' });
  }
});

test.each(['docs/guides/auditors.md', 'docs/guides/auditors.ko.md'])(
  'the Python program of %s says the same',
  async (page) => {
    await run('seal');
    await run('export-proof', requestIds[0]!, '--out', path('python.json'));
    const [program] = fencesOf(readDocument(page), /^py verify$/);
    const python = (text: string) => {
      writeFileSync(path('python.json'), text);
      const { status, stdout, stderr } = spawnSync('python3', ['-c', program!.text, path('python.json')], {
        encoding: 'utf8',
      });
      return { status, stdout, stderr };
    };
    const text = readFileSync(path('python.json'), 'utf8');
    expect(python(text)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^valid: entry \d+, REWARD_GRANTED/),
    });
    const leaf = { status: 1, stdout: '', stderr: 'invalid: proofs[0].leaf, proofs[0].path\n' };
    expect(python(text.replace('"attempt\\":1', '"attempt\\":2'))).toEqual(leaf);
    expect(python(text.replace(/"root": "./, '"root": "z')).stderr).toBe('invalid: proofs[0].seal\n');
    expect(python(text.replace('SEALED', 'SEALES')).stderr).toBe('invalid: proofs[0].auditEntry\n');
    expect(python(`${text} `).stderr).toBe('invalid: layout\n');
  },
);

test('the line of the page for people who were paid verifies a proof beside the one file that it names', async () => {
  await run('seal');
  await run('export-proof', requestIds[0]!, '--out', path('proof.json'));
  copyFileSync(VERIFIER, path('verify-proof.mjs'));
  const [line] = fencesOf(readDocument('docs/guides/verify-payment.md'), /^sh verify$/);
  const { status, stdout } = spawnSync('sh', ['-c', line!.text], { cwd: folder, encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^valid: /)]);
});

test('a seal that an anchor holds in another form is invalid, and one that no anchor holds is said so', async () => {
  await run('seal');
  const [proof, anchor, later] = ['proof.json', 'anchor.json', 'later.json'].map(path) as [
    string,
    string,
    string,
  ];
  await run('export-proof', requestIds[0]!, '--out', proof);
  const written = await run('export-anchor', '--out', anchor, '--json');
  const { head } = JSON.parse(written.stdout) as { head: { sequence: number } };
  expect(head.sequence).toBe(await db.collection('auditentries').countDocuments());
  const other = readFileSync(anchor, 'utf8').replace(/"root": ".{4}/, '"root": "0000');
  writeFileSync(anchor, other);
  expect(verify(proof, anchor).stdout).toBe(
    'invalid: proofs[0].seal: is not the seal that the anchor holds\n',
  );
  await run('export-anchor', '--out', later, '--after', String(head.sequence));
  expect(JSON.parse(readFileSync(later, 'utf8'))).toMatchObject({ seals: [] });
  expect(verify(proof, later).stdout).toMatch(/, but in no anchor given\n$/);
  expect(verify().status).toBe(2);
  expect(verify(path('missing.json'))).toMatchObject({ status: 2, stdout: '' });
});

test('a request that was changed after it was sealed is named by check, and its proof is written as invalid', async () => {
  await run('seal');
  const _id = new mongo.ObjectId(requestIds[1]);
  await db.collection('rewardrequests').updateOne({ _id }, { $inc: { attempt: 1 } });
  const file = path('hand.json');
  const exported = await run('export-proof', requestIds[1]!, '--out', file);
  const checked = await run('check');
  await db.collection('rewardrequests').updateOne({ _id }, { $inc: { attempt: -1 } });
  expect(exported).toMatchObject({ code: 1, stderr: '' });
  expect(exported.stdout).toContain('which do not match their seal');
  expect(verify(file).stdout).toBe('invalid: proofs[0].leaf, proofs[0].path: do not lead to the root\n');
  expect(checked.stdout).toMatch(
    new RegExp(`^BROKEN feedMatchesRequests +1 violations, such as ${requestIds[1]}$`, 'm'),
  );
});

test('bad arguments are refused', async () => {
  expect(await run('export-proof', 'x', '--out', path('x.json'))).toMatchObject({
    code: 1,
    stderr: 'There is no request with this id.\n',
  });
  expect((await run('export-anchor', '--out', path('x.json'), '--after', '-1')).code).toBe(2);
});
