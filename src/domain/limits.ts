// "Limits of values" and their neighbours in the domain's rules. A character is a Unicode code point.

export const USERNAME_MIN_CHARACTERS = 3;
export const USERNAME_MAX_CHARACTERS = 32;
export const PASSWORD_MIN_CHARACTERS = 8;
export const PASSWORD_MAX_CHARACTERS = 256;

export const TITLE_MAX_CHARACTERS = 200;
export const NAME_MAX_CHARACTERS = 200;
export const DESCRIPTION_MAX_CHARACTERS = 10_000;
export const REASON_MAX_CHARACTERS = 1_000;
export const NOTE_MAX_CHARACTERS = 1_000;
/** Requests that one call approves or rejects. */
export const DECISIONS_MAX = 25;
export const EXTERNAL_ID_MAX_CHARACTERS = 200;
export const IDEMPOTENCY_KEY_MAX_CHARACTERS = 128;

export const QUANTITY_MIN = 1;
export const QUANTITY_MAX = 1_000_000;
/** Also after a delta. */
export const STOCK_MAX = 1_000_000_000;
/** How many claims a limited MANUAL event can hold open: a take reads all open holds of its event. */
export const MANUAL_CLAIMS_MAX = 10_000;

/** Days; CONSECUTIVE_ATTENDANCE and TOTAL_ATTENDANCE. */
export const ATTENDANCE_TARGET_MAX = 366;
/**
 * Service days of an event that its attendance conditions look at: the latest ones. The double of the largest
 * target, so that a run of any length can be claimed for a year after it was complete.
 */
export const COUNTED_DAYS_MAX = 2 * ATTENDANCE_TARGET_MAX;
/** Two servers' clocks may be so far apart: what one of them stored may look later than what the other judged. */
export const CLOCK_ALLOWANCE_MS = 60_000;
export const CONDITIONS_MAX = 20;
export const REWARDS_MAX = 20;

export const PAGE_SIZE_MIN = 1;
export const PAGE_SIZE_MAX = 100;
/** Rewards of the overview whose stock is about to run out. */
export const LOW_STOCK_MAX = 50;
/** Events of the overview that end soon. */
export const ENDING_EVENTS_MAX = 50;
