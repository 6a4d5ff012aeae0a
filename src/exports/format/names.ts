import type { mongo, Types } from 'mongoose';
import type { Collections } from '../../database/client-collections';

/** Beyond it the titles that were read are forgotten: an export's memory has a bound. */
const TITLES_MAX = 5_000;

/** What people call the users and events of an export's rows: a call per batch. */
export class Names {
  private readonly titles = new Map<string, string>();

  constructor(private readonly database: Pick<Collections, 'users' | 'events'>) {}

  /** @returns by the id as hex */
  async usernames(ids: ReadonlyArray<Types.ObjectId | null>): Promise<ReadonlyMap<string, string>> {
    const users = await this.database.users
      .find({ _id: { $in: distinct(ids) } }, { projection: { username: 1 } })
      .toArray();
    return new Map(users.map(({ _id, username }) => [_id.toHexString(), username]));
  }

  /** @returns by the id as hex; a batch that names events beyond the last one's asks for those alone */
  async eventTitles(ids: readonly Types.ObjectId[]): Promise<ReadonlyMap<string, string>> {
    if (this.titles.size > TITLES_MAX) this.titles.clear();
    const unknown = distinct(ids).filter((id) => !this.titles.has(id.toHexString()));
    if (unknown.length > 0) {
      const events = await this.database.events
        .find({ _id: { $in: unknown } }, { projection: { title: 1 } })
        .toArray();
      for (const { _id, title } of events) this.titles.set(_id.toHexString(), title);
    }
    return this.titles;
  }
}

function distinct(ids: ReadonlyArray<Types.ObjectId | null>): Types.ObjectId[] {
  return [...new Map(ids.flatMap((id) => (id ? [[id.toHexString(), id] as const] : []))).values()];
}

/**
 * The rows of a cursor as they come over the wire, each once; the cursor is closed when the reader stops.
 *
 * The list's index ends with fields that change, such as the status. A row that changes right after it was read
 * gets its new index entry directly behind the old one, so the scan finds it once more, as the next row.
 */
export async function* answersOf<Row extends { readonly _id: Types.ObjectId }>(
  cursor: mongo.FindCursor<Row>,
): AsyncGenerator<Row[]> {
  let last: Types.ObjectId | undefined;
  try {
    while (await cursor.hasNext()) {
      const rows = cursor.readBufferedDocuments().filter(({ _id }) => {
        const isRepeated = last !== undefined && _id.equals(last);
        last = _id;
        return !isRepeated;
      });
      if (rows.length > 0) yield rows;
    }
  } finally {
    await cursor.close();
  }
}
