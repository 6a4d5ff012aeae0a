import { createHash } from 'node:crypto';
import { mongo, Types } from 'mongoose';
import type { PageRequest } from '../domain/page';
import { BadUserInput } from '../errors';

/** What a list is ordered by: its records' own instant, or a number. */
export type SortKey = Date | number;
/** A place in a list: the sort key, then the id. */
export interface Place {
  readonly key: SortKey;
  readonly id: Types.ObjectId;
  /** The place within one document, for lists of embedded records. */
  readonly index?: number;
}

/**
 * One list with one filter and one order: makes and reads its cursors. A cursor of another is refused.
 *
 * @param name the list's own name
 * @param filter everything that selects rows, the viewer's or user's id included
 */
export class Listing {
  private readonly identity: string;

  constructor(name: string, filter: object, args: Pick<PageRequest, 'reverse'>) {
    this.identity = digest(mongo.BSON.EJSON.stringify([name, filter, args.reverse]));
  }

  cursorOf({ key, id, index = 0 }: Place): string {
    const place = [...(key instanceof Date ? ['d', key.getTime()] : ['n', key]), id.toHexString(), index];
    // Over the place too: a cursor with one sign changed is none, rather than another place.
    const tag = digest(`${this.identity}${JSON.stringify(place)}`);
    return Buffer.from(JSON.stringify([tag, ...place])).toString('base64url');
  }

  /** @throws BadUserInput when the cursor is not one of this list, filter and order */
  read(cursor: string): Required<Place> {
    const place = this.parse(cursor);
    // Making it again accepts the canonical form alone.
    if (place === null || this.cursorOf(place) !== cursor) {
      throw new BadUserInput({
        path: 'after',
        message: 'is not a cursor of this list with this filter and order',
      });
    }
    return place;
  }

  private parse(cursor: string): Required<Place> | null {
    try {
      const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
      if (!Array.isArray(parts) || parts.length !== 5) return null;
      const [, kind, value, id, index] = parts as unknown[];
      if (typeof id !== 'string' || !/^[0-9a-f]{24}$/.test(id)) return null;
      if (!Number.isSafeInteger(value) || !Number.isSafeInteger(index)) return null;
      const key = kind === 'd' ? new Date(value as number) : (value as number);
      return { key, id: new Types.ObjectId(id), index: index as number };
    } catch {
      return null;
    }
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
