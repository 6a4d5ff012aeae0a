import { Types } from 'mongoose';
import type { AuditEntry } from '../audit/audit-entry.model';
import { derivedId, outboxEntry } from '../audit/entries';
import type { OutboxEntry } from '../audit/outbox-entry.model';
import { isSealedRange, type SealedRange } from '../domain/seals';

export const SEALED = 'SEALED';
const TARGET_TYPE = 'Seal';

/** The only record of a seal is its entry in the audit chain. */
export interface StoredSeal extends SealedRange {
  readonly id: string;
  readonly sealedAt: Date;
  readonly auditSequence: number;
}

/** It follows from the epoch and the first sequence, so a range is sealed once, however many servers try. */
export function sealIdOf({ epoch, firstSequence }: Pick<SealedRange, 'epoch' | 'firstSequence'>) {
  return derivedId(SEALED, epoch, String(firstSequence));
}

export function sealEntry(range: SealedRange, at: Date): OutboxEntry {
  const { epoch, firstSequence, lastSequence, root, accessLog } = range;
  return outboxEntry({
    id: sealIdOf(range),
    at,
    actor: null,
    action: SEALED,
    targetType: TARGET_TYPE,
    targetId: targetOf(firstSequence),
    after: { epoch, firstSequence, lastSequence, root, accessLog },
  });
}

/** The first sequence as an id, so that an index of the chain finds the seal of a sequence. */
function targetOf(sequence: number): Types.ObjectId {
  return new Types.ObjectId(sequence.toString(16).padStart(24, '0'));
}

/** The seal that an entry records, or null for one that was changed by hand. */
export function sealOf({ _id, at, sequence, after }: AuditEntry): StoredSeal | null {
  const range = parsed(after);
  if (!isSealedRange(range)) return null;
  return { ...range, id: _id.toHexString(), sealedAt: at, auditSequence: sequence };
}

/** Entries of seals that begin at a sequence or before it. */
export function sealsUpTo(sequence: number) {
  return { targetType: TARGET_TYPE, targetId: { $lte: targetOf(sequence) }, action: SEALED };
}

function parsed(json: string | null): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return null;
  }
}
