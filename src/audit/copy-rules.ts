import type { mongo } from 'mongoose';
import type { Database } from '../database/connection';
import type { AdminsSetting, AuditHeadSetting, ServiceCalendarSetting } from '../database/setting';
import { isTimeZone, serviceDayOf } from '../domain/service-calendar';

/** What a copy may lack though each of its rows is sound; each rule is told by a line. */
export interface CopyFinding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

const EXAMPLES_MAX = 10;
const BATCH_SIZE = 10_000;

/**
 * What only a copy can break, for a dump that was taken while servers wrote, or restored in part: references
 * into nothing, settings that are missing, days of another calendar. Each as soon as it is known. Reads only.
 *
 * @param onRead told now and then how many check-ins have been read
 */
export async function* checkCopy(
  database: Database,
  onRead: (checkIns: number) => void,
): AsyncGenerator<CopyFinding> {
  const [calendar, head, admins] = await Promise.all(
    ['serviceCalendar', 'auditHead', 'admins'].map((_id) =>
      database.settings.findOne({ _id: _id as AdminsSetting['_id'] }),
    ),
  );
  yield calendarFinding(calendar as ServiceCalendarSetting | null);
  yield daysFinding(database, calendar as ServiceCalendarSetting | null, onRead);
  yield headFinding(database, head as AuditHeadSetting | null);
  yield adminsFinding(database, admins as AdminsSetting | null);
  yield referencesFinding(database, 'attendances', 'userId', 'users');
  yield referencesFinding(database, 'requests', 'userId', 'users');
  yield referencesFinding(database, 'requests', 'eventId', 'events');
}

function calendarFinding(stored: ServiceCalendarSetting | null): CopyFinding {
  const name = 'serviceCalendar';
  if (stored === null) return { name, ok: false, detail: 'is not stored: days would be counted anew' };
  const { timeZone, dayStartMinute } = stored;
  const ok = isTimeZone(timeZone) && dayStartMinute >= 0 && dayStartMinute < 1_440;
  return { name, ok, detail: ok ? `${timeZone}, minute ${dayStartMinute}` : 'names no calendar' };
}

/** Every check-in must count for the day that its instant has in this very calendar. */
async function daysFinding(
  { attendances }: Database,
  calendar: ServiceCalendarSetting | null,
  onRead: (checkIns: number) => void,
): Promise<CopyFinding> {
  const name = 'attendanceDays';
  if (calendar === null || !isTimeZone(calendar.timeZone)) {
    return { name, ok: false, detail: 'can not be judged without the calendar' };
  }
  const wrong: string[] = [];
  let rows = 0;
  const projection = { day: 1, checkedAt: 1 } as const;
  for await (const { _id, day, checkedAt } of attendances.find({}, { projection, batchSize: BATCH_SIZE })) {
    rows += 1;
    if (rows % BATCH_SIZE === 0) onRead(rows);
    if (serviceDayOf(calendar, checkedAt) !== day) wrong.push(String(_id));
    if (wrong.length === EXAMPLES_MAX) break;
  }
  return wrong.length === 0
    ? { name, ok: true, detail: `${rows} check-ins` }
    : { name, ok: false, detail: `of other days than their instants': ${wrong.join(' ')}` };
}

/** Without the head record a chain that was cut off would pass for whole. */
async function headFinding({ auditEntries }: Database, head: AuditHeadSetting | null): Promise<CopyFinding> {
  const name = 'auditHead';
  if (head !== null) return { name, ok: true, detail: `sequence ${head.head.sequence}` };
  const empty = (await auditEntries.findOne({}, { projection: { _id: 1 } })) === null;
  return { name, ok: empty, detail: empty ? 'no entries yet' : 'is missing though there are entries' };
}

/** The one document that decides who is an admin must name the accounts that are. */
async function adminsFinding({ users }: Database, admins: AdminsSetting | null): Promise<CopyFinding> {
  const name = 'admins';
  if (admins === null) return { name, ok: false, detail: 'the document that decides who is one is missing' };
  const found = await users.find({ role: 'ADMIN', disabledAt: null }, { projection: { _id: 1 } }).toArray();
  const decided = new Set(admins.ids.map(String));
  const differing = [
    ...found.filter(({ _id }) => !decided.has(String(_id))).map(({ _id }) => String(_id)),
    ...[...decided].filter((id) => !found.some(({ _id }) => String(_id) === id)),
    // A change that is decided and has not reached its account is finished by any server.
  ].filter((id) => id !== String(admins.pending?.userId));
  return {
    name,
    ok: differing.length === 0,
    detail:
      differing.length === 0 ? `${found.length}` : `accounts and document differ: ${differing.join(' ')}`,
  };
}

async function referencesFinding(
  database: Database,
  from: 'attendances' | 'requests',
  field: 'userId' | 'eventId',
  to: 'users' | 'events',
): Promise<CopyFinding> {
  const collection = database[from] as unknown as mongo.Collection;
  const lost = await collection
    .aggregate<{ _id: unknown }>(
      [
        { $match: { [field]: { $exists: true } } },
        { $group: { _id: `$${field}` } },
        {
          $lookup: { from: database[to].collectionName, localField: '_id', foreignField: '_id', as: 'found' },
        },
        { $match: { found: [] } },
        { $limit: EXAMPLES_MAX },
      ],
      { allowDiskUse: true },
    )
    .toArray();
  const name = `references.${collection.collectionName}.${field}`;
  return lost.length === 0
    ? { name, ok: true, detail: '' }
    : {
        name,
        ok: false,
        detail: `${to} that are not there, such as ${lost.map(({ _id }) => String(_id)).join(' ')}`,
      };
}
