import type { AuditEntry } from '../audit/audit-entry.model';
import { subjectOf, textsMatch } from '../audit/audit-texts';
import { ERASURES } from '../audit/erasures';
import { batchesOf } from '../database/batches';
import { ERASURE_BEGUN } from '../users/erased-account';
import { isSound, PROGRESS_ROWS, type Check, type Report, type Rule, type Snapshot } from './rule';

const BATCH_ENTRIES = 500;

const auditTextsMatchChain: Rule = {
  name: 'auditTextsMatchChain',
  description:
    'The texts of every audit entry with commitments are stored and match them. Only the texts of entries about an erased account are missing.',
};

export const auditTextRules: readonly Check[] = [{ rules: [auditTextsMatchChain], run: checkTexts }];

async function checkTexts(snapshot: Snapshot, report: Report): Promise<void> {
  const { database, options, onRead } = snapshot;
  const erased = await readErased(snapshot);
  const pending = await readPending(snapshot);
  const cursor = database.auditEntries.find({ commitments: { $exists: true } }, options);
  let rows = 0;
  for await (const entries of batchesOf(cursor, BATCH_ENTRIES)) {
    const found = await database.auditTexts
      .find({ _id: { $in: entries.map(({ _id }) => _id) } }, options)
      .toArray();
    const texts = new Map(found.map((row) => [String(row._id), row]));
    for (const entry of entries) {
      rows += 1;
      if (rows % PROGRESS_ROWS === 0) onRead('texts', rows);
      const stored = texts.get(String(entry._id));
      const isErased = erased.has(String(subjectOf(entry)));
      if (pending.has(String(subjectOf(entry)))) continue;
      const fits = () =>
        isErased ? stored === undefined : stored !== undefined && textsMatch(entry, stored);
      if (!isSound(fits)) report(auditTextsMatchChain, [entry._id]);
    }
  }
}

/** The accounts whose erasure the chain records. */
async function readErased({ database, options }: Snapshot): Promise<Set<string>> {
  const erased = new Set<string>();
  const cursor = database.auditEntries.find<Pick<AuditEntry, 'targetId'>>(
    { action: { $in: [...ERASURES] } },
    { ...options, projection: { targetId: 1 } },
  );
  for await (const { targetId } of cursor) erased.add(String(targetId));
  return erased;
}

/** Accounts whose erasure is under way: their texts go one after the other. */
async function readPending({ database, options }: Snapshot): Promise<Set<string>> {
  const users = await database.users.find(ERASURE_BEGUN, { ...options, projection: { _id: 1 } }).toArray();
  return new Set(users.map(({ _id }) => String(_id)));
}
