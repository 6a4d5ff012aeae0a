import { createHash } from 'node:crypto';

/** A whole subtree: the hash of its root, and the leaves below it. */
interface Subtree {
  readonly first: number;
  readonly size: number;
  readonly hash: Buffer;
}

/** Hashes beside the way from a leaf to the root, from the bottom up. */
export type Path = readonly Buffer[];

/**
 * The Merkle tree of RFC 6962 (section 2.1), built leaf by leaf: it keeps the roots of whole subtrees only, so its size
 * grows with the logarithm of the number of leaves.
 */
export class MerkleTree {
  /** From left to right, each larger than the next one. */
  private readonly subtrees: Subtree[] = [];
  private readonly paths: Map<number, Buffer[]>;
  private leaves = 0;

  /** @param wanted the indexes, from 0, of the leaves whose paths are wanted */
  constructor(wanted: readonly number[] = []) {
    this.paths = new Map(wanted.map((index) => [index, []]));
  }

  /** @param hash of the leaf, see `leafHash` */
  add(hash: Buffer): void {
    let added: Subtree = { first: this.leaves, size: 1, hash };
    this.leaves += 1;
    while (this.subtrees.at(-1)?.size === added.size) added = this.join(this.subtrees.pop()!, added);
    this.subtrees.push(added);
  }

  /** To be called once, after the last leaf. A tree without leaves has the hash of nothing as its root. */
  finish(): { readonly root: Buffer; readonly paths: ReadonlyMap<number, Path> } {
    let right = this.subtrees.pop();
    while (right !== undefined && this.subtrees.length > 0) right = this.join(this.subtrees.pop()!, right);
    return { root: right?.hash ?? createHash('sha256').digest(), paths: this.paths };
  }

  private join(left: Subtree, right: Subtree): Subtree {
    for (const [index, path] of this.paths) {
      if (isBelow(left, index)) path.push(right.hash);
      else if (isBelow(right, index)) path.push(left.hash);
    }
    return { first: left.first, size: left.size + right.size, hash: nodeHash(left.hash, right.hash) };
  }
}

/**
 * The root that a leaf and its path lead to (RFC 9162, section 2.1.3.2), or null where a tree of this size has no such
 * path.
 */
export function rootOfPath(leaf: Buffer, index: number, size: number, path: Path): Buffer | null {
  if (!(index >= 0 && index < size)) return null;
  let hash = leaf;
  let [place, last] = [index, size - 1];
  for (const sibling of path) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash);
      // The last node of an odd row moves up as it is.
      while (place % 2 === 0 && place > 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : null;
}

function isBelow({ first, size }: Subtree, index: number): boolean {
  return index >= first && index < first + size;
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256')
    .update(Buffer.from([1]))
    .update(left)
    .update(right)
    .digest();
}
