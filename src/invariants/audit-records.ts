import type { Types } from 'mongoose';
import type { AuditEntry } from '../audit/audit-entry.model';
import { readableEntries } from '../audit/audit-texts';
import type { OutboxEntry } from '../audit/outbox-entry.model';
import { batchesOf } from '../database/batches';
import type { Snapshot } from './rule';

const BATCH_ENTRIES = 200;

/** Those about one record come together, in the order of the chain. */
export async function* entriesAbout(
  { database, options }: Snapshot,
  targetType: string,
): AsyncIterable<AuditEntry> {
  const cursor = database.auditEntries
    .find({ targetType }, { ...options, projection: { hash: 0, previousHash: 0, inputHash: 0 } })
    .sort({ targetType: -1, targetId: -1, sequence: 1 });
  for await (const entries of batchesOf(cursor, BATCH_ENTRIES))
    yield* await readableEntries(database, entries, options);
}

/** Those entries of an outbox that the chain does not have yet. */
export async function unchained(
  { database, options }: Snapshot,
  outbox: readonly OutboxEntry[] = [],
): Promise<readonly OutboxEntry[]> {
  if (outbox.length === 0) return [];
  const ids = outbox.map(({ id }) => id);
  const found = await database.auditEntries
    .find({ _id: { $in: ids } }, { ...options, projection: { _id: 1 } })
    .toArray();
  const chained = new Set(found.map(({ _id }) => String(_id)));
  return outbox.filter(({ id }) => !chained.has(String(id)));
}

/** What both an entry in the chain and one in an outbox have. */
export type RecordedEntry = Pick<
  OutboxEntry,
  'action' | 'at' | 'actorId' | 'targetType' | 'before' | 'after' | 'reason'
>;

/** Applies an entry to the state that the entries before it led to; undefined: there is none before it. */
type Apply<State> = (state: State | undefined, entry: RecordedEntry) => State;

/** The states that audit entries record of all rows of one kind: for kinds of which all rows fit in memory. */
export class AuditRecords<State> {
  private constructor(
    private readonly snapshot: Snapshot,
    private readonly targetType: string,
    private readonly apply: Apply<State>,
    private readonly states: Map<string, State>,
  ) {}

  static async read<State>(
    snapshot: Snapshot,
    targetType: string,
    apply: Apply<State>,
  ): Promise<AuditRecords<State>> {
    const states = new Map<string, State>();
    for await (const entry of entriesAbout(snapshot, targetType)) {
      const id = String(entry.targetId);
      states.set(id, apply(states.get(id), entry));
    }
    return new AuditRecords(snapshot, targetType, apply, states);
  }

  /** Takes the state that a row has by the chain and by its own outbox; undefined: no entry is about it. */
  async take(_id: Types.ObjectId, outbox: readonly OutboxEntry[] | undefined): Promise<State | undefined> {
    let state = this.states.get(String(_id));
    this.states.delete(String(_id));
    for (const entry of await unchained(this.snapshot, outbox)) {
      if (entry.targetType === this.targetType) state = this.apply(state, entry);
    }
    return state;
  }

  /** The states that no row has taken, by id: the rows are gone. */
  get left(): ReadonlyMap<string, State> {
    return this.states;
  }
}
