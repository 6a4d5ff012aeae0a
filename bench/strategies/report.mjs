import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { URL } from 'node:url';
import * as prettier from 'prettier';
import { barChart } from '../svg.mjs';
import { STRATEGIES } from './stage.mjs';

const DOCS = new URL('../../docs/', import.meta.url);

const WORDS = {
  en: {
    page: 'strategies.md',
    titles: {
      queue: 'Queue (BullMQ)',
      'redis-lock': 'Redis lock (Redlock)',
      'mongo-lock': 'Lock in MongoDB',
      guard: 'Unique index in MongoDB',
      postgres: 'Unique index in PostgreSQL',
      platform: 'This platform, all of it',
    },
    faults: [
      'Strategy',
      'What happens',
      'Claims or users',
      'Paid twice',
      'Acknowledged, then lost',
      'Never answered',
      'Longest silence',
    ],
    scenarios: {
      storm: 'The same claim of each user, many times at once',
      stopped: 'A server stops between check and insert',
      brokerKilled: 'Redis is killed and comes back after 2 s',
      databaseKilled: 'The primary is killed',
      postgresKilled: 'PostgreSQL is killed and comes back after 2 s',
    },
    speed: [
      'Strategy',
      'Clients',
      'Claims/s',
      'p50, ms',
      'p99, ms',
      'CPU of a claim, ms: server',
      'database',
      'Redis',
    ],
    notYet:
      'Not measured yet: `npm run bench -- strategies throughput` on a quiet machine writes the figures here.',
    stamp: ({ measuredAt, machine }) =>
      `Measured ${measuredAt}: ${machine.cores} cores (${machine.model.trim()}), Node ${machine.node.slice(1)}, Redis ${machine.redis ?? '–'}, PostgreSQL ${machine.postgres ?? '–'}.`,
  },
  ko: {
    page: 'strategies.ko.md',
    titles: {
      queue: '큐 (BullMQ)',
      'redis-lock': 'Redis 잠금 (Redlock)',
      'mongo-lock': 'MongoDB 잠금',
      guard: 'MongoDB 고유 인덱스',
      postgres: 'PostgreSQL 고유 인덱스',
      platform: '이 플랫폼 전체',
    },
    faults: [
      '전략',
      '상황',
      '요청 또는 사용자',
      '두 번 지급',
      '응답하고 잃어버림',
      '응답 없음',
      '가장 긴 침묵',
    ],
    scenarios: {
      storm: '사용자마다 같은 요청을 한꺼번에 여러 번',
      stopped: '확인과 삽입 사이에 서버가 멈춤',
      brokerKilled: 'Redis를 죽이고 2초 뒤 다시 시작',
      databaseKilled: '프라이머리를 죽임',
      postgresKilled: 'PostgreSQL을 죽이고 2초 뒤 다시 시작',
    },
    speed: [
      '전략',
      '클라이언트',
      '초당 요청',
      'p50, ms',
      'p99, ms',
      '요청당 CPU, ms: 서버',
      '데이터베이스',
      'Redis',
    ],
    notYet:
      '아직 재지 않았습니다. 조용한 기계에서 `npm run bench -- strategies throughput`을 실행하면 여기에 수치가 적힙니다.',
    stamp: ({ measuredAt, machine }) =>
      `${measuredAt} 측정: 코어 ${machine.cores}개(${machine.model.trim()}), Node ${machine.node.slice(1)}, Redis ${machine.redis ?? '–'}, PostgreSQL ${machine.postgres ?? '–'}.`,
  },
};

/** Writes the figures and plots into docs/strategies.md and its Korean page; the words around them stay. */
export async function writePages(kept) {
  mkdirSync(new URL('strategies/', DOCS), { recursive: true });
  writePlots(kept);
  for (const words of Object.values(WORDS)) {
    const path = new URL(words.page, DOCS);
    const text = [
      ['faults', faultsOf(kept.faults, words)],
      ['throughput', speedOf(kept.throughput, words)],
    ].reduce((page, [name, figures]) => between(page, name, figures), readFileSync(path, 'utf8'));
    const options = (await prettier.resolveConfig(path)) ?? {};
    writeFileSync(path, await prettier.format(text, { ...options, filepath: path.pathname }));
  }
}

function between(page, name, figures) {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [before, rest] = page.split(begin);
  return `${before}${begin}\n\n${figures}\n\n${end}${rest.split(end)[1]}`;
}

const table = (head, rows) =>
  [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

function faultsOf(faults, words) {
  if (faults === undefined) return words.notYet;
  const rows = faults.rows.map((row) => {
    const scenario =
      row.strategy === 'postgres' && row.scenario === 'databaseKilled' ? 'postgresKilled' : row.scenario;
    const cell = (value, bad) =>
      value === undefined ? '' : bad && value > 0 ? `**${value}**` : String(value);
    return [
      words.titles[row.strategy],
      words.scenarios[scenario],
      row.scenario === 'storm' ? `${row.users} × ${row.claims / row.users}` : String(row.claims ?? row.users),
      cell(row.paidTwice, true),
      cell(row.lost, true),
      cell(row.unanswered),
      row.silentSeconds === undefined ? '' : `${row.silentSeconds.toFixed(1)} s`,
    ];
  });
  return `${table(words.faults, rows)}\n\n${words.stamp(faults)}`;
}

function speedOf(throughput, words) {
  if (throughput === undefined) return words.notYet;
  const number = (value) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3));
  const rows = throughput.rows.map((row) => [
    words.titles[row.strategy],
    row.clients,
    ...[row.perSecond, row.p50Ms, row.p99Ms, row.serverCpuMs, row.databaseCpuMs].map(number),
    row.brokerCpuMs > 0 ? number(row.brokerCpuMs) : '',
  ]);
  const plots = [1, 16, 64, 256].map((clients) => `![${clients}](strategies/throughput-${clients}.svg)`);
  return [table(words.speed, rows), ...plots, words.stamp(throughput)].join('\n\n');
}

function writePlots({ throughput, faults }) {
  // The first that has figures is highlighted: ours.
  const ours = ['platform', 'guard'];
  const isOther = ({ name }) => !ours.includes(name);
  const order = [...ours.map((name) => ({ name })), ...STRATEGIES.filter(isOther)];
  const chart = (file, title, valueOf) => {
    const bars = order.flatMap(({ name }) => {
      const value = valueOf(name);
      return value === undefined ? [] : [{ label: WORDS.en.titles[name], value }];
    });
    if (bars.length > 0) writeFileSync(new URL(`strategies/${file}.svg`, DOCS), barChart(title, bars));
  };
  for (const clients of throughput ? [1, 16, 64, 256] : []) {
    const of = (name) => throughput.rows.find((row) => row.strategy === name && row.clients === clients);
    chart(`throughput-${clients}`, `Claims a second, ${clients} clients`, (name) => of(name)?.perSecond);
    chart(`p99-${clients}`, `p99 of a claim in ms, ${clients} clients`, (name) => of(name)?.p99Ms);
  }
  if (faults)
    chart('paid-twice', 'Users paid twice, all faults together', (name) => {
      const own = faults.rows.filter((row) => row.strategy === name);
      return own.length === 0 ? undefined : own.reduce((sum, row) => sum + row.paidTwice, 0);
    });
}
