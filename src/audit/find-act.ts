import { Types } from 'mongoose';
import { declaredIndexes, type CollectionDefinition, type StoredRows } from '../database/collections';
import type { Database } from '../database/connection';
import type { OutboxEntry } from './outbox-entry.model';

/** The collections whose documents carry entries until the chain has them. */
export type OutboxCollection = {
  [Property in keyof StoredRows]: 'outbox' extends keyof StoredRows[Property] ? Property : never;
}[keyof StoredRows];

/** They are those whose models index their entries, so that sweeps find them. */
export function outboxCollections(definitions: readonly CollectionDefinition[]): OutboxCollection[] {
  return definitions
    .filter((definition) => declaredIndexes(definition).some(({ name }) => name === 'outbox.id_1'))
    .map(({ model }) => model!.property as OutboxCollection);
}

/**
 * Whether an act took place: its entry is in a document's outbox or in the chain. A conditional update that
 * matches nothing asks this before it calls itself late, for its own first attempt may have landed.
 *
 * The outbox is read first: an entry leaves it only when the chain has it.
 */
export async function findAct(
  database: Database,
  collection: OutboxCollection,
  entryId: Types.ObjectId,
): Promise<boolean> {
  const projection = { _id: 1 } as const;
  // The collections' types have no common call signature.
  const documents = database[collection] as Database['users'];
  if (await documents.findOne({ 'outbox.id': entryId }, { projection })) return true;
  return (await database.auditEntries.findOne({ _id: entryId }, { projection })) !== null;
}

/** `findAct` for several acts at once. @returns the ids, as hex, of those that took place */
export async function findActs(
  database: Database,
  collection: OutboxCollection,
  entryIds: readonly Types.ObjectId[],
): Promise<Set<string>> {
  const ids = { $in: [...entryIds] };
  const documents = await (database[collection] as Database['users'])
    .find({ 'outbox.id': ids }, { projection: { 'outbox.id': 1 } })
    .toArray();
  const chained = await database.auditEntries.find({ _id: ids }, { projection: { _id: 1 } }).toArray();
  const found = [
    ...documents.flatMap(({ outbox = [] }) => outbox.map(({ id }) => id)),
    ...chained.map(({ _id }) => _id),
  ];
  return new Set(found.map((id) => id.toHexString()));
}

/** What keyed acts change. */
const KEYED = [
  'events',
  'eventSeries',
  'requests',
  'payouts',
  'staffNotes',
] as const satisfies readonly OutboxCollection[];

/** The act of this actor with this key, or null. The outboxes are read first, as in `findAct`. */
export async function findKeyedAct(
  database: Database,
  actorId: Types.ObjectId | string,
  idempotencyKey: string,
): Promise<OutboxEntry | null> {
  const act = { actorId: new Types.ObjectId(actorId), idempotencyKey };
  const holders = await Promise.all(
    KEYED.map((collection) =>
      (database[collection as OutboxCollection] as Database['users']).findOne(
        // The first condition is what the partial index serves.
        { 'outbox.id': { $exists: true }, outbox: { $elemMatch: act } },
        { projection: { outbox: { $elemMatch: act } } },
      ),
    ),
  );
  const waiting = holders.find((holder) => holder?.outbox?.[0])?.outbox?.[0];
  if (waiting) return waiting;
  const chained = await database.auditEntries.findOne(
    // Without $type the planner does not use the partial index.
    { ...act, idempotencyKey: { $eq: idempotencyKey, $type: 'string' } },
    { projection: { sequence: 0, hash: 0, previousHash: 0 } },
  );
  if (chained === null) return null;
  const { _id, ...fields } = chained;
  return { id: _id, ...fields };
}
