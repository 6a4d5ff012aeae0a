import type { Database } from '../connection';

/** One numbered change of what is stored. Its file never changes once it has been released. */
export interface Migration {
  /** From 1, without gaps: the order in which they are applied. */
  readonly number: number;
  readonly name: string;
  /**
   * SHA-256 in hex of the migration's source file, which a test recomputes: a database that was changed by
   * another text of the same number is noticed.
   */
  readonly checksum: string;
  /**
   * Does it, in steps that may all be repeated: who dies in the midst is followed by another, who begins
   * again. What it leaves can be read by the release before, which may still be serving beside it.
   *
   * @throws StartupFault when it can't be done before a person has acted
   */
  readonly apply: (database: Database) => Promise<void>;
}
