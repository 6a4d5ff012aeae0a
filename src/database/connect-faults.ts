import { mongo } from 'mongoose';
import type { CollectionDefinition } from './collections';
import { isRouter, whyWronglySharded } from './sharding';

/** Of MongoDB 6.0, the first whose partial indexes may ask for `$in`. */
const WIRE_VERSION_MIN = 17;
const TOO_OLD = 'it is older than MongoDB 6.0.';

/** AuthenticationFailed, and Atlas' own. */
const REFUSED_ACCOUNT = new Set<unknown>([18, 8000]);
const UNAUTHORIZED = 13;

const UNREADABLE_ADDRESS = new Set(['MongoParseError', 'MongoRuntimeError']);
/** Those that may contradict each other or lack a value. */
const OPTIONS = [
  'authMechanism',
  'authMechanismProperties',
  'authSource',
  'directConnection',
  'journal',
  'loadBalanced',
  'proxyHost',
  'proxyPassword',
  'proxyPort',
  'proxyUsername',
  'replicaSet',
  'serverMonitoringMode',
  'srvHost',
  'srvMaxHosts',
  'ssl',
  'tls',
  'tlsAllowInvalidCertificates',
  'tlsAllowInvalidHostnames',
  'tlsDisableCertificateRevocationCheck',
  'tlsDisableOCSPEndpointCheck',
  'tlsInsecure',
  'w',
];

const BY_CODE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'nobody knows the name of its host (ENOTFOUND).',
  EAI_AGAIN: 'the names of hosts are not resolved here (EAI_AGAIN).',
  ECONNREFUSED: 'nothing listens there (ECONNREFUSED). Is it running, and is the port right?',
};

/** Why no connection came about, for a person; names no host and no account, as the driver's own messages do. */
export function whyUnreachable(error: unknown): string {
  const { name, code, reason } = error as Error & {
    readonly code?: unknown;
    /** Of a failed selection of a server. */
    readonly reason?: mongo.TopologyDescription;
  };
  const options = whyOptionsClash(error);
  if (options !== null) return options;
  // By their names: a package below the driver has classes of its own.
  if (UNREADABLE_ADDRESS.has(name) || error instanceof mongo.MongoInvalidArgumentError) {
    return (
      'its address is no connection string, mongodb://USER:PASSWORD@HOST/DATABASE?replicaSet=SET. ' +
      'Percent-encode the special characters of the password: @ : / ? # % are %40 %3A %2F %3F %23 %25. ' +
      'Spell options as MongoDB spells them.'
    );
  }
  if (REFUSED_ACCOUNT.has(code)) {
    return 'it refuses user or password. An account made in another database needs that one as authSource.';
  }
  if (error instanceof mongo.MongoCompatibilityError || reason?.compatibilityError) return TOO_OLD;
  const servers = [...(reason?.servers.values() ?? [])];
  if (reason !== undefined && servers.length === 0) {
    return 'none of its hosts is of the replica set that the address names.';
  }
  if (servers.some(({ error: fault, type }) => fault === null && type !== 'Unknown')) {
    return 'its replica set has no primary. Was the set initiated, and does a majority of it run?';
  }
  if (servers.some(({ error: fault }) => fault !== null && isNoAnswer(fault))) {
    return 'a host accepts connections and gives no answer of MongoDB. Is it MongoDB, and does it want TLS?';
  }
  const codes = [...servers.map((server) => codeOf(server.error?.cause)), code];
  const cause = codes.find((each) => typeof each === 'string') ?? name;
  return BY_CODE[cause] ?? `no answer (${cause}). Is it running, is it a replica set, and does it want TLS?`;
}

/** How a connection ends that the other side closed; it depends on what was still under way. */
const CLOSED = new Set<unknown>([undefined, 'ECONNRESET', 'EPIPE']);

/** A connection was made, and then closed or left without an answer; a refused one has another cause. */
function isNoAnswer(error: Error): boolean {
  return error instanceof mongo.MongoNetworkError && CLOSED.has(codeOf(error.cause));
}

/** Names options only: the driver's own messages repeat their values. */
function whyOptionsClash(error: unknown): string | null {
  if (!(error instanceof mongo.MongoAPIError)) return null;
  const { message } = error;
  if (/read preference/i.test(message)) {
    return (
      'its options ask for a read preference. Servers and commands read from the primary: remove ' +
      'readPreference, readPreferenceTags and maxStalenessSeconds.'
    );
  }
  if (/pool.*size/i.test(message)) return 'its option minPoolSize is above maxPoolSize.';
  const named = OPTIONS.filter((option) => new RegExp(`\\b${option}\\b`).test(message));
  return named.length === 0 ? null : `its options can't be used as they are written: ${named.join(', ')}.`;
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | undefined)?.code;
}

/** Why the reached server is unsuitable, or null when it is suitable. */
export async function whyUnsuitable(
  client: mongo.MongoClient,
  stored: readonly CollectionDefinition[],
): Promise<string | null> {
  const hello = await client.db('admin').command({ hello: 1 });
  if (isRouter(hello)) return whyWronglySharded(client, stored);
  if (typeof hello.setName !== 'string')
    return 'it is neither a member of a replica set nor a router (mongos).';
  return Number(hello.maxWireVersion) < WIRE_VERSION_MIN ? TOO_OLD : null;
}

const REFUSED_WRITE: Readonly<Record<number, string>> = {
  121: 'a collection has a validator that refuses what the platform stores. Remove it by collMod.',
  13297: 'another database has this name in other upper and lower case letters.',
};

/** Why the database refused a command of a start or of a command line, or null for other errors. */
export function whyRefused(error: unknown): string | null {
  const why = error instanceof mongo.MongoServerError ? REFUSED_WRITE[Number(error.code)] : undefined;
  return why === undefined
    ? missingRight(error)
    : `The database that MONGODB_URI names can't be used: ${why}`;
}

/** The privilege that the database account lacks and the roles it needs, or null for other errors. */
export function missingRight(error: unknown): string | null {
  if (!(error instanceof mongo.MongoServerError) || error.code !== UNAUTHORIZED) return null;
  const [, database, command, collection] =
    /^not authorized on (\S+) to execute command \{ (\w+): (?:"([^"]*)")?/.exec(error.message) ?? [];
  const act =
    database === undefined
      ? 'The database wants an account, and the connection string names none.'
      : `The account of the connection string may not ${command} in ${[database, collection].filter(Boolean).join('.')}.`;
  return (
    `${act} It needs the role readWrite on that database and the right indexStats, or read where nothing is ` +
    'written; docs/deploy.md, "Database", has the command.'
  );
}
