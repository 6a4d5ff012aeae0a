import { createHash } from 'node:crypto';
import type { Types } from 'mongoose';
import type { Actor } from '../audit/entries';
import type { Clock } from '../clock';
import { CODES_PER_FILE_MAX, readCode } from '../domain/reward-codes';
import type { StructureWatch } from '../database/structure-watch';
import { BadUserInput } from '../errors';
import type { Secrets } from '../secrets/secrets';
import type { CodeChunks, CodeOutcome } from './code-chunks';
import type { CodeStock } from './code-stock';

/** Rows whose codes become stock together. Part of what an import is resumed by, so it never changes. */
export const CHUNK_ROWS = 1_000;
/** What an import relies on. */
export const IMPORT_COLLECTIONS = ['rewardcodes', 'events', 'auditentries', 'audittexts', 'settings'];

/** A row of a file: its text, or why there is none. */
export type CodeRow =
  { readonly line: number; readonly text: string } | { readonly line: number; readonly fault: string };

/** What names an import, beside its reward. */
interface FileIdentity {
  /** Of its bytes, in hex. */
  readonly sha256: string;
  /** How its rows are read: a file that is read in another way is another import. */
  readonly reading: string;
}

/** A file of codes. */
export interface CodeFile extends FileIdentity {
  rows(): AsyncIterable<CodeRow>;
}

/** Some rows of a file that follow each other: 1,000, and fewer at its end. */
export interface CodePart {
  readonly rewardId: Types.ObjectId;
  readonly file: FileIdentity;
  /** From 0. */
  readonly number: number;
  readonly rows: readonly CodeRow[];
}

export interface CodeImportCounts {
  rows: number;
  /** Stored by this run; of a dry run: what would be. */
  added: number;
  there: number;
  refused: number;
}

interface PartOptions {
  readonly actor: Actor;
  readonly dryRun?: boolean;
  readonly onRefused: (line: number, reason: string) => void;
}

export interface CodeImportOptions extends PartOptions {
  /** Asked between chunks. */
  readonly signal: AbortSignal;
  readonly onProgress: (rows: number) => void;
}

/**
 * Brings the codes of a file into a pool. Each row is stored once, and each chunk of rows becomes stock once, so a run
 * that ends at any point is completed by running it again, on any server and beside others.
 */
export class CodeImports {
  constructor(
    private readonly parts: {
      readonly chunks: CodeChunks;
      readonly stock: CodeStock;
      readonly structure: Pick<StructureWatch, 'requireIntact'>;
      readonly secrets: Pick<Secrets, 'lookup'>;
      readonly clock: Clock;
    },
  ) {}

  /**
   * @returns the counts, and whether the file was read to its end
   * @throws BadUserInput when the reward takes no codes, or not so many
   * @throws ServiceUnavailable when the database does not answer: run it again
   */
  async run(
    rewardId: Types.ObjectId,
    file: CodeFile,
    options: CodeImportOptions,
  ): Promise<CodeImportCounts & { readonly complete: boolean }> {
    await this.parts.stock.requirePool(rewardId);
    const counts: CodeImportCounts = { rows: 0, added: 0, there: 0, refused: 0 };
    let number = 0;
    let rows: CodeRow[] = [];
    const importRows = async () => {
      const part = await this.importPart({ rewardId, file, number, rows }, options);
      for (const name of ['rows', 'added', 'there', 'refused'] as const) counts[name] += part[name];
      options.onProgress(counts.rows);
      number += 1;
      rows = [];
    };
    for await (const row of file.rows()) {
      if (counts.rows + rows.length >= CODES_PER_FILE_MAX) {
        const message = `has more than ${CODES_PER_FILE_MAX} rows: put the others into another file`;
        throw new BadUserInput({ path: 'file', message });
      }
      rows.push(row);
      if (rows.length < CHUNK_ROWS) continue;
      await importRows();
      if (options.signal.aborted) return { ...counts, complete: false };
    }
    if (rows.length > 0) await importRows();
    return { ...counts, complete: true };
  }

  /**
   * Brings one part of a file in.
   *
   * @throws BadUserInput when the reward takes no codes, or not so many
   * @throws ServiceUnavailable when the database does not answer: send the same part again
   */
  async importPart(
    { rewardId, file, number, rows }: CodePart,
    { actor, dryRun = false, onRefused }: PartOptions,
  ): Promise<CodeImportCounts> {
    const { chunks, structure, clock } = this.parts;
    structure.requireIntact(IMPORT_COLLECTIONS);
    const read = rows.map((row) => ({
      line: row.line,
      ...('fault' in row ? { fault: row.fault } : readCode(row.text)),
    }));
    const codes = read.flatMap((row) => ('code' in row ? [row.code] : []));
    const chunk = { importId: this.importIdOf(rewardId, file), number };
    const outcomes =
      codes.length === 0 ? [] : await chunks.store({ rewardId, chunk, codes, actor, now: clock(), dryRun });
    const counts: CodeImportCounts = { rows: 0, added: 0, there: 0, refused: 0 };
    let place = 0;
    for (const row of read) {
      counts.rows += 1;
      const outcome: CodeOutcome = 'code' in row ? outcomes[place++]! : row;
      if (outcome === 'added' || outcome === 'there') counts[outcome] += 1;
      else {
        counts.refused += 1;
        onRefused(row.line, outcome.fault);
      }
    }
    return counts;
  }

  /**
   * The same for the same reward and file. It is an HMAC of their SHA-256: the hash alone would reveal the code of a file
   * with one short code to anybody who tries all of them.
   */
  private importIdOf(rewardId: Types.ObjectId, { sha256, reading }: FileIdentity): string {
    const hash = createHash('sha256').update(JSON.stringify([String(rewardId), reading, sha256]));
    return this.parts.secrets.lookup('codeImport', hash.digest('hex'));
  }
}
