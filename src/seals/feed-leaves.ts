import { setImmediate as nextTurn } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { isHash, type SealedRange } from '../domain/seals';
import { leafHash } from '../reward-feed/leaf';
import { MerkleTree } from './merkle-tree';

/** Entries that are read together. */
export const PAGE_ENTRIES = 2_000;
/** Leaves between two turns of the event loop: a few milliseconds. */
const LEAVES_PER_TURN = 500;
/** Takes the place of an entry that the feed lacks: the hash of an empty leaf. */
const NO_LEAF = Buffer.from(leafHash(''), 'hex');

interface Options {
  /** Sequences whose paths are wanted. */
  readonly wanted?: readonly number[];
  /** For every read. */
  readonly read?: mongo.FindOptions & mongo.Abortable;
  /** Asked before each page. */
  readonly signal?: AbortSignal;
  /** Called before each page. */
  readonly onPage?: (() => void | Promise<void>) | undefined;
}

export interface LeafTree {
  readonly root: string;
  /** In hex, by the sequence of the entry. */
  readonly paths: ReadonlyMap<number, readonly string[]>;
  /** Entries that the feed lacks although it has later ones. */
  readonly missing: number;
}

/**
 * Builds the Merkle tree over the stored leaves of a range of the feed, page by page.
 *
 * @returns null when the signal ended it
 */
export async function treeOfLeaves(
  { rewardFeed }: Pick<Collections, 'rewardFeed'>,
  { firstSequence, lastSequence }: Pick<SealedRange, 'firstSequence' | 'lastSequence'>,
  { wanted = [], read = {}, signal, onPage }: Options = {},
): Promise<LeafTree | null> {
  const tree = new MerkleTree(wanted.map((sequence) => sequence - firstSequence));
  let missing = 0;
  for (let from = firstSequence; from <= lastSequence; from += PAGE_ENTRIES) {
    if (signal?.aborted) return null;
    await onPage?.();
    const to = Math.min(from + PAGE_ENTRIES - 1, lastSequence);
    const entries = await rewardFeed
      .find({ _id: { $gte: from, $lte: to } }, { ...read, projection: { leaf: 1 } })
      .sort({ _id: 1 })
      .toArray();
    const leaves = new Map(entries.map(({ _id, leaf }) => [_id, leaf]));
    for (let sequence = from; sequence <= to; sequence += 1) {
      const leaf = leaves.get(sequence);
      if (!isHash(leaf)) missing += 1;
      tree.add(isHash(leaf) ? Buffer.from(leaf, 'hex') : NO_LEAF);
      if (sequence % LEAVES_PER_TURN === 0) await nextTurn();
    }
  }
  const { root, paths } = tree.finish();
  return {
    root: root.toString('hex'),
    paths: new Map(
      [...paths].map(([index, path]) => [index + firstSequence, path.map((hash) => hash.toString('hex'))]),
    ),
    missing,
  };
}
