import type { mongo } from 'mongoose';
import { readableEntries } from '../audit/audit-texts';
import { canonicalJson, outboxEntry } from '../audit/entries';
import { batchesOf } from '../database/batches';
import type { StaffNote } from '../staff-notes/staff-note.model';
import { findErased } from './erased-accounts';
import { isSound, reportAll, type Check, type Report, type Rule, type Snapshot } from './rule';

const BATCH_NOTES = 500;

const staffNotesMatchAudit: Rule = {
  name: 'staffNotesMatchAudit',
  description:
    'Every note of staff has the record, number, text, author and time that its audit entry records, and every recorded note exists unless its account was erased.',
};

export const staffNoteRules: readonly Check[] = [{ rules: [staffNotesMatchAudit], run: checkNotes }];

async function checkNotes(snapshot: Snapshot, report: Report): Promise<void> {
  const { database, options } = snapshot;
  const erased = await findErased(snapshot);
  const cursor = database.staffNotes.find({}, options);
  for await (const notes of batchesOf(cursor, BATCH_NOTES)) {
    const ids = notes.map(({ _id }) => _id);
    const chained = await database.auditEntries.find({ _id: { $in: ids } }, options).toArray();
    const entries = await readableEntries(database, chained, options);
    const byId = new Map<string, Recorded>(entries.map((entry) => [String(entry._id), entry]));
    for (const note of notes) {
      // The next sweep removes late notes; until then erasedAccountsHoldNothing reports them.
      if (erased.has(String(note.userId))) continue;
      const waiting = note.outbox?.find(({ id }) => String(id) === String(note._id));
      const entry = byId.get(String(note._id)) ?? waiting;
      if (!isSound(() => factsIn(entry) === factsIn(entryOf(note)))) report(staffNotesMatchAudit, [note._id]);
    }
  }
  await reportAll(
    staffNotesMatchAudit,
    database.auditEntries as unknown as mongo.Collection,
    WITHOUT_NOTE,
    snapshot,
    report,
  );
}

type Recorded = Pick<
  ReturnType<typeof outboxEntry>,
  'action' | 'at' | 'actorId' | 'targetType' | 'targetId' | 'subjectId' | 'after'
>;

/** The entry that a note as it is now would have. */
function entryOf({ userId, requestId, number, text, createdAt, createdById }: StaffNote): Recorded {
  const entry = outboxEntry({
    ...{ at: createdAt, actor: null, action: 'addStaffNote', after: { number, text } },
    ...(requestId === null
      ? { targetType: 'User', targetId: userId }
      : { targetType: 'RewardRequest', targetId: requestId, subjectId: userId }),
  });
  return { ...entry, actorId: createdById };
}

function factsIn(entry: Recorded | undefined): string | null {
  if (entry === undefined) return null;
  const { action, at, actorId, targetType, targetId, subjectId = null, after } = entry;
  return canonicalJson({ action, at, actorId, targetType, targetId, subjectId, after });
}

/** Entries whose note is missing, although its account was not erased. */
const WITHOUT_NOTE: mongo.Document[] = [
  { $match: { action: 'addStaffNote' } },
  { $project: { userId: { $ifNull: ['$subjectId', '$targetId'] } } },
  { $lookup: { from: 'staffnotes', localField: '_id', foreignField: '_id', as: 'note' } },
  { $match: { note: [] } },
  {
    $lookup: {
      from: 'users',
      localField: 'userId',
      foreignField: '_id',
      pipeline: [{ $match: { erasedAt: { $type: 'date' } } }, { $project: { _id: 1 } }],
      as: 'erased',
    },
  },
  { $match: { erased: [] } },
  { $project: { _id: 1 } },
];
