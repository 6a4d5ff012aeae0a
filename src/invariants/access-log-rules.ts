import { digestDays, type AccessLogDigest } from '../access-log/access-log-digests';
import { canonicalJson } from '../audit/entries';
import type { SealedAccessDay, SealedAccessLog } from '../domain/seals';
import type { ServiceDay } from '../domain/service-calendar';
import { SEALED, sealOf } from '../seals/seal';
import { findCalendar, PROGRESS_ROWS, type Check, type Report, type Rule, type Snapshot } from './rule';

const accessLogMatchesSeals: Rule = {
  name: 'accessLogMatchesSeals',
  description:
    "Each day of the access log that a seal covers has the number of lines and the digest that the seal holds, until the first of them expires, and no lines where the seal holds none. A violation names the day, or the seal whose days are not behind those of the seals before it. The line of a server that stood still for more than an hour comes after its day's seal and is a violation, too.",
};

export const accessLogRules: readonly Check[] = [{ rules: [accessLogMatchesSeals], run: compareAccessLog }];

async function compareAccessLog(snapshot: Snapshot, report: Report): Promise<void> {
  const { database, options, onRead } = snapshot;
  const calendar = await findCalendar(snapshot);
  if (calendar === null) return;
  const now = await findNow(snapshot);
  let [after, read, reported]: [ServiceDay | null, number, number] = [null, 0, 0];
  const entries = database.auditEntries.find({ action: SEALED }, { ...options, sort: { sequence: 1 } });
  for await (const entry of entries) {
    const seal = sealOf(entry);
    // sealsAreContiguous reports one that can't be read.
    if (seal?.accessLog === undefined) continue;
    const { sealedAt, accessLog } = seal;
    const { lastDay, days } = accessLog;
    if (!areInOrder(after, accessLog)) report(accessLogMatchesSeals, [entry._id]);
    const sealed = new Map(days.map((day) => [day.day, day]));
    const range = { after, lastDay, expireAfter: sealedAt };
    for await (const digest of digestDays(database, calendar, range, { read: options })) {
      const expected = sealed.get(digest.day);
      sealed.delete(digest.day);
      if (expected === undefined || (isKept(expected, now) && !isSame(digest, expected)))
        report(accessLogMatchesSeals, [digest.day]);
      read += digest.count;
      if (read - reported >= PROGRESS_ROWS) onRead('lines of the access log', (reported = read));
    }
    for (const day of sealed.values()) if (isKept(day, now)) report(accessLogMatchesSeals, [day.day]);
    after = lastDay;
  }
}

/** Whether each day comes after the one before it, and all after what the seals before hold. */
function areInOrder(after: ServiceDay | null, { lastDay, days }: SealedAccessLog): boolean {
  let before = after ?? '';
  for (const { day } of days) {
    if (day <= before) return false;
    before = day;
  }
  return lastDay >= before;
}

/** The database removes lines by its own clock. */
function isKept({ keptUntil }: SealedAccessDay, now: Date): boolean {
  return now < new Date(keptUntil);
}

/** A line that expires earlier than it did would be removed early. */
function isSame(stored: AccessLogDigest, sealed: SealedAccessDay): boolean {
  return canonicalJson(stored) === canonicalJson(sealed);
}

async function findNow({ database, options }: Snapshot): Promise<Date> {
  const projection = { now: '$$NOW' };
  const setting = await database.settings.findOne({ _id: 'serviceCalendar' }, { ...options, projection });
  return (setting as unknown as { readonly now: Date }).now;
}
