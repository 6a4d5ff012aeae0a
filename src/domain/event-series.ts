/** Series that have not ended. Each creates an event a day at most. */
export const SERIES_MAX = 100;
/** A year. */
export const CLAIM_GRACE_HOURS_MAX = 8_760;

/** Why the platform paused a series: nobody could request the rewards of a copy of its template. */
export const TEMPLATE_FAULTS = [
  'TEMPLATE_ARCHIVED',
  'TEMPLATE_WITHOUT_REWARDS',
  'TEMPLATE_WITHOUT_CONDITIONS',
  'TEMPLATE_CIRCULAR',
  'TEMPLATE_STOCK_TOO_LARGE',
] as const;
export type TemplateFault = (typeof TEMPLATE_FAULTS)[number];
