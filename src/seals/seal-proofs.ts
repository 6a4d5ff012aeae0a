import type { AuditEntry } from '../audit/audit-entry.model';
import type { Collections } from '../database/client-collections';
import { requireObjectId } from '../database/object-ids';
import { mayRead } from '../domain/reading-rights';
import { RELAYED_TYPES, type RelayedType } from '../domain/reward-feed';
import { SEAL_ENTRIES_MAX } from '../domain/seals';
import type { Viewer } from '../domain/viewer';
import { AppError } from '../errors';
import { LEAF_FIELDS, leafText, type LeafRow } from '../reward-feed/leaf';
import type { RewardFeedEntry } from '../reward-feed/reward-feed.model';
import { ANY_STATUS } from '../reward-requests/request-filter';
import { treeOfLeaves } from './feed-leaves';
import { sealOf, sealsUpTo, type StoredSeal } from './seal';

/** Entries of one seal, with the audit entry that holds it. */
interface Sealed {
  readonly seal: StoredSeal;
  readonly auditEntry: AuditEntry;
  readonly entries: RewardFeedEntry[];
}

export interface Proof {
  readonly seal: StoredSeal;
  readonly auditEntry: AuditEntry;
  readonly sequence: number;
  /** Made from the request as it is now: of a request that was changed by hand it does not lead to the root. */
  readonly leaf: string;
  readonly path: readonly string[];
}

type Database = Pick<Collections, 'requests' | 'rewardFeed' | 'auditEntries'>;

/** Makes proofs of sealed requests. */
export class SealProofs {
  constructor(private readonly database: Database) {}

  /**
   * One proof of each sealed entry of a request, in their sequence; none until it is sealed.
   *
   * @param viewer null: the command line
   * @throws AppError NOT_FOUND, also for the request of another account, unless the viewer may read its proofs
   */
  async of(viewer: Viewer | null, requestId: string, signal?: AbortSignal): Promise<Proof[]> {
    const read = { ...(signal && { signal }) };
    const row = await this.database.requests.findOne<LeafRow>(
      { _id: requireObjectId(requestId), status: { $in: ANY_STATUS } },
      { ...read, projection: LEAF_FIELDS },
    );
    if (row === null || !mayProve(viewer, row)) throw new AppError('NOT_FOUND');
    const entries = await this.database.rewardFeed
      .find({ rowId: row._id, type: { $in: [...RELAYED_TYPES] } }, read)
      .toArray();
    // A few at most; no index has them in this order.
    entries.sort((one, other) => one._id - other._id);
    const proofs: Proof[] = [];
    for (const sealed of await this.bySeal(entries, read))
      proofs.push(...(await this.prove(sealed, row, read)));
    return proofs;
  }

  private async bySeal(
    entries: readonly RewardFeedEntry[],
    read: { readonly signal?: AbortSignal },
  ): Promise<Sealed[]> {
    const bySeal = new Map<string, Sealed>();
    for (const entry of entries) {
      const auditEntry = await this.database.auditEntries.findOne(sealsUpTo(entry._id), {
        ...read,
        sort: { targetId: -1, sequence: 1 },
      });
      const seal = auditEntry && sealOf(auditEntry);
      if (auditEntry === null || seal === null || seal.lastSequence < entry._id) continue;
      const sealed = bySeal.get(seal.id) ?? { seal, auditEntry, entries: [] };
      sealed.entries.push(entry);
      bySeal.set(seal.id, sealed);
    }
    return [...bySeal.values()];
  }

  private async prove(
    { seal, auditEntry, entries }: Sealed,
    row: LeafRow,
    read: { readonly signal?: AbortSignal },
  ): Promise<Proof[]> {
    // More than a seal of this platform covers: the chain was changed by hand.
    if (seal.lastSequence - seal.firstSequence >= SEAL_ENTRIES_MAX) return [];
    const wanted = entries.map(({ _id }) => _id);
    const tree = await treeOfLeaves(this.database, seal, { wanted, read, ...read });
    return entries.map(({ _id, type }) => ({
      seal,
      auditEntry,
      sequence: _id,
      leaf: leafText(_id, type as RelayedType, row),
      path: tree?.paths.get(_id) ?? [],
    }));
  }
}

function mayProve(viewer: Viewer | null, { userId }: LeafRow): boolean {
  return viewer === null || userId.equals(viewer.id) || mayRead(viewer, 'othersProofs');
}
