import type { Database } from '../database/connection';
import { READ_LIMIT_MS } from '../database/read-limits';
import type { ServiceCalendarSetting } from '../attendance/service-calendar-setting';
import type { AuditHeadSetting } from '../audit/audit-head-setting';
import type { AdminsSetting } from '../users/admins-setting';
import type { SecretsKeysSetting } from '../secrets/secrets-keys-setting';
import { isTimeZone } from '../domain/service-calendar';
import { unwrap } from '../secrets/stored-keys';
import type { WrappingKeys } from '../secrets/wrapping-keys';

/** Gaps that a copy may have although each of its rows is sound; each rule prints one line. */
export interface CopyFinding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/**
 * The settings that a copy can lack, for a dump that was taken while servers wrote, or restored in part. The
 * invariants find the rows that refer to nothing and days of another calendar. Reads only.
 */
export async function* checkCopy(database: Database, keys: WrappingKeys): AsyncGenerator<CopyFinding> {
  const [calendar, head, admins, secretsKeys] = await Promise.all(
    ['serviceCalendar', 'auditHead', 'admins', 'secretsKeys'].map((_id) =>
      database.settings.findOne({ _id: _id as AdminsSetting['_id'] }),
    ),
  );
  yield calendarFinding(calendar as ServiceCalendarSetting | null);
  yield headFinding(database, head as AuditHeadSetting | null);
  yield adminsFinding(database, admins as AdminsSetting | null);
  yield secretsKeysFinding(secretsKeys as SecretsKeysSetting | null, keys);
}

function calendarFinding(stored: ServiceCalendarSetting | null): CopyFinding {
  const name = 'serviceCalendar';
  if (stored === null)
    return { name, ok: false, detail: 'is not stored, so days would be counted differently' };
  const { timeZone, dayStartMinute } = stored;
  const ok = isTimeZone(timeZone) && dayStartMinute >= 0 && dayStartMinute < 1_440;
  return { name, ok, detail: ok ? `${timeZone}, minute ${dayStartMinute}` : 'names no calendar' };
}

/** Without them nothing that was encrypted can be read again. */
function secretsKeysFinding(stored: SecretsKeysSetting | null, keys: WrappingKeys): CopyFinding {
  const name = 'secretsKeys';
  if (stored === null) return { name, ok: false, detail: 'the keys of stored secrets are missing' };
  const opened = unwrap(stored, keys);
  if (opened === null) return { name, ok: false, detail: 'SECRETS_KEY does not open them' };
  return { name, ok: true, detail: opened.isCurrent ? '' : 'run rotate-secrets-key' };
}

/** Without the head record a chain that was cut off would pass for whole. */
async function headFinding({ auditEntries }: Database, head: AuditHeadSetting | null): Promise<CopyFinding> {
  const name = 'auditHead';
  if (head !== null) return { name, ok: true, detail: `sequence ${head.head.sequence}` };
  const empty = (await auditEntries.findOne({}, { projection: { _id: 1 } })) === null;
  return { name, ok: empty, detail: empty ? 'no entries yet' : 'is missing although entries exist' };
}

/** The document that decides who is an admin must list exactly the accounts with that role. */
async function adminsFinding({ users }: Database, admins: AdminsSetting | null): Promise<CopyFinding> {
  const name = 'admins';
  if (admins === null) return { name, ok: false, detail: 'the document that lists the admins is missing' };
  const found = await users
    .find({ role: 'ADMIN', disabledAt: null }, { projection: { _id: 1 }, maxTimeMS: READ_LIMIT_MS.whole })
    .toArray();
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
