/** Rows that one answer of the database holds: all that an export keeps in memory. */
export const ANSWER_ROWS = 500;

/** Exports that one server writes at once. */
export const RUNNING_MAX = 4;

/** Whoever takes no piece for so long holds a place that others wait for. */
export const PATIENCE_MS = 120_000;
