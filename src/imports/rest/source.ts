import { mongo, Types } from 'mongoose';
import { whyUnreachable } from '../../database/connect-faults';
import { namesDatabase } from '../../database/database-name';
import { StartupFault } from '../../startup-fault';
import { idText, type Foreign } from './fields';

/** The names that each collection may have there, unless it is given. */
const COLLECTIONS = {
  users: ['users', 'user'],
  attendance: ['user_attendances', 'userattendances', 'attendances', 'attendance'],
  events: ['events', 'event'],
  rewards: ['rewards', 'event_rewards', 'reward'],
  requests: ['reward_requests', 'rewardrequests', 'event_reward_requests'],
} as const;
export type SourceName = keyof typeof COLLECTIONS;
export const SOURCE_NAMES = Object.keys(COLLECTIONS) as SourceName[];

const CONNECT_TIMEOUT_MS = 5_000;

/** A foreign database, read only. */
export class RestSource {
  private constructor(
    private readonly client: mongo.MongoClient,
    private readonly names: ReadonlyMap<SourceName, string>,
  ) {}

  /**
   * @param given collections by name, where the usual names don't do
   * @throws StartupFault when it can't be reached, is one of ours, or a collection can't be identified
   */
  static async open(uri: string, given: Readonly<Partial<Record<SourceName, string>>>): Promise<RestSource> {
    if (!namesDatabase(uri)) {
      throw new StartupFault('The address of the source has no database name. Use mongodb://HOST/DATABASE.');
    }
    let client: mongo.MongoClient;
    try {
      client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: CONNECT_TIMEOUT_MS });
      await client.connect();
    } catch (error) {
      // The driver's own message may repeat the address, password and all.
      throw new StartupFault(`The source database cannot be reached: ${whyUnreachable(error)}`);
    }
    try {
      const calendar = { _id: 'serviceCalendar' } as object;
      if ((await client.db().collection('settings').findOne(calendar)) !== null) {
        throw new StartupFault('The source database belongs to this platform: there is nothing to import.');
      }
      const there = (await client.db().listCollections({}, { nameOnly: true }).toArray()).map(
        ({ name }) => name,
      );
      const names = SOURCE_NAMES.map((name) => [name, pick(name, given[name], there)] as const);
      if (names.every(([, picked]) => picked === null)) {
        throw new StartupFault(
          'The source database has none of the expected collections. Does its address name the database, ' +
            'mongodb://HOST/DATABASE? `help import-rest` has the options for other names.',
        );
      }
      return new RestSource(
        client,
        new Map(names.flatMap(([name, picked]) => (picked === null ? [] : [[name, picked]]))),
      );
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  /** Everything of a collection, in the order of its ids; nothing where there is none. */
  all(name: SourceName): AsyncIterable<Foreign> {
    return this.collection(name).find().sort({ _id: 1 });
  }

  /** The requests, those with one reference to a user together; its fields have those names, in that order. */
  requestsByUser(userRefs: readonly string[]): AsyncIterable<Foreign> {
    return this.collection('requests').aggregate(
      [{ $set: { __user: textOfFirst(userRefs) } }, { $sort: { __user: 1, _id: 1 } }, { $unset: '__user' }],
      { allowDiskUse: true },
    );
  }

  /** The texts of the references by which the requests name users, each once. */
  async *userReferences(userRefs: readonly string[]): AsyncGenerator<string> {
    const found = this.collection('requests').aggregate<{ _id: string | null }>(
      [{ $group: { _id: textOfFirst(userRefs) } }],
      { allowDiskUse: true },
    );
    for await (const { _id } of found) if (_id !== null) yield _id;
  }

  /** The ids of those users that the references name, by `_id` or by `user_id`; by reference. */
  async findUserIds(references: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const ids = references.flatMap((text) =>
      Types.ObjectId.isValid(text) && text.length === 24 ? [text, new Types.ObjectId(text)] : [text],
    );
    const numbers = references.filter((text) => /^\d{1,15}$/.test(text)).map(Number);
    const wanted = [...ids, ...numbers];
    const found = await this.collection('users')
      .find({ $or: [{ _id: { $in: wanted } }, { user_id: { $in: wanted } }] } as object)
      .project<{ _id: unknown; user_id?: unknown }>({ user_id: 1 })
      .toArray();
    return new Map(
      found.flatMap(({ _id, user_id }) => [
        ...(user_id == null ? [] : [[idText(user_id), _id] as const]),
        [idText(_id), _id] as const,
      ]),
    );
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private collection(name: SourceName): mongo.Collection<Foreign> {
    // A name that nothing has: an empty collection.
    return this.client.db().collection<Foreign>(this.names.get(name) ?? `it has no ${name}`);
  }
}

/** Applies `referenceOf` to the first of these fields that has a value. */
function textOfFirst(names: readonly string[]): mongo.Document {
  const values = names.map((name) => `$${name}`);
  const given = { $filter: { input: values, cond: { $not: { $in: ['$$this', [null, '']] } } } };
  return { $convert: { input: { $arrayElemAt: [given, 0] }, to: 'string', onError: null, onNull: null } };
}

function pick(name: SourceName, given: string | undefined, there: readonly string[]): string | null {
  if (given !== undefined) {
    if (there.includes(given)) return given;
    throw new StartupFault(`The collection that --${name} names is not there.`);
  }
  const candidates = COLLECTIONS[name].filter((candidate) => there.includes(candidate));
  if (candidates.length <= 1) return candidates[0] ?? null;
  throw new StartupFault(`Which one is meant? Give --${name}: ${candidates.join(', ')} are there.`);
}
