import { Types, type mongo } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry, type Actor } from '../audit/entries';
import type { Clock } from '../clock';
import { insertUntilKnown, type Stored } from '../database/insert-until-known';
import type { SourceFile, SourceRow } from './source-rows';

/** Rows that are read, judged and inserted together. */
const BATCH_ROWS = 200;

export type FilledRow = Extract<SourceRow, { values: object }>;

/** The result of a row: a new document, a stored one, or the reason why it can't be imported. */
export type Judged<T> = { readonly document: T } | 'there' | { readonly fault: string };

export interface ImportKind<T extends { _id: mongo.ObjectId }> {
  /** As the audit names it. */
  readonly action: 'importUsers' | 'importAttendance' | 'importAudience';
  /** What else the audit's entries say about a run. */
  readonly about?: object;
  readonly columns: readonly string[];
  readonly collection: mongo.Collection<T>;
  /** @param real false: the documents only count, nothing dear need be made for them */
  judge(rows: readonly FilledRow[], now: Date, real: boolean): Promise<Array<Judged<T>>>;
  /** Surrounds the insert of documents with what must be done before and after it. */
  whileInserting?<R>(documents: readonly T[], insert: () => Promise<R>): Promise<R>;
  /** Called when all rows of the file are in. */
  onComplete?(): Promise<void>;
}

export interface ImportCounts {
  rows: number;
  /** Inserted by this run; of a dry run: what would be. */
  added: number;
  there: number;
  refused: number;
}

export interface ImportOptions {
  readonly dryRun: boolean;
  /** Who brings the rows in. Omitted: a command. */
  readonly actor?: Actor;
  /** Names the import in the audit, if several runs belong to one. */
  readonly id?: Types.ObjectId;
  /** What else the audit's entries say about this run. */
  readonly about?: object;
  /** Asked between batches. */
  readonly signal: AbortSignal;
  readonly onRefused: (line: number, reason: string) => void;
  readonly onProgress: (rows: number) => void;
}

export interface ImportResult extends ImportCounts {
  /** False: it was interrupted; the next run goes on. */
  readonly complete: boolean;
}

/**
 * Brings the rows of a file in. A row is in or not: it is one document, in the same form as the platform's
 * own. Rows that are in already are left as they are, so running it again goes on where it was stopped.
 *
 * A run that adds something leaves two audit entries on one target: its beginning, before the first row, and
 * its end with the counts and the file's SHA-256. A beginning without an end is a run that was cut off.
 */
export class ImportRun<T extends { _id: mongo.ObjectId }> {
  private readonly id: Types.ObjectId;
  private readonly counts: ImportCounts = { rows: 0, added: 0, there: 0, refused: 0 };
  private begun = false;

  constructor(
    private readonly kind: ImportKind<T>,
    private readonly chainer: Pick<Chainer, 'append'>,
    private readonly clock: Clock,
    private readonly options: ImportOptions,
  ) {
    this.id = options.id ?? new Types.ObjectId();
  }

  /** @throws ServiceUnavailable when the database does not answer: run it again */
  async run(file: Pick<SourceFile, 'rows' | 'sha256'>): Promise<ImportResult> {
    const { signal, onProgress } = this.options;
    let complete = true;
    let batch: SourceRow[] = [];
    for await (const row of file.rows()) {
      batch.push(row);
      if (batch.length < BATCH_ROWS) continue;
      await this.bringIn(batch);
      onProgress(this.counts.rows);
      batch = [];
      if (!signal.aborted) continue;
      complete = false;
      break;
    }
    if (complete) {
      await this.bringIn(batch);
      if (!this.options.dryRun) await this.kind.onComplete?.();
    }
    if (this.begun) {
      const { rows, added, there, refused } = this.counts;
      await this.record({
        state: complete ? 'ENDED' : 'INTERRUPTED',
        rows,
        added,
        there,
        refused,
        sha256: complete ? file.sha256() : null,
      });
    }
    return { ...this.counts, complete };
  }

  private async bringIn(batch: readonly SourceRow[]): Promise<void> {
    const { dryRun } = this.options;
    const filled = batch.filter((row): row is FilledRow => 'values' in row);
    const judged = await this.kind.judge(filled, this.clock(), !dryRun);
    const fresh = judged.flatMap((judgement) =>
      typeof judgement === 'object' && 'document' in judgement ? [judgement.document] : [],
    );
    if (fresh.length > 0 && !dryRun && !this.begun) {
      await this.record({ state: 'BEGUN' });
      this.begun = true;
    }
    const stored = dryRun || fresh.length === 0 ? [] : await this.insert(fresh);
    const results = new Map(fresh.map((document, place) => [document, stored[place] ?? 'inserted']));

    const judgements = new Map(filled.map((row, place) => [row as SourceRow, judged[place]!]));
    // Refused by a unique index: another row of this file, or a concurrent writer, was first.
    const taken = filled.filter((_row, place) => {
      const judgement = judged[place]!;
      return (
        typeof judgement === 'object' &&
        'document' in judgement &&
        results.get(judgement.document) === 'taken'
      );
    });
    if (taken.length > 0) {
      const again = await this.kind.judge(taken, this.clock(), false);
      taken.forEach((row, place) => judgements.set(row, again[place]!));
    }
    for (const row of batch) {
      this.counts.rows += 1;
      const judgement = 'fault' in row ? row : judgements.get(row)!;
      if (judgement === 'there') this.counts.there += 1;
      else if ('fault' in judgement) this.refuse(row.line, judgement.fault);
      else {
        const result = results.get(judgement.document);
        if (result === 'inserted') this.counts.added += 1;
        else if (result === 'refused') this.refuse(row.line, 'cannot be stored');
        // Judged again as new only if what took its place is gone meanwhile.
        else this.counts.there += 1;
      }
    }
  }

  private insert(documents: readonly T[]): Promise<Stored[]> {
    const insert = () => insertUntilKnown(this.kind.collection, documents);
    return this.kind.whileInserting?.(documents, insert) ?? insert();
  }

  private refuse(line: number, reason: string): void {
    this.counts.refused += 1;
    this.options.onRefused(line, reason);
  }

  private record(after: object): Promise<void> {
    return this.chainer.append(
      outboxEntry({
        at: this.clock(),
        actor: this.options.actor ?? null,
        action: this.kind.action,
        targetType: 'Import',
        targetId: this.id,
        after: { ...this.kind.about, ...this.options.about, ...after },
      }),
    );
  }
}
