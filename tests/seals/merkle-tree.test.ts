import { createHash } from 'node:crypto';
import { leafHash } from '../../src/reward-feed/leaf';
import { MerkleTree, rootOfPath } from '../../src/seals/merkle-tree';

/** The entries and roots that implementations of RFC 6962 share as their test vectors. */
const ENTRIES = [
  ...['', '00', '10', '2021', '3031', '40414243', '5051525354555657'],
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex').toString('latin1'));
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const leaf = (text: string) => Buffer.from(leafHash(text), 'hex');
const leaves = (count: number) => Array.from({ length: count }, (_, n) => leaf(`leaf ${n}`));

function treeOf(hashes: readonly Buffer[], wanted: readonly number[] = []) {
  const tree = new MerkleTree(wanted);
  for (const hash of hashes) tree.add(hash);
  return tree.finish();
}

const node = (left: Buffer, right: Buffer) =>
  createHash('sha256')
    .update(Buffer.from([1]))
    .update(left)
    .update(right)
    .digest();

/** The definitions of RFC 6962, section 2.1, word by word. */
function split(count: number): number {
  let k = 1;
  while (k * 2 < count) k *= 2;
  return k;
}
function rootOf(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 1) return hashes[0]!;
  const k = split(hashes.length);
  return node(rootOf(hashes.slice(0, k)), rootOf(hashes.slice(k)));
}
function pathOf(index: number, hashes: readonly Buffer[]): Buffer[] {
  if (hashes.length === 1) return [];
  const k = split(hashes.length);
  const [left, right] = [hashes.slice(0, k), hashes.slice(k)];
  return index < k ? [...pathOf(index, left), rootOf(right)] : [...pathOf(index - k, right), rootOf(left)];
}

test.each(ROOTS.map((root, size) => [size, root] as const))(
  'the first %i entries of RFC 6962 have their root',
  (size, root) => {
    const hashes = ENTRIES.slice(0, size).map((entry) =>
      createHash('sha256')
        .update(Buffer.from([0]))
        .update(Buffer.from(entry, 'latin1'))
        .digest(),
    );
    expect(treeOf(hashes).root.toString('hex')).toBe(root);
  },
);

test('roots and paths of trees of every size up to 70 are those of the definitions', () => {
  for (let size = 1; size <= 70; size += 1) {
    const hashes = leaves(size);
    const { root, paths } = treeOf(
      hashes,
      hashes.map((_hash, index) => index),
    );
    expect(root).toEqual(rootOf(hashes));
    for (const [index, path] of paths) expect(path).toEqual(pathOf(index, hashes));
  }
});

test('a path leads from its own leaf, at its own place in a tree of its own size, to the root', () => {
  for (let size = 1; size <= 20; size += 1) {
    const hashes = leaves(size);
    for (let index = 0; index < size; index += 1) {
      const { root, paths } = treeOf(hashes, [index]);
      const path = paths.get(index)!;
      expect(rootOfPath(hashes[index]!, index, size, path)).toEqual(root);
      expect(rootOfPath(leaf('another'), index, size, path)).not.toEqual(root);
      for (let other = 0; other < size; other += 1)
        if (other !== index) expect(rootOfPath(hashes[index]!, other, size, path)).not.toEqual(root);
      expect(rootOfPath(hashes[index]!, index, size, [...path, root])).toBeNull();
      if (size > 1) expect(rootOfPath(hashes[index]!, index, size, path.slice(1))).toBeNull();
    }
  }
  for (const index of [-1, 3]) expect(rootOfPath(leaf('x'), index, 3, [])).toBeNull();
});

test('a tree keeps no more than the roots of its whole subtrees', () => {
  const tree = new MerkleTree();
  for (const hash of leaves(1_000)) tree.add(hash);
  expect(JSON.stringify(tree).match(/"hash"/g)).toHaveLength(6);
});
