/** Rows that one call brings in. */
export const IMPORT_ROWS_MAX = 1_000;
/** Rows of a file that the console brings in; the commands take files of any length. */
export const IMPORT_FILE_ROWS_MAX = 100_000;
/** Characters of one value; no value of these columns is longer. */
export const IMPORT_VALUE_MAX_CHARACTERS = 1_000;

/** The columns that staff may bring in, by kind. Passwords and their hashes are for the command alone. */
export const IMPORT_COLUMNS = {
  users: ['username', 'issuer', 'subject'],
  attendance: ['username', 'userId', 'checkedAt', 'day'],
} as const;
export type ImportKindName = keyof typeof IMPORT_COLUMNS;

/** Check-ins that staff bring in are at most this old: no condition counts more days. */
export const IMPORTED_DAYS_MAX = 366;
