import type { Clock } from '../clock';
import type { Database } from '../database/connection';
import type { ServiceCalendarSetting } from './service-calendar-setting';
import type { ServiceCalendar } from '../domain/service-calendar';
import { zoneRulesOf } from '../domain/zone-rules';
import { ServiceUnavailable } from '../errors';
import type { Log } from '../log';

const INTERVAL_MS = 5_000;
const CALENDAR = { _id: 'serviceCalendar' } as const;

export interface RuleDifference {
  readonly year: number;
  readonly stored: string;
  /** By the time zone data of this process. */
  readonly own: string;
}

/** Last year, this year and the next: days of other years are hardly counted any more, or yet. */
function yearsAround(now: Date): number[] {
  const year = now.getUTCFullYear();
  return [year - 1, year, year + 1];
}

/** Years whose stored rules of the calendar's zone are others than this process knows. Reads only. */
export async function findRuleDifferences(
  database: Database,
  { timeZone }: ServiceCalendar,
  now: Date,
): Promise<RuleDifference[]> {
  const stored = await storedRules(database);
  return yearsAround(now).flatMap((year) => {
    const own = zoneRulesOf(timeZone, year);
    const known = stored[year] ?? own;
    return known === own ? [] : [{ year, stored: known, own }];
  });
}

/** Stores the rules of years that nobody has stored yet, as this process knows them. */
async function storeMissingRules(database: Database, calendar: ServiceCalendar, now: Date): Promise<void> {
  const stored = await storedRules(database);
  for (const year of yearsAround(now).filter((each) => stored[each] === undefined)) {
    const field = `zoneRules.${year}`;
    // Whichever server is first: the others compare theirs with it.
    await database.settings.updateOne(
      { ...CALENDAR, [field]: { $exists: false } },
      { $set: { [field]: zoneRulesOf(calendar.timeZone, year) } },
    );
  }
}

/** Makes the rules that this process knows the deployment's, for the years around now. */
export async function acceptZoneRules(
  database: Database,
  { timeZone }: ServiceCalendar,
  now: Date,
): Promise<void> {
  const rules = yearsAround(now).map((year) => [`zoneRules.${year}`, zoneRulesOf(timeZone, year)] as const);
  await database.settings.updateOne(CALENDAR, { $set: Object.fromEntries(rules) });
}

async function storedRules(database: Database): Promise<Readonly<Record<string, string>>> {
  const setting = (await database.settings.findOne(CALENDAR)) as ServiceCalendarSetting | null;
  return setting?.zoneRules ?? {};
}

/**
 * Compares the rules of the service calendar's zone with the stored ones, every 5 s. Servers with different time
 * zone data would count one instant for different days, so a server that differs is not ready, and writes
 * nothing that a day decides.
 */
export class ZoneRulesWatch {
  private difference: RuleDifference | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly calendar: ServiceCalendar,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The reason for not being ready, or null. */
  get fault(): string | null {
    if (this.difference === null) return null;
    const { year, stored, own } = this.difference;
    return (
      `time zone rules: for ${this.calendar.timeZone} in ${year} this server (tzdata ${process.versions.tz}) has ` +
      `"${own}", the deployment "${stored}"; docs/deploy.md, "Time zone rules", says what to do`
    );
  }

  /** For writes that a day decides: a wrong day would stay. @throws ServiceUnavailable */
  requireSameRules(): void {
    if (this.fault !== null) throw new ServiceUnavailable(this.fault);
  }

  async start(): Promise<void> {
    await this.compare();
    this.timer = setInterval(() => void this.compare().catch(() => undefined), INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async compare(): Promise<void> {
    const now = this.clock();
    await storeMissingRules(this.database, this.calendar, now);
    const [difference = null] = await findRuleDifferences(this.database, this.calendar, now);
    const wasFault = this.fault;
    this.difference = difference;
    if (this.fault !== null && wasFault === null) this.log.error({ fault: this.fault }, 'time zone rules');
    if (this.fault === null && wasFault !== null)
      this.log.info('time zone rules match those of the deployment');
  }
}
