import { mongo, Types } from 'mongoose';
import { BadUserInput } from '../../src/errors';
import { Listing, type Place } from '../../src/database/cursor';
import { afterPlace, pageOf } from '../../src/database/keyset-page';
import { freshDatabaseUri } from '../support/server';

const FORWARD = { first: 3, reverse: false };
const id = (n: number) => new Types.ObjectId(n.toString(16).padStart(24, '0'));
const instant = new Date('2026-06-01T00:00:00.123Z');
const listing = new Listing('events', { active: true }, FORWARD);

describe('a cursor', () => {
  test.each<[string, Place]>([
    ['an instant', { key: instant, id: id(1) }],
    ['an instant before 1970', { key: new Date('1969-12-31T23:59:59.999Z'), id: id(1) }],
    ['a number', { key: 7, id: id(255) }],
    ['a place within a document', { key: instant, id: id(1), index: 3 }],
  ])('of %s is read as it was made', (_what, place) => {
    expect(listing.read(listing.cursorOf(place))).toEqual({ index: 0, ...place });
  });

  test('is the same for the same place, and another for every other', () => {
    const places: Place[] = [
      { key: instant, id: id(1) },
      { key: instant, id: id(2) },
      { key: instant, id: id(1), index: 1 },
      { key: new Date(instant.getTime() + 1), id: id(1) },
      { key: instant.getTime(), id: id(1) },
    ];
    const cursors = places.map((place) => listing.cursorOf(place));
    expect(new Set(cursors).size).toBe(places.length);
    expect(places.map((place) => listing.cursorOf({ ...place }))).toEqual(cursors);
  });

  test('is text that a URL may hold', () => {
    expect(listing.cursorOf({ key: instant, id: id(1) })).toMatch(/^[\w-]+$/);
  });

  test.each([
    ['another list', new Listing('users', { active: true }, FORWARD)],
    ['another filter', new Listing('events', { active: false }, FORWARD)],
    ['no filter', new Listing('events', {}, FORWARD)],
    ['another user', new Listing('events', { active: true, userId: id(1) }, FORWARD)],
    ['another order', new Listing('events', { active: true }, { reverse: true })],
  ])('of %s is refused', (_what, other) => {
    const cursor = other.cursorOf({ key: instant, id: id(1) });
    expect(other.read(cursor)).toBeTruthy();
    expect(() => listing.read(cursor)).toThrow(BadUserInput);
  });

  test('with any one sign changed, added or left out is refused', () => {
    const cursor = listing.cursorOf({ key: instant, id: id(0xabcdef), index: 2 });
    for (let at = 0; at < cursor.length; at++) {
      for (const sign of ['A', 'g', '0', '_', '=', ' ', '']) {
        if (sign === cursor[at]) continue;
        const changed = cursor.slice(0, at) + sign + cursor.slice(at + 1);
        expect(() => listing.read(changed)).toThrow(BadUserInput);
      }
    }
    for (const added of ['A', '=', '==', ' ', '\0']) {
      expect(() => listing.read(cursor + added)).toThrow(BadUserInput);
      expect(() => listing.read(added + cursor)).toThrow(BadUserInput);
    }
  });

  test('that leads to another place is refused, however well it is formed', () => {
    const parts = JSON.parse(
      Buffer.from(listing.cursorOf({ key: instant, id: id(1) }), 'base64url').toString(),
    ) as unknown[];
    const other: ReadonlyArray<readonly [place: number, part: unknown]> = [
      [1, 'n'],
      [2, instant.getTime() + 1],
      [2, 8.64e15 + 1],
      [2, { $gt: '' }],
      [3, id(2).toHexString()],
      [3, { $ne: null }],
      [4, 1],
      [4, -1],
    ];
    for (const [place, part] of other) {
      const changed = Buffer.from(JSON.stringify(parts.with(place, part))).toString('base64url');
      expect(() => listing.read(changed)).toThrow(BadUserInput);
    }
  });

  test('that was refused is not repeated', () => {
    const fault = {
      fields: [{ path: 'after', message: 'is not a cursor of this list with this filter and order' }],
    };
    expect(() => listing.read('a canary')).toThrow(expect.objectContaining(fault));
  });
});

describe('a page', () => {
  const rows = [id(1), id(2), id(3), id(4)].map((_id) => ({ _id }));
  const page = (count: number, after?: string) =>
    pageOf({
      listing,
      args: { ...FORWARD, after },
      rows: rows.slice(0, count),
      placeOf: ({ _id }) => ({ key: instant, id: _id }),
      count: async () => 42,
    });

  test('with one row too many has a next one, and does not show it', () => {
    const { nodes, pageInfo } = page(4);
    expect(nodes).toEqual(rows.slice(0, 3));
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: listing.cursorOf({ key: instant, id: id(1) }),
      endCursor: listing.cursorOf({ key: instant, id: id(3) }),
    });
  });

  test('that is just full is the last', () => {
    expect(page(3).pageInfo.hasNextPage).toBe(false);
  });

  test('that is empty has no cursors', () => {
    expect(page(0, 'x').pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: true,
      startCursor: null,
      endCursor: null,
    });
  });

  test('counts only when it is asked to', async () => {
    let counted = 0;
    const { totalCount } = pageOf({
      listing,
      args: FORWARD,
      rows,
      placeOf: ({ _id }) => ({ key: instant, id: _id }),
      count: async () => (counted += 1),
    });
    expect(counted).toBe(0);
    expect(await totalCount()).toBe(1);
  });
});

describe('what comes after a place', () => {
  const rows = [0, 0, 0, 1, 1].map((ms, n) => ({ _id: id(n), at: new Date(instant.getTime() + ms) }));
  const client = new mongo.MongoClient(freshDatabaseUri());
  const collection = client.db().collection('rows');
  beforeAll(() => collection.insertMany(rows));
  afterAll(async () => {
    await client.db().dropDatabase();
    await client.close();
  });

  test.each([0, 1, 2, 3, 4])('is every row beyond row %i, ties included', async (n) => {
    const { at: key, _id } = rows[n]!;
    const found = async (reverse: boolean, orAt?: 'orAt') => {
      const filter = afterPlace('at', { key, id: _id, index: 0 }, reverse, orAt);
      return collection.find(filter).sort({ at: 1, _id: 1 }).toArray();
    };
    expect(await found(false)).toEqual(rows.slice(0, n));
    expect(await found(true)).toEqual(rows.slice(n + 1));
    expect(await found(false, 'orAt')).toEqual(rows.slice(0, n + 1));
    expect(await found(true, 'orAt')).toEqual(rows.slice(n));
  });
});
