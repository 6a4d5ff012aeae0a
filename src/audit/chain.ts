import { createHash } from 'node:crypto';
import type { AuditEntry } from './audit-entry.model';
import { canonicalJson } from './entries';
import type { ChainableEntry } from './audit-texts';

/** Where a chain ends. */
export interface ChainEnd {
  readonly sequence: number;
  readonly hash: string;
}

/** The previous hash of the first entry. */
export const CHAIN_START: ChainEnd = { sequence: 0, hash: '0'.repeat(64) };

/**
 * An entry's hash: SHA-256 in hex over previousHash, a line feed and the canonical JSON of all that is
 * stored of the entry but the two hashes. Whatever a field is called, a changed, added or removed one shows.
 * The recipe in full, with a test vector: docs/adr/0004-audit-chain.md.
 */
export function entryHash(entry: Readonly<Record<string, unknown>> | AuditEntry): string {
  const { previousHash } = entry as Record<string, unknown>;
  return createHash('sha256')
    .update(`${String(previousHash)}\n${canonicalEntry(entry)}`)
    .digest('hex');
}

/** The part of an entry that its hash covers beside the previous hash, as canonical JSON. */
export function canonicalEntry(entry: Readonly<Record<string, unknown>> | AuditEntry): string {
  const { _id, hash: _hash, previousHash: _previousHash, ...fields } = entry as Record<string, unknown>;
  return canonicalJson({ id: _id, ...fields });
}

/** Gives each entry its place after `end`, in the order given. */
export function link(end: ChainEnd, entries: readonly ChainableEntry[]): AuditEntry[] {
  let { sequence, hash } = end;
  return entries.map(({ id, ...fields }) => {
    sequence += 1;
    const unsigned = { _id: id, ...fields, sequence, previousHash: hash };
    hash = entryHash(unsigned);
    return { ...unsigned, hash };
  });
}

/** Sequence and hash alone: the end goes to the log, where no entry's values may go. */
export function later(one: ChainEnd, other: ChainEnd): ChainEnd {
  const { sequence, hash } = other.sequence > one.sequence ? other : one;
  return { sequence, hash };
}
