import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import type { ServiceCalendarSetting } from './service-calendar-setting';
import type { ServiceCalendar } from '../domain/service-calendar';
import { StartupFault } from '../startup-fault';

/**
 * The deployment's one service calendar, stored by the first start; null before it.
 *
 * @param wanted the calendar of the environment; null keeps the stored one
 * @throws StartupFault when another one is stored: days checked in under it would change their meaning
 */
export async function findServiceCalendar(
  database: Database,
  wanted: ServiceCalendar | null,
): Promise<ServiceCalendar | null> {
  const stored = (await database.settings.findOne({
    _id: 'serviceCalendar',
  })) as ServiceCalendarSetting | null;
  if (stored === null) return null;
  const { timeZone, dayStartMinute } = stored;
  if (wanted !== null && (wanted.timeZone !== timeZone || wanted.dayStartMinute !== dayStartMinute)) {
    throw new StartupFault(
      `The service calendar of this database is ${describe(stored)}, but the environment sets ${describe(wanted)}. ` +
        'The calendar of a deployment cannot change, because days that were checked in would change their meaning: ' +
        'set SERVICE_TIME_ZONE and SERVICE_DAY_START to the stored values.',
    );
  }
  return { timeZone, dayStartMinute };
}

/** The stored calendar; a first start stores its own. @throws StartupFault */
export async function openServiceCalendar(
  database: Database,
  wanted: ServiceCalendar,
): Promise<ServiceCalendar> {
  const stored = await findServiceCalendar(database, wanted);
  if (stored !== null) return stored;
  try {
    await database.settings.insertOne({ _id: 'serviceCalendar', ...wanted });
    return wanted;
  } catch (error) {
    // Another server's first start won: its calendar is compared with ours.
    if (isDuplicateKey(error)) return openServiceCalendar(database, wanted);
    throw error;
  }
}

function describe({ timeZone, dayStartMinute }: ServiceCalendar): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${timeZone} from ${pad(Math.floor(dayStartMinute / 60))}:${pad(dayStartMinute % 60)}`;
}
