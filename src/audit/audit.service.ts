import { between } from '../database/instant-range';
import type { mongo } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { filterId } from '../database/object-ids';
import { Listing } from '../database/cursor';
import { COUNT_LIMIT_MS, pageOf } from '../database/keyset-page';
import type { Page } from '../domain/page';
import type { AuditEntry } from './audit-entry.model';
import { readableEntries } from './audit-texts';
import type { AuditEntriesArgs, AuditFilter } from './audit.inputs';
import { verifyChain, type Verification } from './verification';

/** An entry with its texts, and as the chain has it. */
export type ReadEntry = AuditEntry & { readonly stored: AuditEntry };

export function withStored(stored: AuditEntry): ReadEntry {
  return { ...stored, stored };
}

/** Reads the audit trail and recomputes its chain. */
export class AuditService {
  private readonly database: Collections;
  private verifying: Promise<Verification> | undefined;

  constructor({ database }: { readonly database: Collections }) {
    this.database = database;
  }

  /**
   * Newest first by sequence, which is unique: the keyset needs nothing beside it, and every index of the
   * list ends in it.
   *
   * @throws BadUserInput for a cursor of another list, filter or order
   */
  async findAuditEntries(args: AuditEntriesArgs, signal: AbortSignal): Promise<Page<ReadEntry>> {
    const entries = this.database.auditEntries;
    const filter = auditQuery(args.filter ?? {});
    const listing = new Listing('auditEntries', filter, args);
    // Bounded also at the beginning: the planner then finds the filters' fields in the list's own index.
    const from = (after: number | null) => ({
      $and: [filter, { sequence: after === null ? { $gt: 0 } : { [args.reverse ? '$gt' : '$lt']: after } }],
    });
    const rows = await entries
      .find(from(args.after == null ? null : (listing.read(args.after).key as number)), { signal })
      .sort({ sequence: args.reverse ? 1 : -1 })
      .limit(args.first + 1)
      .toArray();
    const texts = await readableEntries(this.database, rows.map(withStored), { signal });
    return pageOf({
      listing,
      args,
      rows: texts,
      placeOf: ({ _id, sequence }) => ({ key: sequence, id: _id }),
      count: () => entries.countDocuments(from(null), { maxTimeMS: COUNT_LIMIT_MS, signal }),
    });
  }

  /** It reads the whole chain, so one runs at a time per process and concurrent callers share its answer. */
  verifyChain(now: Date): Promise<Verification> {
    this.verifying ??= verifyChain(this.database, now).finally(() => {
      this.verifying = undefined;
    });
    return this.verifying;
  }
}

/** The entries that a list, and its export, holds. */
export function auditQuery({
  actorId,
  actions,
  targetType,
  targetId,
  from,
  to,
}: AuditFilter): mongo.Filter<AuditEntry> {
  return {
    ...(actorId != null && { actorId: filterId(actorId) }),
    ...(actions != null && { action: { $in: actions } }),
    ...(targetType != null && { targetType }),
    ...(targetId != null && { targetId: filterId(targetId) }),
    ...between('at', from, to),
  };
}
