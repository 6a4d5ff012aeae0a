import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGES = ['reliability.md', 'reliability.ko.md'].map((name) =>
  join(__dirname, '..', '..', '..', 'docs', name),
);

type Row = Readonly<Record<string, string | number>>;

/**
 * Writes the table of one suite into docs/reliability.md and its translation, in place of the table of the last run.
 * After a run of some of its tests the rows of the others remain. Only `npm run test:faults` and `npm run test:soak`
 * write; a short form leaves the pages alone.
 */
export function report(suite: string, rows: readonly Row[]): void {
  if (process.env.FAULTS_REPORT !== 'on' || rows.length === 0) return;
  for (const path of PAGES) writeTable(path, suite, rows);
}

function writeTable(path: string, suite: string, rows: readonly Row[]): void {
  const begin = `<!-- ${suite} -->`;
  const end = `<!-- end of ${suite} -->`;
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '# Reliability\n';
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  const section = `${begin}\n\n${merged(text.slice(from, to), table(rows))}\n\n${end}`;
  const next =
    from === -1 || to === -1
      ? `${text.trimEnd()}\n\n## ${suite}\n\n${section}\n`
      : text.slice(0, from) + section + text.slice(to + end.length);
  writeFileSync(path, next);
}

/** Rows go by their first cell; under another head all old rows are gone. */
function merged(old: string, fresh: string): string {
  const lines = (text: string) => text.split('\n').filter((line) => line.startsWith('|'));
  const [head, rule, ...rows] = lines(fresh);
  const [oldHead, , ...oldRows] = lines(old);
  const nameOf = (row: string) => row.split(' | ')[0];
  const byName = new Map(rows.map((row) => [nameOf(row), row]));
  const kept = oldHead === head && oldRows.length > 1 ? oldRows : [];
  const stay = kept.map((row) => byName.get(nameOf(row)) ?? row);
  return [head, rule, ...new Set([...stay, ...rows])].join('\n');
}

function table(rows: readonly Row[]): string {
  const names = Object.keys(rows[0]!);
  const line = (cells: ReadonlyArray<string | number>) => `| ${cells.join(' | ')} |`;
  return [
    line(names),
    line(names.map(() => '---')),
    ...rows.map((row) => line(names.map((name) => String(row[name] ?? '').replaceAll('|', '\\|')))),
  ].join('\n');
}
