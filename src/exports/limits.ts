/** Rows that one answer of the database holds: all that an export keeps in memory. */
export const BATCH_ROWS = 500;

/** Exports that one server writes at once. */
export const RUNNING_MAX = 4;
