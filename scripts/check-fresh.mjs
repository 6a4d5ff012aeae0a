/** Emits the schema, its reference and the typed documents anew; fails when what is committed differs. */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const GENERATED = [
  'schema',
  'tests/generated',
  'docs/reference',
  'clients/typescript/src',
  'console/src/generated',
];

function run(command, args, options = {}) {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });
  if (error || status !== 0) {
    process.stderr.write(`${[command, ...args].join(' ')} failed${error ? `: ${error.message}` : ''}\n`);
    process.exit(1);
  }
  return stdout;
}

run('npm', ['run', '--silent', 'schema:emit'], { stdio: 'inherit' });
run('npm', ['run', '--silent', 'schema:check'], { stdio: 'inherit' });
run('npm', ['run', '--silent', 'codegen'], { stdio: 'inherit' });

// Status rather than diff: it lists a generated file that nobody has added, too.
const stale = run('git', ['status', '--porcelain', '--untracked-files=all', '--', ...GENERATED]);
if (stale) {
  process.stderr.write(`Not what the sources give; generate and commit these:\n${stale}\n`);
  process.stderr.write(run('git', ['--no-pager', 'diff', 'HEAD', '--', ...GENERATED]));
  process.exit(1);
}
process.stdout.write('The schema, its reference and the typed documents are fresh.\n');
