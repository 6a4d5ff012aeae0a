import { Types } from 'mongoose';
import type { AuditEntry } from '../audit/audit-entry.model';
import type { Collections } from '../database/client-collections';
import { Listing } from '../database/cursor';
import { COUNT_LIMIT_MS, pageOf } from '../database/keyset-page';
import type { Page, PageRequest } from '../domain/page';
import { SEALED, sealOf, type StoredSeal } from './seal';

/** Reads seals. */
export class SealService {
  constructor(private readonly database: Pick<Collections, 'auditEntries'>) {}

  /**
   * Newest first by the sequence of their audit entries.
   *
   * @throws BadUserInput for a cursor of another list or order
   */
  async list(args: PageRequest, signal: AbortSignal): Promise<Page<StoredSeal>> {
    const { auditEntries } = this.database;
    const listing = new Listing('seals', {}, args);
    const from = (after: number | null) => ({
      action: SEALED,
      sequence: after === null ? { $gt: 0 } : { [args.reverse ? '$gt' : '$lt']: after },
    });
    const rows = await auditEntries
      .find(from(args.after == null ? null : (listing.read(args.after).key as number)), { signal })
      .sort({ sequence: args.reverse ? 1 : -1 })
      .limit(args.first + 1)
      .toArray();
    return pageOf({
      listing,
      args,
      rows: rows.map(readableSeal),
      placeOf: ({ id, auditSequence }) => ({ key: auditSequence, id: new Types.ObjectId(id) }),
      count: () => auditEntries.countDocuments(from(null), { maxTimeMS: COUNT_LIMIT_MS, signal }),
    });
  }
}

function readableSeal(entry: AuditEntry): StoredSeal {
  const seal = sealOf(entry);
  if (seal === null) throw new Error(`audit entry ${entry.sequence} holds no seal: it was changed by hand`);
  return seal;
}
