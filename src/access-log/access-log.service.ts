import { Types } from 'mongoose';
import type { ViewerSource } from '../access/viewer-source';
import { Batcher } from '../database/batcher';
import type { Database } from '../database/connection';
import { insertUntilKnown } from '../database/insert-until-known';
import { between } from '../database/instant-range';
import { findPage } from '../database/keyset-page';
import { filterId, toObjectId } from '../database/object-ids';
import type { Page } from '../domain/page';
import type { AccessLogEntry } from './access-log-entry.model';
import type { AccessLogArgs } from './access-log.inputs';

/** More reads than staff of a large operator send at once. */
const WAITING_MAX = 2_000;
const DAY_MS = 86_400_000;

interface Parts {
  readonly database: Database;
  /** How long a line is kept. */
  readonly days: number;
}

/** Of one operation. */
interface Caller {
  readonly viewer: Pick<ViewerSource, 'require'>;
  readonly now: Date;
}

/** Who opened whose data. A read that opens an account waits for its line. */
export class AccessLog {
  /** The lines of reads that arrive together share an insert. */
  private readonly lines = new Batcher<AccessLogEntry, void>((lines) => this.store(lines), {
    name: 'accessLog',
    maxInFlight: 1,
    maxWaiting: WAITING_MAX,
  });

  constructor(private readonly parts: Parts) {}

  /** The database removes lines that have expired; each line has its own instant. */
  async prepare(): Promise<void> {
    await this.parts.database.accessLog.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  }

  /**
   * Records that the viewer opened another account's data. Reads of the own account leave no line, nor does an id that
   * names nobody.
   *
   * @param userId null: the read is about no single account
   * @param what the root field
   *
   * @throws ServiceUnavailable when too many lines wait or the database can't be reached: nothing is shown unrecorded
   */
  async opened(
    { viewer, now: at }: Caller,
    userId: string | Types.ObjectId | null | undefined,
    what: string,
  ): Promise<void> {
    const opened = userId == null ? null : toObjectId(String(userId));
    if (opened === null) return;
    const { id } = await viewer.require();
    if (opened.equals(id)) return;
    const expiresAt = new Date(at.getTime() + this.parts.days * DAY_MS);
    await this.lines.add({
      ...{ _id: new Types.ObjectId(), actorId: new Types.ObjectId(id), userId: opened, what, at, expiresAt },
    });
  }

  /** Newest first. @throws BadUserInput for a cursor of another list, filter or order */
  list({ filter, ...page }: AccessLogArgs, signal: AbortSignal): Promise<Page<AccessLogEntry>> {
    const { actorId, userId, from, to } = filter ?? {};
    const selected = {
      ...(actorId != null && { actorId: filterId(actorId) }),
      ...(userId != null && { userId: filterId(userId) }),
      ...between('at', from, to),
    };
    const list = { name: 'accessLog', filter: selected, sortKey: 'at' } as const;
    return findPage(this.parts.database.reads.accessLog, list, page, signal);
  }

  private async store(lines: AccessLogEntry[]): Promise<void[]> {
    const { database } = this.parts;
    const ids = [...new Map(lines.map(({ userId }) => [userId.toHexString(), userId])).values()];
    const found = await database.users.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray();
    const known = new Set(found.map(({ _id }) => _id.toHexString()));
    const real = lines.filter(({ userId }) => known.has(userId.toHexString()));
    if (real.length > 0) await insertUntilKnown(database.accessLog, real);
    return [];
  }
}
