import { isServiceDay } from './service-calendar';

/** Entries of one seal. A longer day has several, one after another, so that a proof reads no more than this. */
export const SEAL_ENTRIES_MAX = 100_000;

/** What a seal covers, as its audit entry stores it. */
export interface SealedRange {
  /** Of the reward feed. */
  readonly epoch: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Of the Merkle tree over the leaves, in hex. */
  readonly root: string;
  /** Absent in seals that are older than the sealing of the access log. */
  readonly accessLog?: SealedAccessLog;
}

/** What a seal adds to what the seals before hold of the access log. */
export interface SealedAccessLog {
  /** The last service day that is sealed. A day up to it that no seal names had no lines. */
  readonly lastDay: string;
  /** In their order. */
  readonly days: readonly SealedAccessDay[];
}

export interface SealedAccessDay {
  readonly day: string;
  /** Of its lines. */
  readonly count: number;
  /** SHA-256 over the lines in the order of time and id, in hex. */
  readonly digest: string;
  /** When the first line expires, as ISO 8601 in UTC. From then on the digest can't be recomputed. */
  readonly keptUntil: string;
}

const HASH = /^[0-9a-f]{64}$/;

function isDay(value: unknown): value is string {
  return typeof value === 'string' && isServiceDay(value);
}

export function isHash(value: unknown): value is string {
  return typeof value === 'string' && HASH.test(value);
}

export function isSealedRange(value: unknown): value is SealedRange {
  if (typeof value !== 'object' || value === null) return false;
  const { epoch, firstSequence, lastSequence, root, accessLog } = value as Record<string, unknown>;
  return (
    typeof epoch === 'string' &&
    Number.isSafeInteger(firstSequence) &&
    Number.isSafeInteger(lastSequence) &&
    (firstSequence as number) >= 1 &&
    (lastSequence as number) >= (firstSequence as number) &&
    isHash(root) &&
    (accessLog === undefined || isSealedAccessLog(accessLog))
  );
}

function isSealedAccessLog(value: unknown): value is SealedAccessLog {
  if (typeof value !== 'object' || value === null) return false;
  const { lastDay, days } = value as Record<string, unknown>;
  return isDay(lastDay) && Array.isArray(days) && days.every(isSealedAccessDay);
}

function isSealedAccessDay(value: unknown): value is SealedAccessDay {
  if (typeof value !== 'object' || value === null) return false;
  const { day, count, digest, keptUntil } = value as Record<string, unknown>;
  return (
    isDay(day) &&
    Number.isSafeInteger(count) &&
    isHash(digest) &&
    typeof keptUntil === 'string' &&
    !Number.isNaN(Date.parse(keptUntil))
  );
}

/** What one proof consists of: the fields of `SealProof` in the API. */
export interface SealProofParts {
  readonly leaf: string;
  readonly sequence: number;
  readonly path: readonly string[];
  readonly seal: SealedRange & {
    readonly id: string;
    /** An instant, or its text. */
    readonly sealedAt: Date | string;
    readonly auditSequence: number;
  };
  readonly auditEntry: {
    readonly id: string;
    readonly canonical: string;
    readonly previousHash: string;
    readonly hash: string;
  };
}

const PROOF_FORMAT = 'event-reward-proof/1';
const ANCHOR_FORMAT = 'event-reward-anchor/1';

/**
 * The text of a proof file. The layout is part of the format: `scripts/verify-proof.mjs` accepts no other, so that every
 * byte of the file counts.
 */
export function proofFile(requestId: string, proofs: readonly SealProofParts[]): string {
  return fileOf({
    format: PROOF_FORMAT,
    requestId,
    proofs: proofs.map(({ seal, leaf, sequence, path, auditEntry }) => ({
      seal: {
        id: seal.id,
        sealedAt: seal.sealedAt,
        epoch: seal.epoch,
        firstSequence: seal.firstSequence,
        lastSequence: seal.lastSequence,
        root: seal.root,
        auditSequence: seal.auditSequence,
      },
      leaf,
      sequence,
      path,
      auditEntry: {
        id: auditEntry.id,
        canonical: auditEntry.canonical,
        previousHash: auditEntry.previousHash,
        hash: auditEntry.hash,
      },
    })),
  });
}

/** What an archive outside the platform keeps: with it nobody can rewrite the chain up to its head unnoticed. */
export interface Anchor {
  readonly writtenAt: Date;
  readonly head: { readonly sequence: number; readonly hash: string };
  readonly seals: ReadonlyArray<SealProofParts['seal'] & { readonly hash: string }>;
}

export function anchorFile({ writtenAt, head, seals }: Anchor): string {
  return fileOf({ format: ANCHOR_FORMAT, writtenAt, head, seals });
}

function fileOf(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
