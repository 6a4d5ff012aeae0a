import { readFileSync, writeFileSync } from 'node:fs';
import { URL } from 'node:url';
import * as prettier from 'prettier';
import { callersOf, openCostData, worstValuesOf } from './cost-data.mjs';
import { startServer } from './environment.mjs';
import { Connection, graphqlRequest } from './http-client.mjs';
import { cpuOf } from './measure.mjs';
import { candidatesOf, costOf, fill, operationOf, ROLES } from './worst-operations.mjs';

/** What one operation may take of the database, in milliseconds of CPU. */
const DATABASE_CPU_MAX_MS = 2_000;
/** The staff's roles read the same rows, so that one of them measures for all. */
const STAND_INS = ['USER', 'ADMIN'];
/** An operation with another error was refused, so that it is no allowed one. */
const ALLOWED = ['NOT_FOUND', 'SERVICE_UNAVAILABLE'];
/** Whole operations that are measured for each role, of each kind of worst. */
const FINALISTS = 5;
const [BEGIN, END] = ['<!-- worst operations: begin -->', '<!-- worst operations: end -->'];

/** The pages with the table, and its words in the language of each. */
const PAGES = [
  {
    file: new URL('../docs/limits.md', import.meta.url),
    measuredWith: (users, requests, events) =>
      `Measured with ${users} users, ${requests} requests and ${events} events.`,
    head: ['Role', 'Worst by', 'Operation', 'Cost', 'CPU of the database', 'Answer'],
    by: { databaseCpuMs: 'CPU of the database', bytes: 'bytes of the answer', cost: 'cost' },
  },
  {
    file: new URL('../docs/limits.ko.md', import.meta.url),
    measuredWith: (users, requests, events) =>
      `사용자 ${users}명, 요청 ${requests}건, 이벤트 ${events}개로 측정했습니다.`,
    head: ['역할', '가장 무거운 기준', '오퍼레이션', '비용', '데이터베이스 CPU', '응답'],
    by: { databaseCpuMs: '데이터베이스 CPU', bytes: '응답의 바이트', cost: '비용' },
  },
];

/**
 * Looks for the worst operation that each role may send: measures every candidate of the schema by itself, then
 * fills operations with the worst of them up to the limits of documents.
 *
 * @param {{ scale: number, keep: boolean }} options keep: write the table of docs/limits.md and its translation
 * @returns {Promise<boolean>} whether none takes too much
 */
export async function findWorst({ scale, keep }) {
  const data = await openCostData(scale);
  const server = await startServer(data.database.uri);
  const connection = await Connection.open(server.port);
  const callers = callersOf();
  const measure = async (role, query) => {
    const request = graphqlRequest(query, undefined, callers[role]);
    const cpuBefore = cpuOf(data.database.pid);
    const begun = Date.now();
    const body = await connection.send(request);
    const answer = JSON.parse(body.toString());
    return {
      ...{ databaseCpuMs: cpuOf(data.database.pid) - cpuBefore, ms: Date.now() - begun },
      ...{ bytes: body.length, faults: (answer.errors ?? []).map(({ extensions }) => extensions.code) },
    };
  };
  // The first run may read from the disk.
  const measureWarm = async (role, query) => {
    const runs = [await measure(role, query)];
    if (runs[0].databaseCpuMs > 50) runs.push(await measure(role, query));
    return runs.sort((a, b) => a.databaseCpuMs - b.databaseCpuMs)[0];
  };

  try {
    const singles = [];
    const candidates = candidatesOf(worstValuesOf(data));
    for (const candidate of candidates) {
      for (const role of STAND_INS.filter((one) => candidate.roles.includes(one))) {
        const measured = await measure(role, operationOf([candidate]));
        // Such as arguments that one role must give and another must not.
        if (measured.faults.some((code) => !ALLOWED.includes(code))) continue;
        singles.push({ candidate, role, ...measured });
        if (measured.databaseCpuMs >= 50) process.stdout.write(`${role} ${line(candidate.name, measured)}\n`);
      }
    }
    requireAllMeasured(candidates, singles);
    const worst = [];
    for (const role of ROLES) worst.push(...(await worstOf(role, singles, measureWarm)));
    for (const found of worst)
      process.stdout.write(`${found.role}, ${found.by}: ${line(found.name, found)}\n`);
    if (keep) for (const page of PAGES) await keepTable(page, worst, data);
    return worst.every(({ databaseCpuMs }) => databaseCpuMs <= DATABASE_CPU_MAX_MS);
  } finally {
    connection.close();
    await server.stop();
    await data.client.close();
    await data.database.stop();
  }
}

async function worstOf(role, singles, measure) {
  const standIn = role === 'USER' ? 'USER' : 'ADMIN';
  const own = singles.filter((single) => single.role === standIn && single.candidate.roles.includes(role));
  const measured = new Map();
  for (const by of ['databaseCpuMs', 'bytes']) {
    const ranked = [...own].sort((a, b) => b[by] - a[by]).slice(0, 5 * FINALISTS);
    const repeated = ranked.map(({ candidate, [by]: value }) => {
      const chosen = fill([candidate]);
      return { chosen, estimate: value * chosen.length };
    });
    repeated.sort((a, b) => b.estimate - a.estimate);
    const mixed = fill(ranked.map(({ candidate }) => candidate));
    for (const chosen of [mixed, ...repeated.slice(0, FINALISTS).map((one) => one.chosen)]) {
      const query = operationOf(chosen);
      if (measured.has(query) || chosen.length === 0) continue;
      measured.set(query, { name: nameOf(chosen), cost: costOf(query), ...(await measure(role, query)) });
    }
  }
  return ['databaseCpuMs', 'bytes', 'cost'].map((by) => ({
    ...{ role, by },
    ...[...measured.values()].sort((a, b) => b[by] - a[by])[0],
  }));
}

/** `3 × a, b` */
function nameOf(chosen) {
  const counts = new Map();
  for (const { name } of chosen) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${count} × ${name}` : name)).join(', ');
}

/** A field that no operation reaches is not measured: then a limit has changed, and the table of values has not. */
function requireAllMeasured(candidates, singles) {
  const measured = new Set(singles.map(({ candidate, role }) => `${role} ${candidate.field}`));
  for (const { field, roles } of candidates) {
    const missing = STAND_INS.find((role) => roles.includes(role) && !measured.has(`${role} ${field}`));
    if (missing) throw new Error(`no operation of ${missing} reaches ${field}`);
  }
}

function line(name, { databaseCpuMs, ms, bytes, cost = '', faults }) {
  return `${databaseCpuMs} ms of CPU, ${ms} ms, ${bytes} bytes, ${cost} ${[...new Set(faults)]}: ${name}`;
}

async function keepTable({ file, measuredWith, head, by: words }, worst, { users, events }) {
  const rows = worst.map(
    ({ role, by, name, cost, databaseCpuMs, bytes }) =>
      `| ${role} | ${words[by]} | \`${name.replaceAll('|', '\\|')}\` | ${number(cost)} | ${(databaseCpuMs / 1_000).toFixed(2)} s | ${number(bytes / 1_000)} KB |`,
  );
  const table = [
    measuredWith(number(users), number(users * 5), number(events)),
    '',
    `| ${head.join(' | ')} |`,
    '| --- | --- | --- | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
  const text = readFileSync(file, 'utf8');
  const [before, after] = [text.split(BEGIN)[0], text.split(END)[1]];
  const whole = `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
  const options = (await prettier.resolveConfig(file.pathname)) ?? {};
  writeFileSync(file, await prettier.format(whole, { ...options, parser: 'markdown' }));
}

const number = (value) => Math.round(value).toLocaleString('en');
