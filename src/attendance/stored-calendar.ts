import type { ServiceCalendar } from '../domain/service-calendar';
import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import type { ServiceCalendarSetting } from '../database/setting';
import { StartupFault } from '../startup-fault';

/**
 * The deployment's one service calendar: stored at the first start, and what every later start must name
 * (null: whatever is stored).
 *
 * @throws StartupFault when another one is stored: days checked in under it would change their meaning
 */
export async function openServiceCalendar(
  database: Database,
  wanted: ServiceCalendar | null,
): Promise<ServiceCalendar> {
  const settings = database.settings;
  const find = () => settings.findOne({ _id: 'serviceCalendar' }) as Promise<ServiceCalendarSetting | null>;
  let stored = await find();
  if (stored === null && wanted !== null) {
    try {
      await settings.insertOne({ _id: 'serviceCalendar', ...wanted });
    } catch (error) {
      // Another server's first start won; its calendar is compared below.
      if (!isDuplicateKey(error)) throw error;
    }
    stored = await find();
  }
  if (stored === null) throw new StartupFault('The database has no service calendar yet: start a server on it first.');
  const { timeZone, dayStartMinute } = stored;
  if (wanted !== null && (wanted.timeZone !== timeZone || wanted.dayStartMinute !== dayStartMinute)) {
    throw new StartupFault(
      `This database counts its days in ${describe(stored)}; the environment asks for ${describe(wanted)}. ` +
        'Days that were checked in would change their meaning, so the calendar of a deployment never changes: ' +
        'set SERVICE_TIME_ZONE and SERVICE_DAY_START to the stored values.',
    );
  }
  return { timeZone, dayStartMinute };
}

function describe({ timeZone, dayStartMinute }: ServiceCalendar): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${timeZone} from ${pad(Math.floor(dayStartMinute / 60))}:${pad(dayStartMinute % 60)}`;
}
