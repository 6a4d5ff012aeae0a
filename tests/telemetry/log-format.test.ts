import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const LOG = join(__dirname, '..', '..', 'dist', 'log.js');

/** What a process writes that logs one line; its standard output is a pipe, which may say that it is a terminal. */
function written(isTerminal: boolean): string {
  const program = `
    process.stdout.isTTY = ${isTerminal};
    require(${JSON.stringify(LOG)}).createLog('info').info({ ms: 1 }, 'operation');
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout;
}

test('where nobody watches each line of the log is JSON', () => {
  const lines = written(false).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ level: 30, msg: 'operation', ms: 1 }),
  ]);
});

test('in a terminal the log is for people: no JSON, one indented line per field', () => {
  expect(written(true)).toMatch(/^\[[\d:.]+\] .*INFO.*: .*operation.*\n +.*ms.*: .*1.*\n$/);
});
