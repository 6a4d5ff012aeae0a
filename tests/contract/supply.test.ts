import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Locked {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly version?: string;
}
const at = (name: string) => readFileSync(join(__dirname, '..', '..', name), 'utf8');
const packageJson = JSON.parse(at('package.json')) as {
  dependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const { packages } = JSON.parse(at('package-lock.json')) as { packages: Record<string, Locked> };
const installed = Object.entries(packages).filter(([path]) => path !== '');

test('every package of the lockfile has its hash, and none comes from elsewhere than a registry', () => {
  const without = installed.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''));
  expect(without.map(([path]) => path)).toEqual([]);
  const elsewhere = installed.filter(
    ([, { resolved = '', link }]) => link || /^(git|file|http:)/.test(resolved),
  );
  expect(elsewhere.map(([path]) => path)).toEqual([]);
});

test('install scripts are off, and who has one is named', () => {
  expect(at('.npmrc')).toMatch(/^ignore-scripts=true$/m);
  const wanting = installed.filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = wanting.map(([path]) =>
    path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
  );
  expect(Object.keys(packageJson.allowScripts).sort()).toEqual([...new Set(names)].sort());
  expect(Object.values(packageJson.allowScripts).filter((allowed) => allowed)).toEqual([]);
});

test('every runtime dependency is pinned and stands in docs/dependencies.md with release and reason', () => {
  const rows = [
    ...at('docs/dependencies.md').matchAll(/^\| (\S+) +\| (\S+), (\d{4}-\d{2}-\d{2}) +\| (.{15,}) \|$/gm),
  ];
  const documented = rows.map(([, name, release]) => `${name} ${release}`);
  const wanted = Object.entries(packageJson.dependencies).map(([name, range]) => `${name} ${range}`);
  expect(documented).toEqual(wanted.sort());
  for (const range of Object.values(packageJson.dependencies)) expect(range).toMatch(/^~?\d+\.\d+\.\d+/);
});

test('the bill of materials names every runtime dependency with release and hash, and CI keeps it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  const path = join(folder, 'sbom.json');
  const script = join(__dirname, '..', '..', 'scripts', 'sbom.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, path], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const bill = JSON.parse(readFileSync(path, 'utf8')) as {
    bomFormat: string;
    components: Array<{ name: string; version: string; hashes: unknown[] }>;
  };
  rmSync(folder, { recursive: true });
  expect(bill.bomFormat).toBe('CycloneDX');
  const named = bill.components.filter(({ hashes }) => hashes.length > 0);
  const names = named.map(({ name, version }) => `${name}@${version}`);
  const wanted = Object.keys(packageJson.dependencies);
  expect(names).toEqual(
    expect.arrayContaining(wanted.map((name) => `${name}@${packages[`node_modules/${name}`]!.version}`)),
  );
  expect(at('.ci/run')).toMatch(/^npm run sbom$/m);
});
