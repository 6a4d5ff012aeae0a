/**
 * `npm run check:kubernetes`: checks deploy/kubernetes.yaml against the schemas of Kubernetes, strictly, by the
 * Python package kubernetes-validate, which pip brings into a cache folder.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, URL } from 'node:url';

const PACKAGE = 'kubernetes-validate==1.37.0';
/** The oldest release that the manifest must fit, and the newest that the package knows. */
const RELEASES = ['1.29', '1.37'];
const manifest = process.argv[2] ?? fileURLToPath(new URL('../deploy/kubernetes.yaml', import.meta.url));
const folder = join(homedir(), '.cache', 'event-reward-platform', PACKAGE.replace('==', '-'));

if (!existsSync(join(folder, 'kubernetes_validate'))) {
  mkdirSync(folder, { recursive: true });
  const installed = run(['-m', 'pip', 'install', '--quiet', '--target', folder, PACKAGE]);
  if (installed !== 0) {
    process.stderr.write(
      `pip could not install ${PACKAGE}: it needs Python 3 with pip, and a package index.\n`,
    );
    process.exit(1);
  }
}
let failed = false;
for (const release of RELEASES) {
  const code = run(['-m', 'kubernetes_validate', '--strict', '-k', release, manifest]);
  failed ||= code !== 0;
}
process.exit(failed ? 1 : 0);

function run(args) {
  const { status } = spawnSync('python3', args, {
    stdio: 'inherit',
    env: { ...process.env, PYTHONPATH: folder },
  });
  return status;
}
