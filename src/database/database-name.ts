/** Of a connection string that names no database; the driver's own default is `test`. */
const DEFAULT_DATABASE = 'mydb';

/** Whether a connection string names a database. */
export function namesDatabase(uri: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/?]+\/[^?]/i.test(uri);
}

/**
 * The options that give a connection string its database, unless it names one. The driver would look for the
 * account in a database that comes as an option, so they also keep its default for such strings, `admin`.
 */
export function ownDatabase(uri: string): { dbName?: string; authSource?: string } {
  if (namesDatabase(uri)) return {};
  const source = /[?&]auth(Source|Mechanism)=/i.test(uri) ? {} : { authSource: 'admin' };
  return { dbName: DEFAULT_DATABASE, ...source };
}
