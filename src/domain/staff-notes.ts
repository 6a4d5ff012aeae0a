/** Characters of a note that staff write about a user or a request. */
export const STAFF_NOTE_MAX_CHARACTERS = 1_000;
/** Notes on one account or one request. Notes are never removed, so this bounds what one record can collect. */
export const STAFF_NOTES_MAX = 200;
