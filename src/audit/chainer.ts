import { mongo, type Types } from 'mongoose';
import { Batcher } from '../database/batcher';
import type { Database } from '../database/connection';
import { READ_LIMIT_MS } from '../database/read-limits';
import { AGAIN, DEADLINE_MS, retry, withinDeadline } from '../database/retry';
import { isDuplicateKey } from '../database/duplicate-key';
import { isOutage } from '../database/outage';
import type { StructureWatch } from '../database/structure-watch';
import { AppError } from '../errors';
import { reached } from '../fault-points';
import type { Log } from '../log';
import { commitTexts } from './audit-texts';
import { CHAIN_START, later } from './chain';
import { ChainStore } from './chain-store';
import { outboxCollections, type OutboxCollection } from './find-act';
import type { OutboxEntry } from './outbox-entry.model';

/** Documents of one collection that one sweep takes; the next goes on. */
const SWEEP_DOCUMENTS = 200;
/** What every change that is recorded relies on. */
export const RECORDED_COLLECTIONS: readonly string[] = ['auditentries', 'audittexts', 'settings'];
const HEAD_LOG_INTERVAL_MS = 60_000;
const LATE = 'the audit chain did not answer in time';

/** A document whose outbox is to be emptied, or an entry that rides in no document. */
type Job =
  | { readonly collection: OutboxCollection; readonly documentId: Types.ObjectId }
  | { readonly entry: OutboxEntry };

interface Outbox {
  readonly collection: OutboxCollection;
  readonly documentId: Types.ObjectId;
  readonly entries: readonly OutboxEntry[];
}

interface Parts {
  readonly database: Database;
  readonly structure: Pick<StructureWatch, 'requireIntact'>;
  readonly log: Log;
}

/**
 * Moves entries from the documents that carry them into the chain.
 *
 * Any number of servers do this at once, and each may be stopped at any step and go on later: the unique
 * sequence gives every place once, the entry's id every entry once, and an ordered insert leaves no gap. An
 * entry leaves its outbox last, so whatever is cut short is found and done again.
 */
export class Chainer {
  private readonly database: Database;
  private readonly collections: readonly OutboxCollection[];
  private readonly store: ChainStore;
  private readonly structure: Parts['structure'];
  private readonly log: Log;
  /** One at a time, so that a server does not race itself; what waits meanwhile shares the next insert. */
  private readonly jobs = new Batcher<Job, void>((jobs) => this.run(jobs), {
    name: 'auditChain',
    maxInFlight: 1,
  });
  /** Documents that the last sweep of each collection found. */
  private readonly waiting = new Map<OutboxCollection, number>();
  private head = CHAIN_START;
  private loggedHead = CHAIN_START;
  private headLoggedAt = -Infinity;

  constructor({ database, structure, log }: Parts) {
    this.database = database;
    this.collections = outboxCollections(database.definitions);
    this.structure = structure;
    this.store = new ChainStore(database);
    this.log = log;
  }

  /**
   * Resolves when every entry that the document carries now is in the chain and the head record covers it.
   *
   * @throws ServiceUnavailable after 8 s; the entries stay in the outbox and a sweep takes them
   */
  drain(collection: OutboxCollection, id: Types.ObjectId): Promise<void> {
    return withinDeadline(this.jobs.add({ collection, documentId: id }), LATE);
  }

  /**
   * Appends an event that changed no document; its id decides, so a repeated one is one entry.
   *
   * @throws ServiceUnavailable after 8 s; the entry may or may not be in the chain: repeat it with its id
   */
  append(entry: OutboxEntry): Promise<void> {
    // As the database would give it back: what is hashed must be what is stored.
    const stored = mongo.BSON.deserialize(mongo.BSON.serialize(entry, { ignoreUndefined: true }));
    return withinDeadline(this.jobs.add({ entry: stored as OutboxEntry }), LATE);
  }

  /** Documents whose entries were not in the chain at the last sweep, at most 200 of each collection. */
  get backlog(): number {
    return [...this.waiting.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Takes what a crash or an outage left in the outboxes, on whichever server; every server does, each second. */
  async sweep(): Promise<void> {
    const sweeps = await Promise.allSettled(
      this.collections.map((collection) => this.sweepCollection(collection)),
    );
    if (performance.now() - this.headLoggedAt >= HEAD_LOG_INTERVAL_MS) this.logHead();
    for (const sweep of sweeps) if (sweep.status === 'rejected') throw sweep.reason;
  }

  /** Finishes what runs and writes the head to the log. */
  async stop(): Promise<void> {
    await this.jobs.drained();
    this.logHead();
  }

  private async sweepCollection(collection: OutboxCollection): Promise<void> {
    const carriers = await this.carriers(collection)
      .find(
        { 'outbox.id': { $exists: true } },
        { projection: { _id: 1 }, maxTimeMS: READ_LIMIT_MS.background },
      )
      .limit(SWEEP_DOCUMENTS)
      .toArray();
    this.waiting.set(collection, carriers.length);
    await Promise.all(carriers.map(({ _id }) => this.jobs.add({ collection, documentId: _id })));
  }

  private async run(jobs: Job[]): Promise<Array<void | Error>> {
    try {
      await this.chain(jobs);
      return [];
    } catch (error) {
      if (jobs.length === 1 || error instanceof AppError) throw error;
      // One entry that can't be stored must not keep the others out.
      const results: Array<void | Error> = [];
      for (const job of jobs) results.push(await this.chain([job]).catch((fault: Error) => fault));
      return results;
    }
  }

  /** Every step is repeatable, so all of them are repeated until the deadline when one was cut short. */
  private async chain(jobs: readonly Job[]): Promise<void> {
    // Without the unique sequence two servers would give one place twice. The entries stay in the outboxes.
    this.structure.requireIntact(RECORDED_COLLECTIONS);
    const deadline = performance.now() + DEADLINE_MS;
    await retry(() => this.attempt(jobs, deadline), {
      detail: 'the audit chain can not be reached',
      deadline,
      errors: isPassing,
    });
  }

  private async attempt(jobs: readonly Job[], deadline: number): Promise<void | typeof AGAIN> {
    const outboxes = await this.readOutboxes(jobs);
    const entries = outboxes.flatMap((outbox) => outbox.entries);
    for (const job of jobs) if ('entry' in job) entries.push(job.entry);
    if (entries.length === 0) return;
    reached('audit.read');
    // Texts first: an entry in the chain never lacks them.
    const chainable = await commitTexts(this.database.auditTexts, entries);
    if (chainable === null) return AGAIN;
    reached('audit.textsStored');
    const last = await this.store.append(chainable, deadline);
    reached('audit.appended');
    await this.store.raiseHead(last);
    reached('audit.headRaised');
    this.head = later(this.head, last);
    await this.pull(outboxes);
  }

  private async readOutboxes(jobs: readonly Job[]): Promise<Outbox[]> {
    const read = this.collections.map(async (collection) => {
      const ids = jobs.flatMap((job) =>
        'entry' in job || job.collection !== collection ? [] : [job.documentId],
      );
      if (ids.length === 0) return [];
      const documents = await this.carriers(collection)
        .find({ _id: { $in: ids }, 'outbox.id': { $exists: true } }, { projection: { outbox: 1 } })
        .toArray();
      return documents.map(({ _id, outbox = [] }) => ({ collection, documentId: _id, entries: outbox }));
    });
    return (await Promise.all(read)).flat();
  }

  private async pull(outboxes: readonly Outbox[]): Promise<void> {
    const pulls = this.collections.map(async (collection) => {
      const updates = outboxes
        .filter((outbox) => outbox.collection === collection)
        .map(({ documentId, entries }) => ({
          updateOne: {
            filter: { _id: documentId },
            update: { $pull: { outbox: { id: { $in: entries.map(({ id }) => id) } } } },
          },
        }));
      if (updates.length > 0) await this.carriers(collection).bulkWrite(updates, { ordered: false });
    });
    await Promise.all(pulls);
  }

  /** Only the common part of these collections is used here. */
  private carriers(collection: OutboxCollection): Database['users'] {
    return this.database[collection] as Database['users'];
  }

  /** The log is out of the database's reach, so a head in it exposes a rewrite of chain and head record. */
  private logHead(): void {
    if (this.head.sequence === this.loggedHead.sequence) return;
    this.log.info({ auditHead: this.head }, 'head of the audit chain');
    this.loggedHead = this.head;
    this.headLoggedAt = performance.now();
  }
}

/** A cut-off call: it may have been done or not. A duplicate is an answer, unless it hides a missing majority. */
function isPassing(error: unknown): boolean {
  if (error instanceof mongo.MongoBulkWriteError) {
    const faults = [error.writeErrors].flat();
    return faults.length === 0 || error.result.getWriteConcernError() !== undefined || isOutage(error);
  }
  // Two first heads at once: one of the upserts inserts, the other finds it the next time.
  return isOutage(error) || isDuplicateKey(error);
}
