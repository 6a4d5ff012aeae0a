import { canonicalJson } from '../audit/entries';
import { AuditRecords, type RecordedEntry } from './audit-records';
import { fieldsOf } from './event-record';
import { isSound, type Check, type Report, type Rule, type Snapshot } from './rule';

const excusedDaysUnique: Rule = {
  name: 'excusedDaysUnique',
  description: 'A service day has at most one excusal in force.',
};
const excusedDaysMatchAudit: Rule = {
  name: 'excusedDaysMatchAudit',
  description:
    'Every excused day has the reason, the account and the times of excusal and removal that its audit entries record.',
};

export const excusedDayRules: readonly Check[] = [
  { rules: [excusedDaysUnique, excusedDaysMatchAudit], run: checkExcusedDays },
];

type Recorded = Record<string, unknown>;

/** Operators excuse days, one by one, so all of them fit in memory. */
async function checkExcusedDays(snapshot: Snapshot, report: Report): Promise<void> {
  const { database, options } = snapshot;
  const recorded = await AuditRecords.read(snapshot, 'ExcusedDay', apply);
  const inForce = new Set<unknown>();
  for await (const { _id, outbox, ...fields } of database.excusedDays.find({}, options)) {
    const record = await recorded.take(_id, outbox);
    if (!isSound(() => canonicalJson(fields) === canonicalJson(record))) report(excusedDaysMatchAudit, [_id]);
    if (fields.removedAt !== null) continue;
    if (inForce.has(fields.day)) report(excusedDaysUnique, [_id]);
    inForce.add(fields.day);
  }
  for (const id of recorded.left.keys()) report(excusedDaysMatchAudit, [id]);
}

function apply(
  record: Recorded | undefined,
  { action, at, actorId, after, reason }: RecordedEntry,
): Recorded {
  const excused =
    action === 'excuseDay' ? { reason, excusedAt: at, excusedById: actorId, removedAt: null } : {};
  return { ...record, ...excused, ...fieldsOf(after) };
}
