/** For parts of the server that are made by a test: the database is never found wrong. */
export const INTACT = { requireIntact: () => undefined };
