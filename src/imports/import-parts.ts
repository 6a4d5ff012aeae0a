import { createHash } from 'node:crypto';
import { Types, type mongo } from 'mongoose';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import type { Clock } from '../clock';
import type { Database } from '../database/connection';
import type { StructureWatch } from '../database/structure-watch';
import type { ImportKindName } from '../domain/imports';
import type { ServiceCalendar } from '../domain/service-calendar';
import type { Viewer } from '../domain/viewer';
import type { Secrets } from '../secrets/secrets';
import type { Passwords } from '../users/passwords';
import { attendanceImport } from './attendance';
import { ImportRun, type FilledRow, type ImportCounts, type ImportKind } from './import-run';
import { usersImport } from './users';

/** Some rows of a file that follow each other. */
export interface ImportPart {
  readonly kind: ImportKindName;
  /** Of the bytes of the file, in hex. */
  readonly sha256: string;
  /** From 0. */
  readonly number: number;
  readonly rows: readonly FilledRow[];
  /** Whether the rows are only judged. */
  readonly dryRun: boolean;
}

interface RefusedRow {
  readonly line: number;
  readonly reason: string;
}

interface Parts {
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly chainer: Chainer;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly secrets: Secrets;
  readonly structure: Pick<StructureWatch, 'requireIntact'>;
  readonly skew: { requireRightClock(): void };
}

/**
 * Brings files in that staff send part by part. It takes the rows as the commands do, with less in them: no passwords, and
 * check-ins of users alone. A part that is sent again adds nothing, so an import that was cut off is sent again.
 */
export class ImportParts {
  constructor(private readonly parts: Parts) {}

  /** @throws ServiceUnavailable when the database does not answer: send the same part again */
  async run(part: ImportPart, actor: Viewer): Promise<ImportCounts & { readonly refusedRows: RefusedRow[] }> {
    const { database, calendar, passwords, secrets, skew } = this.parts;
    if (part.kind === 'users') return this.runKind(usersImport(database, passwords, secrets), part, actor);
    skew.requireRightClock();
    return this.runKind(attendanceImport(database, calendar, { byStaff: true }), part, actor);
  }

  private async runKind<T extends { _id: mongo.ObjectId }>(
    kind: ImportKind<T>,
    { sha256, number, rows, dryRun }: ImportPart,
    actor: Viewer,
  ) {
    const { chainer, clock, structure } = this.parts;
    structure.requireIntact([kind.collection.collectionName, 'users', ...RECORDED_COLLECTIONS]);
    const refusedRows: RefusedRow[] = [];
    const run = new ImportRun(kind, chainer, clock, {
      dryRun,
      actor,
      id: this.idOf(kind.action, sha256, actor),
      about: { part: number },
      // A part is short, so it is never cut off: a client that stops sends no further part.
      signal: new AbortController().signal,
      onRefused: (line, reason) => refusedRows.push({ line, reason }),
      onProgress: () => undefined,
    });
    const { complete: _, ...counts } = await run.run({ rows: () => each(rows), sha256: () => sha256 });
    return { ...counts, refusedRows };
  }

  /** One for all parts of a file that an account sends, so that the audit shows them together. */
  private idOf(action: string, sha256: string, { id }: Viewer): Types.ObjectId {
    const name = this.parts.secrets.lookup('import', JSON.stringify([action, sha256, id]));
    return new Types.ObjectId(createHash('sha256').update(name).digest('hex').slice(0, 24));
  }
}

async function* each(rows: readonly FilledRow[]): AsyncGenerator<FilledRow> {
  yield* rows;
}
