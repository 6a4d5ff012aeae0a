import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findMongod } from '../../src/embedded-database/mongod-binary';
import { fencesOf, readDocument } from '../support/markdown';
import { freePort, TEST_FOLDER_PREFIX } from '../support/mongod';
import { startServerProcess } from '../support/server-process';

const ROOT = join(__dirname, '..', '..');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const run = promisify(execFile);

/** An empty project with the package installed, by the commands that its README shows. */
let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
  const [shown] = fencesOf(readDocument('clients/typescript/README.md'), /^sh$/);
  const [setUp, build = '', pack = '', install = ''] = shown!.text.trim().split('\n');
  // Done by the set-up of the tests.
  expect(setUp).toBe('npm ci');
  await run('sh', ['-c', build], { cwd: ROOT });
  await run('sh', ['-c', pack], { cwd: ROOT });
  const [, filename = ''] = /^npm install path\/to\/(\S+)$/.exec(install) ?? [];
  await rename(join(ROOT, filename), join(project, filename));
  await writeFile(join(project, 'package.json'), '{ "private": true }');
  await run('sh', ['-c', `${install.replace('path/to', '.')} --offline --no-audit --no-fund`], {
    cwd: project,
  });
});
afterAll(() => rm(project, { recursive: true, force: true }));

const installed = () => join(project, 'node_modules', '@event-reward-platform', 'client');

/** Type-checks files of the project with everything strict, declarations included. */
async function typeCheck(
  files: readonly string[],
  moduleResolution: 'node16' | 'bundler',
  ...more: string[]
): Promise<string> {
  const module = moduleResolution === 'node16' ? 'node16' : 'esnext';
  const args = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,dom', ...more];
  return run(
    process.execPath,
    [TSC, ...args, '--module', module, '--moduleResolution', moduleResolution, ...files],
    { cwd: project },
  ).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

/** A caller that tells every kind of failure apart; each wrong use is an error that must be reported. */
const CALLER = `
import { createClient, dataOf, messages, type Failure, type RequestRewardData } from '@event-reward-platform/client';

const client = createClient({ url: 'https://rewards.example/graphql' });

export function describeFailure(error: Failure<RequestRewardData>): string | number | undefined {
  switch (error.kind) {
    case 'refusal':
      return error.payload.request?.id ?? error.refusals.length;
    case 'network':
      return error.status ?? messages.ko[error.code];
    case 'fault':
      if (error.code === 'BAD_USER_INPUT') return error.fields[0]?.path;
      if (error.code === 'RATE_LIMITED') return error.retryAfterSeconds;
      // @ts-expect-error other faults name no time
      return error.code === 'FORBIDDEN' ? error.retryAfterSeconds : error.code;
  }
}

export async function calls(): Promise<void> {
  const result = await client.requestReward({ eventId: 'x' }, { signal: new AbortController().signal });
  if (!result.ok) describeFailure(result.error);
  // @ts-expect-error data is there only when it went well
  result.data;
  // The key of a change of stock is required by the API, and made here.
  dataOf(await client.adjustRewardStock({ id: 'x', delta: 1, reason: 'more' })).reward?.remaining?.toFixed();
  dataOf(await client.events()).edges[0]?.node.title.trim();
  // @ts-expect-error a query's required variables are required
  await client.event();
  // @ts-expect-error there is no such role
  await client.changeUserRole({ userId: 'x', role: 'ROOT' });
}
`;

test('the package holds both builds, its types and the example, and depends on nothing', async () => {
  const manifest = JSON.parse(await readFile(join(installed(), 'package.json'), 'utf8')) as object;
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest).not.toHaveProperty('peerDependencies');
  for (const file of ['esm/index.js', 'esm/index.d.ts', 'cjs/index.js', 'cjs/index.d.ts', 'README.md']) {
    expect(await readFile(join(installed(), file), 'utf8')).not.toBe('');
  }
});

test.each([
  ['node16', ['caller.mts', 'caller.cts']],
  ['bundler', ['caller.ts']],
] as const)('strict callers type-check by %s', async (resolution, files) => {
  for (const file of files) await writeFile(join(project, file), CALLER);
  expect(await typeCheck(files, resolution)).toBe('');
});

/** What stands around the blocks of the page: names that are the reader's own. */
const AROUND = `
declare const eventId: string;
declare const url: string;
declare const serviceKey: string;
declare const requestId: string;
declare const client: import("@event-reward-platform/client").Client;
declare const epoch: string;
declare const after: number;
declare function show(...what: unknown[]): void;
`;

test('every block of the page type-checks, each as a module of its own', async () => {
  const blocks = fencesOf(await readFile(join(installed(), 'README.md'), 'utf8'), /^js client$/);
  expect(blocks.length).toBeGreaterThan(1);
  await writeFile(join(project, 'around.d.ts'), AROUND);
  const files = blocks.map((_, index) => `block-${index}.mts`);
  for (const [index, { text }] of blocks.entries()) {
    const imports = text.includes('import {')
      ? ''
      : "import { createClient } from '@event-reward-platform/client';\n";
    await writeFile(join(project, files[index]!), imports + text);
  }
  expect(await typeCheck(['around.d.ts', ...files], 'node16')).toBe('');
});

test('the storefront type-checks as somebody has it who copied it', async () => {
  await cp(join(installed(), 'examples', 'storefront'), join(project, 'storefront'), { recursive: true });
  const flags = [
    '--allowImportingTsExtensions',
    '--lib',
    'ES2022,DOM,DOM.Iterable',
    '--moduleResolution',
    'bundler',
  ];
  expect(await typeCheck(['storefront/main.ts'], 'bundler', ...flags)).toBe('');
});

test('CommonJS and ESM are both loaded, and the same', async () => {
  const script = `
    const required = require('@event-reward-platform/client');
    import('@event-reward-platform/client').then((imported) =>
      console.log(JSON.stringify([Object.keys(required).sort(), Object.keys(imported).sort()])));`;
  const { stdout } = await run(process.execPath, ['-e', script], { cwd: project });
  const [required, imported] = JSON.parse(stdout) as [string[], string[]];
  expect(required).toContain('createClient');
  expect(imported.filter((name) => name !== 'default' && name !== 'module.exports')).toEqual(required);
});

test('the example type-checks, and does on a server with the demo data what it says', async () => {
  await mkdir(join(project, 'data'));
  await cp(join(installed(), 'examples', 'first-reward.mjs'), join(project, 'first-reward.mjs'));
  const nodeTypes = ['--typeRoots', join(ROOT, 'node_modules', '@types'), '--types', 'node'];
  await cp(join(installed(), 'examples', 'deliver.mjs'), join(project, 'deliver.mjs'));
  expect(
    await typeCheck(['first-reward.mjs', 'deliver.mjs'], 'node16', '--allowJs', '--checkJs', ...nodeTypes),
  ).toBe('');
  const server = await startServerProcess(
    {
      NODE_ENV: 'development',
      DATA_DIR: join(project, 'data'),
      EMBEDDED_MONGO_PORT: String(await freePort()),
      MONGOMS_SYSTEM_BINARY: (await findMongod()).path,
      SERVICE_DAY_START: distantDayStart(),
    },
    '--demo',
  );
  const session = () =>
    run(process.execPath, ['first-reward.mjs', `${server.url}/graphql`], { cwd: project });
  /** The page's own way: built and run in the repository. */
  const sessionOfPage = () => {
    const [block] = fencesOf(readDocument('clients/typescript/README.md'), /^sh client$/);
    return run('bash', ['-ec', block!.text.replace(/(first-reward\.mjs)$/m, `$1 ${server.url}/graphql`)], {
      cwd: ROOT,
    });
  };
  try {
    const first = (await session()).stdout.trim().split('\n');
    expect(first).toEqual([
      'Bob, before checking in: CONDITIONS_NOT_MET (Not every condition of the event is met yet. 아직 이벤트의 조건을 모두 충족하지 못했습니다.)',
      'Bob has been there on 3 days in a row.',
      'Bob, after checking in: claimed, paid 100 × Welcome points, 1 × Coffee coupon',
      'Alice: claimed, PENDING',
      'The operator approves; Alice is paid 1 × Hooded jacket',
    ]);
    const second = (await sessionOfPage()).stdout;
    expect(second.match(/ALREADY_\w+/g)).toEqual([
      'ALREADY_REWARDED',
      'ALREADY_REWARDED',
      'ALREADY_REWARDED',
      'ALREADY_DECIDED',
    ]);
  } finally {
    await server.end('SIGKILL');
  }
});

/** A start minute twelve hours away from now, so that no midnight falls between the demo data and the session. */
function distantDayStart(): string {
  const seoul = (new Date().getUTCHours() + 9) % 24;
  return `${String((seoul + 12) % 24).padStart(2, '0')}:00`;
}
