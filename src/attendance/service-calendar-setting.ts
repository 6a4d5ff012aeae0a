/** Fixed at the first start: days that were checked in under another calendar would mean something else. */
export interface ServiceCalendarSetting {
  _id: 'serviceCalendar';
  timeZone: string;
  dayStartMinute: number;
  /** The rules of the zone by year, as the first server knew them: see attendance/zone-rules-watch. */
  zoneRules?: Readonly<Record<string, string>>;
}

declare module '../database/collections' {
  interface StoredSettings {
    readonly serviceCalendar: ServiceCalendarSetting;
  }
}
