import { Types } from 'mongoose';
import { Batcher } from '../database/batcher';
import type { Database } from '../database/connection';
import type { Role, Viewer } from '../domain/viewer';
import type { AccessProof } from './viewer-source';

/** What decides whether a proof still holds; `VIEWER_FIELDS` as a projection. */
export interface ViewerRow {
  readonly _id: Types.ObjectId;
  readonly role: Role;
  readonly disabledAt: Date | null;
  readonly logins: ReadonlyArray<{ readonly id: Types.ObjectId }>;
}
export const VIEWER_FIELDS = { role: 1, disabledAt: 1, 'logins.id': 1 } as const;

/**
 * The viewer that a proof gives, judged on the account as it was read now; null when the account is unknown
 * or disabled or the login has ended.
 */
export function viewerOf(
  row: ViewerRow | null | undefined,
  { userId, sessionId }: AccessProof,
): Viewer | null {
  if (row == null || row.disabledAt !== null) return null;
  if (!row.logins.some((login) => login.id.toHexString() === sessionId)) return null;
  return { id: userId, role: row.role, sessionId };
}

/** Reads viewers: one call for all operations that ask at the same moment. Nothing is cached. */
export class Viewers {
  private readonly reads: Batcher<AccessProof, Viewer | null>;

  constructor(private readonly database: Pick<Database, 'users'>) {
    this.reads = new Batcher((proofs) => this.read(proofs), {
      name: 'viewers',
      maxInFlight: 2,
      maxWaiting: 4_000,
    });
  }

  /** @throws ServiceUnavailable when too many wait */
  find(proof: AccessProof): Promise<Viewer | null> {
    return this.reads.add(proof);
  }

  private async read(proofs: readonly AccessProof[]): Promise<Array<Viewer | null>> {
    const ids = [...new Set(proofs.map(({ userId }) => userId))].map((id) => new Types.ObjectId(id));
    const rows = await this.database.users
      .find({ _id: { $in: ids } })
      .project<ViewerRow>(VIEWER_FIELDS)
      .toArray();
    const byId = new Map(rows.map((row) => [row._id.toHexString(), row]));
    return proofs.map((proof) => viewerOf(byId.get(proof.userId), proof));
  }
}
