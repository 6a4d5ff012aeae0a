import type { mongo, Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { isDuplicateKey } from '../database/duplicate-key';
import type { AuditEntry } from './audit-entry.model';
import type { AuditText, CommittedText } from './audit-text.model';
import { commitmentTo, newNonce } from './commitment';
import { replaceTexts } from './free-texts';
import type { OutboxEntry } from './outbox-entry.model';

/** An entry as the chain takes it: its free texts are commitments. */
export type ChainableEntry = OutboxEntry & Pick<AuditEntry, 'commitments'>;

/** The account that an entry is about, or null. */
export function subjectOf({
  subjectId,
  targetType,
  targetId,
}: Pick<OutboxEntry, 'subjectId' | 'targetType' | 'targetId'>): Types.ObjectId | null {
  return subjectId ?? (targetType === 'User' ? targetId : null);
}

/**
 * Stores the free texts of entries, and returns the entries with commitments in their place. Of two servers that
 * store the texts of one entry, the first chooses the nonces: both make the same entry.
 *
 * @returns null when another server's texts are not stored by majority yet: repeat it
 */
export async function commitTexts(
  texts: mongo.Collection<AuditText>,
  entries: readonly OutboxEntry[],
): Promise<ChainableEntry[] | null> {
  const rows = new Map<string, AuditText>();
  for (const entry of entries) {
    const row = textsOf(entry);
    if (row !== null) rows.set(row._id.toHexString(), row);
  }
  if (rows.size > 0) {
    try {
      await texts.insertMany([...rows.values()], { ordered: false });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const stored = await texts.find({ _id: { $in: [...rows.values()].map(({ _id }) => _id) } }).toArray();
      if (stored.length < rows.size) return null;
      for (const row of stored) rows.set(row._id.toHexString(), row);
    }
  }
  return entries.map((entry) => committed(entry, rows.get(entry.id.toHexString())));
}

function textsOf(entry: OutboxEntry): AuditText | null {
  const texts: CommittedText[] = [];
  replaceTexts(entry, (path, text) => {
    texts.push({ path, nonce: newNonce(), text });
    return text;
  });
  return texts.length === 0 ? null : { _id: entry.id, subjectId: subjectOf(entry), texts };
}

function committed(entry: OutboxEntry, row: AuditText | undefined): ChainableEntry {
  if (row === undefined) return entry;
  const commitments: string[] = [];
  const fields = replaceTexts(entry, (path) => {
    const found = row.texts.find((each) => each.path === path);
    commitments.push(path);
    return found === undefined ? null : commitmentTo(found.nonce, found.text);
  });
  return { ...entry, ...fields, commitments };
}

/**
 * Entries with their texts in the place of commitments; null where a text was erased.
 *
 * @param read of the texts with these ids
 */
export async function readable<Entry extends AuditEntry>(
  entries: readonly Entry[],
  read: (ids: Types.ObjectId[]) => Promise<AuditText[]>,
): Promise<Entry[]> {
  const ids = entries.filter(({ commitments = [] }) => commitments.length > 0).map(({ _id }) => _id);
  if (ids.length === 0) return [...entries];
  const rows = new Map((await read(ids)).map((row) => [row._id.toHexString(), row]));
  return entries.map((entry) => withTexts(entry, rows.get(entry._id.toHexString())));
}

/** `readable` for entries read outside a snapshot. */
export function readableEntries<Entry extends AuditEntry>(
  { auditTexts }: Pick<Collections, 'auditTexts'>,
  entries: readonly Entry[],
  options: mongo.FindOptions & mongo.Abortable = {},
): Promise<Entry[]> {
  return readable(entries, (ids) => auditTexts.find({ _id: { $in: ids } }, options).toArray());
}

function withTexts<Entry extends AuditEntry>(entry: Entry, row: AuditText | undefined): Entry {
  const places = new Set(entry.commitments ?? []);
  if (places.size === 0) return entry;
  const texts = new Map(row?.texts.map(({ path, text }) => [path, text]));
  const fields = replaceTexts(entry, (path, text) => (places.has(path) ? (texts.get(path) ?? null) : text));
  return { ...entry, ...fields };
}

/** Whether the stored texts are exactly those that the entry commits to. */
export function textsMatch(entry: AuditEntry, { subjectId, texts }: AuditText): boolean {
  const found = new Map<string, string>();
  const places = new Set(entry.commitments ?? []);
  replaceTexts(entry, (path, value) => {
    if (places.has(path)) found.set(path, value);
    return value;
  });
  return (
    String(subjectId) === String(subjectOf(entry)) &&
    texts.length === places.size &&
    found.size === places.size &&
    texts.every(({ path, nonce, text }) => found.get(path) === commitmentTo(nonce, text))
  );
}
