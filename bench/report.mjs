import { mkdirSync, writeFileSync } from 'node:fs';
import { URL } from 'node:url';
import * as prettier from 'prettier';
import { readResults } from './results.mjs';
import { readStrategies } from './strategies/kept.mjs';
import { barChart } from './svg.mjs';
import { TARGETS } from './targets.mjs';

const DOCS = new URL('../docs/', import.meta.url);

/** The figures of a trial, which is kept nowhere. @param results by part, each with its `data` */
export function figuresOf(results) {
  const tables = tablesOf(results).map(({ title, rows }) => `## ${title}\n\n${rowTable(rows)}`);
  return [targetTable(results), ...tables, ...fairnessTable(results)].join('\n\n');
}

/** Writes docs/performance.md and its plots from what was measured; nothing in it is typed by hand. */
export async function writeReport() {
  const results = readResults();
  const tables = tablesOf(results);
  mkdirSync(new URL('performance/', DOCS), { recursive: true });
  for (const { file, title, rows } of tables) {
    const bars = rows.map(([label, { rate }]) => ({ label, value: rate }));
    writeFileSync(new URL(`performance/${file}.svg`, DOCS), barChart(`${title}: operations a second`, bars));
  }
  const path = new URL('performance.md', DOCS);
  const text = [
    '# Performance',
    'Written by `npm run bench`; `npm run bench -- claims` measures one part again, and `npm run bench -- growth` is apart: five million users, whose data stay in `.data/`. Rivals run in turns in the same minutes, each figure is the median of three rounds, servers and workers have one core, the database and the load share the other. After every run the rows are compared with what was acknowledged. The servers of the others stand still meanwhile; the calls of the database include the chores of the one that runs. [What the figures mean](performance-notes.md).',
    '## Targets',
    targetTable({ ...results, ...strategiesPart() }),
    ...tables.flatMap(({ file, title, rows }) => [
      `## ${title}`,
      rowTable(rows),
      `![${title}](performance/${file}.svg)`,
    ]),
    ...fairnessTable(results),
    '## Runs',
    runTable(results),
  ].join('\n\n');
  const options = (await prettier.resolveConfig(path)) ?? {};
  writeFileSync(path, await prettier.format(text, { ...options, parser: 'markdown' }));
}

const ACTIVITY_TITLES = {
  claims: 'Claims by kind of condition, 64 clients',
  recording: 'Activities recorded, batches of 1,000',
  beside: 'Claims beside a user with 100,000 activities',
};

function tablesOf({
  claims,
  claimServers,
  workers,
  hotEvent,
  page,
  serverInfo,
  checkIns,
  logins,
  activities,
  feed,
  codes,
  seal,
  growth,
}) {
  const rows = (list) => Object.entries(list);
  return [
    ...['40 events', 'one event'].map((name) => ({
      ...{ file: `claims-${name.replace(' ', '-')}`, title: `Claims after a year of use, ${name}` },
      rows: claims?.data[name] && rows(claims.data[name]),
    })),
    ...[64, 256, 16, 1].map((clients) => ({
      ...{ file: `claims-${clients}`, title: `Claims, ${clients} client${clients > 1 ? 's' : ''}` },
      rows: claimServers && rows(claimServers.data.clients[clients]),
    })),
    {
      ...{ file: 'one-user', title: 'Claims of one user' },
      rows: claimServers && rows(claimServers.data.oneUser),
    },
    { file: 'workers', title: 'Claims by workers, 64 clients', rows: workers && rows(workers.data) },
    {
      ...{ file: 'hot-event', title: 'Claims of one event, limited and unlimited' },
      rows: hotEvent && rows(hotEvent.data),
    },
    { file: 'page', title: 'A page of 100 requests, 16 clients', rows: page && rows(page.data.same) },
    {
      ...{ file: 'page-own', title: 'A page of 100 requests, 16 clients, each on a page of its own' },
      rows: page && rows(page.data.own),
    },
    { file: 'server-info', title: 'serverInfo, 64 clients', rows: serverInfo && rows(serverInfo.data) },
    { file: 'check-ins', title: 'Check-ins, 64 clients', rows: checkIns && rows(checkIns.data) },
    { file: 'logins', title: 'Logins', rows: logins && rows(logins.data) },
    ...['claims', 'recording', 'beside'].map((name) => ({
      ...{ file: `activities-${name}`, title: ACTIVITY_TITLES[name] },
      rows: activities && rows(activities.data[name]),
    })),
    {
      file: 'codes',
      title: 'What a code for each winner costs claims, 64 clients',
      rows: codes && rows(codes.data),
    },
    { file: 'feed', title: 'What the reward feed costs claims, 64 clients', rows: feed && rows(feed.data) },
    { file: 'seal', title: 'What sealing costs claims, 64 clients', rows: seal && rows(seal.data.claims) },
    { file: 'growth', title: 'Growth', rows: growth && rows(growth.data.data) },
  ].filter(({ rows: measured }) => measured !== undefined);
}

/** One costly caller beside 64 others. */
function fairnessTable({ fairness }) {
  if (fairness === undefined) return [];
  const lines = Object.entries(fairness.data).flatMap(([caller, kinds]) =>
    Object.entries(kinds).map(([kind, { alone, beside, callerRate, callerRefused }]) => {
      const pair = (key) => `${short(alone[key])} | ${short(beside[key])}`;
      return `| ${caller} | ${kind} | ${pair('rate')} | ${pair('p50')} | ${pair('p99')} | ${short(callerRate)} | ${short(callerRefused)} |`;
    }),
  );
  return [
    '## Fairness',
    'One caller keeps 64 costly operations in the air, beside 64 others.',
    [
      "| Caller | The others' | a second, without | with the caller | p50, ms, without | with | p99, ms, without | with | the caller's a second | refused |",
      '|---|---|---:|---:|---:|---:|---:|---:|---:|---:|',
      ...lines,
    ].join('\n'),
  ];
}

/** They are kept apart, and compared in a page of their own. */
function strategiesPart() {
  const { throughput } = readStrategies();
  return throughput && { strategies: { data: throughput.rows } };
}

function targetTable(results) {
  const lines = TARGETS.filter(({ part }) => part in results).flatMap(
    ({ part, what, least, most, aim, value, byCpu }) => {
      const measured = value(results[part].data);
      // What was kept by an earlier bench may lack it.
      if (!Number.isFinite(measured)) return [];
      const held = least === undefined ? measured <= most : measured >= least;
      const limit = least === undefined ? `at most ${most}` : `at least ${least}`;
      const cpu = byCpu ? short(byCpu(results[part].data)) : '';
      return `| ${what} | ${limit} | ${aim ?? ''} | ${short(measured)} | ${cpu} | ${held ? 'yes' : '**no**'} |`;
    },
  );
  return ['| What | Target | Aim | Measured | By CPU | Met |', '|---|---|---|---|---|---|', ...lines].join(
    '\n',
  );
}

const COLUMNS = [
  ['a second', ({ rate }) => short(rate)],
  ['p50, ms', ({ p50 }) => short(p50)],
  ['p99, ms', ({ p99 }) => short(p99)],
  ['CPU of the server an operation, µs', ({ serverCpuUs }) => Math.round(serverCpuUs)],
  ['of the database, µs', ({ databaseCpuUs }) => Math.round(databaseCpuUs)],
  ['its calls', ({ calls }) => (calls === undefined ? '' : short(calls))],
];
const THIRDS = ['last third : first', ({ lastToFirst }) => short(lastToFirst)];

function rowTable(rows) {
  const columns = rows.some(([, { lastToFirst }]) => lastToFirst !== undefined)
    ? [...COLUMNS, THIRDS]
    : COLUMNS;
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(['', ...columns.map(([title]) => title)]),
    line(['---', ...columns.map(() => '---:')]),
    ...rows.map(([name, figures]) => line([name, ...columns.map(([, cell]) => cell(figures))])),
  ].join('\n');
}

function runTable(results) {
  const lines = Object.entries(results).map(([name, run]) => {
    const { median, most } = run.foreignCores ?? { median: 0, most: 0 };
    return `| ${name} | ${run.at.slice(0, 16)}Z | ${run.commit} | ${run.scale} | ${short(median)}, at most ${short(most)} | ${run.machine} | ${run.versions} |`;
  });
  return [
    'Size 1 is the whole load; what others took of the machine meanwhile is in cores.',
    '',
    '| Part | When | Commit | Size | Load of others | Machine | Versions |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

function short(value) {
  if (value >= 1_000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
