import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/cli/commands';
import { documentsBelow, fencesOf, originals, readDocument } from '../support/markdown';

const root = join(__dirname, '..', '..');
/** What somebody may paste; answers and diagrams are something else. */
const PASTED = /^(sh|bash|shell|zsh|console|js|mjs|ts|tsx|graphql|gql|text)?( |$)/;

/** Blocks that a test runs or compares: each of these takes all that its pages have. */
const RUN: ReadonlyArray<{ readonly info: RegExp; readonly pages?: RegExp; readonly by: string }> = [
  { info: /^(sh|text) session$/, by: 'tests/process/documents-sessions.test.ts' },
  { info: /^graphql$/, by: 'tests/process/documents-sessions.test.ts' },
  { info: /^sh command$/, by: 'tests/process/documents-commands.test.ts' },
  { info: /^sh move( server)?$/, pages: /^docs\/migrate\.md$/, by: 'tests/process/migrate-page.test.ts' },
  {
    info: /^js runbook( \w+)?$/,
    pages: /^docs\/operations\.md$/,
    by: 'tests/process/guard-runbook.test.ts',
  },
  { info: /^js rights$/, pages: /^docs\/deploy\.md$/, by: 'tests/process/database-rights.test.ts' },
  {
    info: /^js (snapshot|election)$/,
    pages: /^docs\/deploy\.md$/,
    by: 'tests/process/snapshot-restore.test.ts',
  },
  {
    info: /^sh sandbox$/,
    pages: /^docs\/guides\/integrators\.md$/,
    by: 'tests/process/sandbox.test.ts',
  },
  {
    info: /^sh verify$/,
    pages: /^docs\/guides\/verify-payment\.md$/,
    by: 'tests/process/seal-commands.test.ts',
  },
  {
    info: /^sh erasures$/,
    pages: /^docs\/deploy\.md$/,
    by: 'tests/process/erasure-commands.test.ts',
  },
  {
    info: /^sh feed-backfill$/,
    pages: /^docs\/guides\/reward-feed\.md$/,
    by: 'tests/process/reward-feed-commands.test.ts',
  },
  {
    info: /^(js (apollo|graphcache|urql)|gql genqlient)$/,
    pages: /^docs\/guides\/clients\.md$/,
    by: 'tests/client/caches.test.ts',
  },
  {
    info: /^js webhooks$/,
    pages: /^docs\/guides\/webhooks\.md$/,
    by: 'tests/webhooks/guide.test.ts',
  },
  { info: /^(js|sh) client$/, pages: /^clients\/typescript\//, by: 'tests/client/package.test.ts' },
  { info: /^gql$/, pages: /^schema\/CHANGES\.md$/, by: 'tests/contract/schema-changes.test.ts' },
  { info: /^text$/, pages: /^docs\/adr\/0004-/, by: 'tests/audit/chain.test.ts' },
  { info: /^(text|ts)$/, pages: /^docs\/development\.md$/, by: 'tests/contract/documents.test.ts' },
];

/** Blocks that no test can run, by their first line. */
const NOT_RUN: ReadonlyArray<{ readonly page: string; readonly begins: string; readonly because: string }> = [
  {
    page: 'README.md',
    begins: 'docker-compose up -d',
    because: 'needs a container engine; npm run check:seed runs the line of mongosh',
  },
  {
    page: 'docs/tutorial.md',
    begins: 'npm start',
    because: 'sets up a fresh clone; .ci/run does by scripts/setup.mjs',
  },
  {
    page: 'docs/scale.md',
    begins: '// In mongosh, on a router',
    because: 'no mongos can be had where the tests run',
  },
  { page: 'docs/deploy.md', begins: 'docker run', because: 'needs a container engine' },
  { page: 'docs/deploy.md', begins: 'docker-compose --profile', because: 'needs a container engine' },
  {
    page: 'docs/deploy.md',
    begins: 'kubectl create secret',
    because: 'needs a cluster; npm run check:kubernetes checks the manifest',
  },
  {
    page: 'docs/guides/clients.md',
    begins: 'fragment Events_list',
    because: "relay-compiler, whose directives it has, brings 118 MB of other platforms' binaries",
  },
  { page: 'docs/deploy.md', begins: 'mongodump', because: 'needs the database tools' },
  { page: 'docs/deploy.md', begins: 'mongorestore', because: 'needs the database tools' },
  {
    page: 'clients/typescript/README.md',
    begins: 'npm ci',
    because: 'leads to a project elsewhere; tests/client/package.test.ts packs and installs likewise',
  },
  { page: 'console/README.md', begins: 'npm run build:console', because: 'its second line never ends' },
];

const shown = originals.flatMap((page) =>
  fencesOf(readDocument(page), PASTED).map(({ info, text }) => ({
    page,
    info,
    first: text.split('\n', 1)[0]!,
  })),
);

test('every block that somebody may paste is run by a test, or there is a reason', () => {
  const isRun = ({ page, info }: (typeof shown)[number]) =>
    RUN.some((run) => run.info.test(info) && (run.pages?.test(page) ?? true));
  const exceptions = NOT_RUN.map(({ page, begins }) => ({ page, begins }));
  const notRun = shown.filter((block) => !isRun(block));
  const known = notRun.map(({ page, first }) => ({
    page,
    begins: exceptions.find((each) => each.page === page && first.startsWith(each.begins))?.begins ?? first,
  }));
  const inOrder = (list: ReadonlyArray<{ page: string; begins: string }>) =>
    list.map(({ page, begins }) => `${page}: ${begins}`).sort();
  expect(inOrder(known)).toEqual(inOrder(exceptions));
});

test.each(RUN.map(({ by, info, pages }) => [by, info, pages] as const))(
  '%s has blocks %s to run',
  (by, info, pages) => {
    expect(existsSync(join(root, by))).toBe(true);
    const taken = shown.filter((block) => info.test(block.info) && (pages?.test(block.page) ?? true));
    expect(taken).not.toEqual([]);
  },
);

/** What is said about the project's own commands, in prose and in blocks. */
const mentions = documentsBelow().map((page) => ({ page, text: readDocument(page) }));
const OF_NPM = ['ci', 'install', 'pack', 'run'];

test.each(mentions)(
  '$page names scripts and commands that there are, with options that they have',
  ({ text }) => {
    const { scripts } = JSON.parse(readDocument('package.json')) as { scripts: Record<string, string> };
    const ran = [...text.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name);
    const short = [...text.matchAll(/(?:`|^)npm ([a-z]+)\b/gm)].map(([, name]) => name);
    const unknown = [...ran, ...short.filter((name) => !OF_NPM.includes(name!))].filter(
      (name) => !(name! in scripts),
    );
    expect(unknown).toEqual([]);

    // A command ends with its code span, its line or its part of a pipe.
    const called = [...text.matchAll(/node dist\/cli\.js ([a-z][\w-]*)([^`\n|;]*)/g)];
    const strange = called.flatMap(([call, name = '', rest = '']) => {
      const command = commands.get(name);
      const options = [...rest.matchAll(/--([a-z-]+)/g)].map(([, option = '']) => option);
      const has = { ...command?.options, json: {}, help: {} };
      return command === undefined || options.some((option) => !(option in has)) ? [call] : [];
    });
    expect(strange).toEqual([]);
  },
);
