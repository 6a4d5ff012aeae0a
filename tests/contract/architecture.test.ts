import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

import { readDocument } from '../support/markdown';

const root = join(__dirname, '..', '..');
const page = readDocument('docs/architecture.md');

interface Rule {
  readonly name: string;
  readonly from: { readonly path?: string };
}

/** The rules of the layers, lowest first; the highest layer has none, for it may import everything. */
const layers = (
  createRequire(__filename)('../../.dependency-cruiser.cjs') as { forbidden: readonly Rule[] }
).forbidden.filter(({ name }) => /^layers: [^ ]+$/.test(name));

/** Every file of src/, from there. */
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
/** How high the layer of a file is. */
function heightOf(file: string): number {
  const height = layers.findIndex(({ from: { path = '' } }) => new RegExp(path).test(`src/${file}`));
  return height === -1 ? layers.length : height;
}

/** Folders that lie in a lower layer than the folder around them. */
const INNER = ['graphql/types/', 'exports/format/'];

function fileIn(name: string): string {
  return files.find(
    (file) => file.startsWith(name) && !INNER.some((inner) => inner !== name && file.startsWith(inner)),
  )!;
}

/** What the page names, from the lowest row to the highest. */
const drawn = [...page.matchAll(/^\| [^|]+ \| ([^|]*`[^|]*) \|/gm)]
  .map(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
  .filter((names) => !names.includes('src/'))
  .reverse();

test('docs/architecture.md names everything in src/, and nothing that is not there', () => {
  const entries = files.map((file) => {
    const inner = INNER.find((folder) => file.startsWith(folder));
    if (inner !== undefined) return inner;
    return file.includes('/') ? file.slice(0, file.indexOf('/') + 1) : file;
  });
  expect(drawn.flat().sort()).toEqual([...new Set(entries)].sort());
});

test('its rows are in the order of the layers that lint holds', () => {
  expect(layers.length).toBeGreaterThan(20);
  const heights = drawn.map((names) => names.map((name) => heightOf(fileIn(name))));
  for (const [row, below] of heights.slice(1).map((row, at) => [row, heights[at]!] as const)) {
    expect(Math.min(...row)).toBeGreaterThan(Math.max(...below));
  }
});

test('it draws every import between features, and no other', () => {
  const features = drawn.find((names) => names.includes('audit/'))!.map((name) => name.slice(0, -1));
  const isFeature = (name: string | undefined) => name !== undefined && features.includes(name);
  const imports = files.flatMap((file) => {
    const [from] = file.split('/');
    if (!isFeature(from)) return [];
    const text = readFileSync(join(root, 'src', file), 'utf8');
    return [...text.matchAll(/from '(\.[^']+)'/g)].flatMap(([, specifier = '']) => {
      const [to] = relative(join(root, 'src'), join(root, 'src', file, '..', specifier)).split('/');
      return isFeature(to) && to !== from ? [`${from} --> ${to}`] : [];
    });
  });
  const arrows = [...page.matchAll(/^ +(\S+ --> \S+)$/gm)].map(([, arrow]) => arrow);
  expect(arrows.sort()).toEqual([...new Set(imports)].sort());
});

test('the Korean page names and draws the same', () => {
  const partsOf = (text: string) =>
    [
      ...[...text.matchAll(/^\| [^|]+ \| ([^|]*`[^|]*) \|/gm)].flatMap(([, cell = '']) =>
        cell.match(/`[^`]+`/g),
      ),
      ...text.matchAll(/^ +(\S+ --> \S+)$/gm),
    ].map(String);
  expect(partsOf(readDocument('docs/architecture.ko.md'))).toEqual(partsOf(page));
});

test('a feature registers in a file of its own folder', () => {
  const folders = drawn.find((names) => names.includes('audit/'))!;
  for (const folder of folders) expect(existsSync(join(root, 'src', folder, 'feature.ts'))).toBe(true);
});
