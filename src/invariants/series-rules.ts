import { canonicalJson } from '../audit/entries';
import { occurrenceId } from '../event-series/occurrence-maker';
import { AuditRecords, type RecordedEntry } from './audit-records';
import { fieldsOf } from './event-record';
import { isSound, type Check, type Report, type Rule, type Snapshot } from './rule';

const seriesMatchAudit: Rule = {
  name: 'seriesMatchAudit',
  description:
    'Every series has the title, recurrence, days, template, state and version that its audit entries record.',
};
const occurrencesMatchSeries: Rule = {
  name: 'occurrencesMatchSeries',
  description: 'Every occurrence has the id that its series and its day give, and its series exists.',
};

export const seriesRules: readonly Check[] = [
  { rules: [seriesMatchAudit, occurrencesMatchSeries], run: checkSeries },
];

type Recorded = Record<string, unknown> & { readonly version: number };

/** Operators create series, one by one, so all of them fit in memory. */
async function checkSeries(snapshot: Snapshot, report: Report): Promise<void> {
  const { database, options } = snapshot;
  const recorded = await AuditRecords.read(snapshot, 'EventSeries', apply);
  const stored = new Set<string>();
  const projection = { dueAt: 0, slot: 0 } as const;
  for await (const { _id, outbox, ...fields } of database.eventSeries.find({}, { ...options, projection })) {
    stored.add(String(_id));
    const record = await recorded.take(_id, outbox);
    if (!isSound(() => canonicalJson(fields) === canonicalJson(record))) report(seriesMatchAudit, [_id]);
  }
  for (const id of recorded.left.keys()) report(seriesMatchAudit, [id]);
  const occurrences = database.events.find(
    { seriesId: { $exists: true } },
    { ...options, projection: { seriesId: 1, occurrence: 1 } },
  );
  for await (const { _id, seriesId, occurrence } of occurrences) {
    const fits = () => stored.has(String(seriesId)) && occurrenceId(seriesId!, occurrence!).equals(_id);
    if (!isSound(fits)) report(occurrencesMatchSeries, [_id]);
  }
}

function apply(record: Recorded | undefined, { action, at, actorId, after }: RecordedEntry): Recorded {
  const created =
    action === 'createSeries'
      ? { paused: false, pausedReason: null, endedAt: null, createdAt: at, createdById: actorId }
      : {};
  return { ...record, ...created, ...fieldsOf(after), version: (record?.version ?? 0) + 1 };
}
