import { mongo } from 'mongoose';
import { violatedIndex } from '../../src/database/duplicate-key';
import { settleInsert } from '../../src/database/settle-insert';
import { freshDatabaseUri } from '../support/server';

let client: mongo.MongoClient;
beforeAll(() => {
  client = new mongo.MongoClient(freshDatabaseUri());
});
afterAll(async () => {
  await client.db().dropDatabase();
  await client.close();
});

test.each<[string, mongo.CreateIndexesOptions, mongo.CreateCollectionOptions]>([
  ['as it is', {}, {}],
  ['with a collation', { collation: { locale: 'ko', strength: 1 } }, {}],
  ['in a collection with a collation', {}, { collation: { locale: 'en', strength: 2 } }],
])('the unique index that refuses a row is known by its name: %s', async (what, indexOptions, options) => {
  const rows = await client
    .db()
    .createCollection<{ _id: mongo.ObjectId; name: string; dup: number }>(`rows of ${what}`, options);
  await rows.createIndex({ name: 1, dup: 1 }, { unique: true, name: 'name_1_dup_1', ...indexOptions });
  const row = () => ({ _id: new mongo.ObjectId(), name: 'index: other_1 dup key: { }', dup: 1 });
  await rows.insertOne(row());
  const error: unknown = await rows.insertOne(row()).catch((thrown: unknown) => thrown);
  expect(violatedIndex(error as mongo.MongoServerError)).toBe('name_1_dup_1');
  expect(await settleInsert(rows, [row(), row()])).toEqual([
    { kind: 'duplicate', index: 'name_1_dup_1' },
    { kind: 'duplicate', index: 'name_1_dup_1' },
  ]);
});
