/** Of a connection string that names no database; the driver's own default is `test`. */
const DEFAULT_DATABASE = 'mydb';

/** In bytes. */
const NAME_MAX = 63;

/** Why a database of this name can't hold collections, without the name, or null when it can. */
export function whyBadName(name: string): string | null {
  if (/[/\\. "$\0]/.test(name))
    return 'its name has a character that MongoDB does not allow: / \\ . " $ or a space.';
  if (Buffer.byteLength(name) > NAME_MAX) return `its name is longer than ${NAME_MAX} bytes.`;
  return name === 'local' ? 'the database local is not replicated.' : null;
}

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
