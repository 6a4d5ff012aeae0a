import { canonicalJson } from '../audit/entries';
import type { OutboxEntry } from '../audit/outbox-entry.model';
import { fieldsOf } from './event-record';
import { entriesAbout, unchained } from './record-rules';
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
  const recorded = new Map<string, Recorded>();
  for await (const entry of entriesAbout(snapshot, 'ExcusedDay')) {
    const id = String(entry.targetId);
    recorded.set(id, apply(recorded.get(id), entry));
  }
  const inForce = new Set<unknown>();
  for await (const { _id, outbox, ...fields } of database.excusedDays.find({}, options)) {
    let record = recorded.get(String(_id));
    recorded.delete(String(_id));
    for (const entry of await unchained(snapshot, outbox)) record = apply(record, entry);
    if (!isSound(() => canonicalJson(fields) === canonicalJson(record))) report(excusedDaysMatchAudit, [_id]);
    if (fields.removedAt !== null) continue;
    if (inForce.has(fields.day)) report(excusedDaysUnique, [_id]);
    inForce.add(fields.day);
  }
  // The remaining acts are of records that are gone.
  for (const id of recorded.keys()) report(excusedDaysMatchAudit, [id]);
}

function apply(
  record: Recorded | undefined,
  { action, at, actorId, after, reason }: Pick<OutboxEntry, 'action' | 'at' | 'actorId' | 'after' | 'reason'>,
): Recorded {
  const excused =
    action === 'excuseDay' ? { reason, excusedAt: at, excusedById: actorId, removedAt: null } : {};
  return { ...record, ...excused, ...fieldsOf(after) };
}
