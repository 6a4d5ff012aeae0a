import { Readable } from 'node:stream';
import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Collections } from '../database/client-collections';
import type { ServiceCalendar } from '../domain/service-calendar';
import type { Viewer } from '../domain/viewer';
import { AppError, BadUserInput, ServiceUnavailable } from '../errors';
import { admits, type Roles } from '../access/permissions';
import { permissions } from '../graphql/permissions';
import type { RateLimits } from '../rate-limits/rate-limits';
import type { Export } from './format/export';
import { subjectOf, type ExportArguments } from './export-arguments';
import { PATIENCE_MS, RUNNING_MAX } from './format/limits';
import { shareOf } from '../worker-share';

interface Parts {
  readonly database: Collections;
  readonly calendar: ServiceCalendar;
  readonly chainer: Chainer;
  readonly limits: RateLimits;
  /** How long a reader may take for a piece; left out: `PATIENCE_MS`. */
  readonly patienceMs?: number;
}

/** Exports for people: judged, counted and audited before the first byte. */
export class ExportService {
  private running = 0;

  constructor(private readonly parts: Parts) {}

  /** The row of the query that lists the same rows decides. @throws AppError FORBIDDEN */
  requireAllowed(viewer: Viewer, { query }: Export): void {
    if (!admits(permissions.Query[query] as Roles, viewer.role)) throw new AppError('FORBIDDEN');
  }

  /**
   * Begins an export. When it resolves the act is in the audit chain and the first rows are read; the others
   * are read as the file is, and no longer than it is open. A file that nobody reads on breaks off.
   *
   * @throws BadUserInput without a reason
   * @throws AppError RATE_LIMITED, NOT_FOUND
   * @throws ServiceUnavailable when too many exports run, or the database or the chain can't be reached
   */
  async begin(
    viewer: Viewer,
    now: Date,
    definition: Export,
    { args, filter, reverse, reason }: ExportArguments,
  ): Promise<Readable> {
    const { chainer, limits } = this.parts;
    if (reason === null) throw new BadUserInput({ path: 'reason', message: 'is missing' });
    await limits.export(viewer.id);
    if (this.running >= shareOf(RUNNING_MAX))
      throw new ServiceUnavailable('too many exports are running', undefined, 5);
    this.running += 1;
    const pieces = definition.pieces(args, this.parts);
    try {
      const first = [await pieces.next(), await pieces.next()];
      await chainer.append(
        outboxEntry({
          at: now,
          actor: viewer,
          action: definition.action,
          targetType: 'Export',
          targetId: new Types.ObjectId(),
          ...subjectOf(filter),
          after: { filter, reverse },
          reason,
        }),
      );
      return this.open(first, pieces);
    } catch (error) {
      this.running -= 1;
      await pieces.return(undefined);
      throw error;
    }
  }

  private open(first: ReadonlyArray<IteratorResult<string>>, pieces: AsyncGenerator<string>): Readable {
    const giveUp = () => file.destroy(new Error('nobody reads on'));
    const patience = setTimeout(giveUp, this.parts.patienceMs ?? PATIENCE_MS);
    const file = Readable.from(
      resumed(first, pieces, () => patience.refresh()),
      { objectMode: false },
    );
    // Also of a file that nobody began to read.
    file.once('close', () => {
      clearTimeout(patience);
      this.running -= 1;
      void pieces.return(undefined);
    });
    return file;
  }
}

async function* resumed(
  first: ReadonlyArray<IteratorResult<string>>,
  rest: AsyncGenerator<string>,
  onTaken: () => void,
): AsyncGenerator<string> {
  for (const piece of first) {
    if (!piece.done) yield piece.value;
    onTaken();
  }
  for await (const piece of rest) {
    yield piece;
    onTaken();
  }
}
