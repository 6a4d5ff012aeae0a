/**
 * Writes the bill of materials of what is in the lockfile (CycloneDX) to the path that is given, dist/sbom.cdx.json
 * otherwise; fails when a package that is needed at run time is not in it, or is without its hash.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const path = process.argv[2] ?? join(root, 'dist', 'sbom.cdx.json');

// Development's packages are in it, and marked: to leave them out, npm leaves out whatever both need.
const { status, stdout, stderr, error } = spawnSync(
  'npm',
  ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'],
  { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
if (error || status !== 0) fail(`npm sbom failed: ${error?.message ?? stderr}`);

const { components } = JSON.parse(stdout);
const listed = new Set(
  components.filter(({ hashes }) => hashes?.length > 0).map(({ name, version }) => `${name}@${version}`),
);
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const needed = Object.entries(packages)
  .filter(([folder, { dev }]) => folder !== '' && !dev)
  .map(([folder, { name, version }]) => `${name ?? folder.split('node_modules/').at(-1)}@${version}`);
const missing = needed.filter((each) => !listed.has(each));
if (missing.length > 0) fail(`Not in the bill of materials, or without a hash:\n${missing.join('\n')}`);

mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, stdout);
process.stdout.write(
  `${path}: ${components.length} packages, ${new Set(needed).size} of them at run time.\n`,
);

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
