import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PATH = join(__dirname, '..', '..', '..', 'docs', 'reliability.md');

type Row = Readonly<Record<string, string | number>>;

/**
 * Puts the table of one suite into docs/reliability.md, in the place of the one from its last run. Only
 * `npm run test:faults` and its like do: a short form leaves the file alone.
 */
export function report(suite: string, rows: readonly Row[]): void {
  if (process.env.FAULTS_REPORT !== 'on' || rows.length === 0) return;
  const begin = `<!-- ${suite} -->`;
  const end = `<!-- end of ${suite} -->`;
  const section = `${begin}\n\n${table(rows)}\n\n${end}`;
  const text = existsSync(PATH) ? readFileSync(PATH, 'utf8') : '# Reliability\n';
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  const next =
    from === -1 || to === -1
      ? `${text.trimEnd()}\n\n## ${suite}\n\n${section}\n`
      : text.slice(0, from) + section + text.slice(to + end.length);
  writeFileSync(PATH, next);
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
