import { Types, type mongo } from 'mongoose';
import type { Chainer } from '../../audit/chainer';
import { outboxEntry } from '../../audit/entries';
import type { Clock } from '../../clock';
import { insertUntilKnown, type Stored } from '../../database/insert-until-known';
import { idText } from './fields';
import { SOURCE_NAMES, type SourceName } from './source';

export interface Finding {
  /** leftOut: not brought over; changed: brought over otherwise than it was there. */
  readonly kind: 'leftOut' | 'changed';
  readonly collection: SourceName;
  /** As the source has it. */
  readonly id: string;
  readonly reason: string;
}

export interface Counts {
  read: number;
  /** Inserted by this run; of a dry run: what would be. */
  added: number;
  there: number;
  leftOut: number;
  changed: number;
}

export interface LedgerOptions {
  readonly dryRun: boolean;
  /** Asked for each document. */
  readonly signal: AbortSignal;
  readonly onFinding: (finding: Finding) => void;
  /** @param what such as `users`, or `requests counted` */
  readonly onProgress: (what: string, documents: number) => void;
}

/** What ends a move that was asked to stop: between two writes, each of which is whole. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Why a document is left out that the database refuses whatever is there. */
export const NOT_STORED = 'cannot be stored';

/** Counts what a move has read, written and found, and records its start and end in the audit. */
export class Ledger {
  readonly counts = Object.fromEntries(
    SOURCE_NAMES.map((name) => [name, { read: 0, added: 0, there: 0, leftOut: 0, changed: 0 }]),
  ) as Record<SourceName, Counts>;
  private readonly id = new Types.ObjectId();
  private begun = false;
  private counted = 0;

  constructor(
    private readonly chainer: Pick<Chainer, 'append'>,
    private readonly clock: Clock,
    private readonly options: LedgerOptions,
  ) {}

  get dryRun(): boolean {
    return this.options.dryRun;
  }

  now(): Date {
    return this.clock();
  }

  /** @throws Interrupted */
  read(collection: SourceName): void {
    this.counts[collection].read += 1;
    this.step(collection, this.counts[collection].read);
  }

  /**
   * Of requests that are only looked at for what they took.
   *
   * @throws Interrupted
   */
  count(requests: number): void {
    this.counted += requests;
    this.step('requests counted', this.counted);
  }

  find(kind: Finding['kind'], collection: SourceName, id: unknown, reason: string): void {
    this.counts[collection][kind] += 1;
    this.options.onFinding({ kind, collection, id: idText(id), reason });
  }

  /** Inserts what is not there by its id; of a dry run nothing, and all of it counts as inserted. */
  async store<T extends { _id: Types.ObjectId }>(
    name: SourceName,
    collection: mongo.Collection<T>,
    documents: readonly T[],
  ): Promise<ReadonlyMap<T, Stored | 'there'>> {
    if (documents.length === 0) return new Map();
    const filter = { _id: { $in: documents.map(({ _id }) => _id) } } as mongo.Filter<T>;
    const found = await collection.find(filter).project<{ _id: Types.ObjectId }>({ _id: 1 }).toArray();
    const there = new Set(found.map(({ _id }) => _id.toHexString()));
    const fresh = documents.filter(({ _id }) => !there.has(_id.toHexString()));
    if (fresh.length > 0 && !this.dryRun) await this.begin();
    const stored = this.dryRun ? [] : await insertUntilKnown(collection, fresh);
    const outcomes = new Map<T, Stored | 'there'>(documents.map((document) => [document, 'there']));
    fresh.forEach((document, place) => outcomes.set(document, stored[place] ?? 'inserted'));
    for (const outcome of outcomes.values()) {
      if (outcome === 'inserted') this.counts[name].added += 1;
      if (outcome === 'there') this.counts[name].there += 1;
    }
    return outcomes;
  }

  async end(state: 'ENDED' | 'INTERRUPTED'): Promise<void> {
    if (this.begun) await this.record({ state, ...this.counts });
  }

  private step(what: string, documents: number): void {
    if (this.options.signal.aborted) throw new Interrupted();
    this.options.onProgress(what, documents);
  }

  private async begin(): Promise<void> {
    if (this.begun) return;
    await this.record({ state: 'BEGUN' });
    this.begun = true;
  }

  private record(after: object): Promise<void> {
    const target = { targetType: 'Import', targetId: this.id } as const;
    return this.chainer.append(
      outboxEntry({ at: this.clock(), actor: null, action: 'importRest', ...target, after }),
    );
  }
}
