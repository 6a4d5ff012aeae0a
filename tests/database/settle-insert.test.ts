import { mongo } from 'mongoose';
import { outcomesOf, settleInsert } from '../../src/database/settle-insert';
import { FAIL_POINTS, startMongod, type TestMongod } from '../support/mongod';

const DUPLICATE = 'E11000 duplicate key error collection: test.rows index: slot_1 dup key: { slot: 1 }';

interface Told {
  readonly inserted?: number;
  readonly writeErrors?: ReadonlyArray<{ index: number; code: number; errmsg: string }>;
  readonly writeConcernError?: true;
}

/** As the driver puts it together: what ended the call, and what had been counted until then. */
function bulkError(cause: object, told: Told = {}): mongo.MongoBulkWriteError {
  const { inserted = 0, writeErrors = [], writeConcernError } = told;
  const given = writeErrors.length > 0 ? { ...cause, writeErrors } : cause;
  return new mongo.MongoBulkWriteError(
    given as never,
    {
      insertedCount: inserted,
      getWriteConcernError: () => (writeConcernError ? { code: 64 } : undefined),
    } as never,
  );
}

const duplicateAt = (index: number) => ({ index, code: 11_000, errmsg: DUPLICATE });
const taken = { message: DUPLICATE, code: 11_000 };
const serverError = (code: number) => new mongo.MongoServerError({ message: 'refused', code });
const lost = new mongo.MongoNetworkError('connection 1 to 127.0.0.1:27017 closed');

// Claim invariants: C8.
describe('a failed insert of several documents', () => {
  test.each<[string, Error, string[]]>([
    [
      'write errors and inserted ones that add up tell each document apart',
      bulkError(taken, { inserted: 1, writeErrors: [duplicateAt(0), duplicateAt(2)] }),
      ['duplicate slot_1', 'inserted', 'duplicate slot_1'],
    ],
    [
      'a document refused for another reason is that one alone',
      bulkError(taken, { inserted: 2, writeErrors: [{ index: 1, code: 121, errmsg: 'invalid' }] }),
      ['inserted', 'failed', 'inserted'],
    ],
    [
      'a document that the server had no time for is unknown',
      bulkError(taken, { inserted: 2, writeErrors: [{ index: 1, code: 11_602, errmsg: 'stepped down' }] }),
      ['inserted', 'unknown', 'inserted'],
    ],
    [
      'counts that do not add up tell nothing',
      bulkError(taken, { inserted: 1, writeErrors: [duplicateAt(0)] }),
      ['unknown', 'unknown', 'unknown'],
    ],
    [
      'a write concern error hides duplicates',
      bulkError({ message: 'waiting', code: 64 }, { inserted: 2, writeConcernError: true }),
      ['unknown', 'unknown', 'unknown'],
    ],
    [
      'a write concern error beside write errors that add up tells nothing',
      bulkError(taken, { inserted: 2, writeErrors: [duplicateAt(0)], writeConcernError: true }),
      ['unknown', 'unknown', 'unknown'],
    ],
    ['a lost connection has no write errors', bulkError(lost), ['unknown', 'unknown', 'unknown']],
    ['a stepdown may have let some in', bulkError(serverError(10_107)), ['unknown', 'unknown', 'unknown']],
    [
      'a killed operation may have let some in',
      bulkError(serverError(11_601)),
      ['unknown', 'unknown', 'unknown'],
    ],
    ['what is not known is unknown', bulkError(new Error('odd')), ['unknown', 'unknown', 'unknown']],
    ['a refused call failed', bulkError(serverError(13)), ['failed', 'failed', 'failed']],
    ['what has no bytes failed', bulkError(new mongo.BSON.BSONError('no')), ['failed', 'failed', 'failed']],
    ['a misused driver failed', new mongo.MongoInvalidArgumentError('large'), ['failed', 'failed', 'failed']],
    ['no connection in time is unknown', lost, ['unknown', 'unknown', 'unknown']],
  ])('%s', (_rule, error, expected) => {
    expect(kinds(outcomesOf(error, 3))).toEqual(expected);
  });
});

describe('a failed insert of one document', () => {
  test.each<[string, Error, string]>([
    ['a duplicate key', new mongo.MongoServerError(taken), 'duplicate slot_1'],
    ['an invalid document', serverError(121), 'failed'],
    ['a stepdown', serverError(189), 'unknown'],
    [
      'a write concern error hides a duplicate',
      new mongo.MongoWriteConcernError({
        ok: 1,
        writeErrors: [duplicateAt(0)],
        writeConcernError: { code: 64, errmsg: 'waiting' },
      }),
      'unknown',
    ],
    ['a lost connection', lost, 'unknown'],
  ])('%s', (_rule, error, expected) => {
    expect(kinds(outcomesOf(error, 1))).toEqual([expected]);
  });
});

interface Row {
  _id: number;
  slot: unknown;
}

describe('with a database', () => {
  let mongod: TestMongod;
  let client: mongo.MongoClient;
  let rows: mongo.Collection<Row>;

  beforeAll(async () => {
    mongod = await startMongod({ args: FAIL_POINTS });
    client = await mongo.MongoClient.connect(mongod.uri, { w: 'majority' });
    rows = client.db('settle').collection<Row>('rows');
    await rows.createIndex({ slot: 1 }, { unique: true });
  });

  beforeEach(async () => {
    await rows.deleteMany({});
    await rows.insertOne({ _id: 1, slot: 1 });
  });

  afterAll(async () => {
    await client.close();
    await mongod.stop();
  });

  async function failInserts(data: object, times: number): Promise<void> {
    const failPoint = { configureFailPoint: 'failCommand', mode: { times } };
    await client.db('admin').command({ ...failPoint, data: { failCommands: ['insert'], ...data } });
  }

  test('each document of a call is told apart, whichever unique index refused it', async () => {
    const outcomes = await settleInsert(rows, [
      { _id: 2, slot: 2 },
      { _id: 3, slot: 1 },
      { _id: 1, slot: 4 },
      { _id: 5, slot: 5 },
    ]);
    expect(kinds(outcomes)).toEqual(['inserted', 'duplicate slot_1', 'duplicate _id_', 'inserted']);
    expect(await ids()).toEqual([1, 2, 5]);
  });

  test('one document is told its index as well', async () => {
    expect(kinds(await settleInsert(rows, [{ _id: 2, slot: 2 }]))).toEqual(['inserted']);
    expect(kinds(await settleInsert(rows, [{ _id: 3, slot: 1 }]))).toEqual(['duplicate slot_1']);
    expect(await ids()).toEqual([1, 2]);
  });

  test('a document that has no bytes fails its call, and by itself fails alone', async () => {
    const bad = { _id: 3, slot: { 'a\0b': 1 } };
    expect(kinds(await settleInsert(rows, [{ _id: 2, slot: 2 }, bad]))).toEqual(['failed', 'failed']);
    expect(kinds(await settleInsert(rows, [bad]))).toEqual(['failed']);
    expect(await ids()).toEqual([1]);
  });

  describe.each([
    [
      'several documents',
      [
        { _id: 2, slot: 2 },
        { _id: 3, slot: 1 },
      ],
    ],
    ['one document', [{ _id: 3, slot: 1 }]],
  ])('%s', (_count, documents) => {
    const every = (kind: string) => documents.map(() => kind);

    // Claim invariants: C8.
    test('a write concern that is not met leaves all unknown, the duplicate too', async () => {
      const impossible = { writeConcern: { w: 2, wtimeoutMS: 1 } };
      expect(kinds(await settleInsert(rows, documents, impossible))).toEqual(every('unknown'));
    });

    test("a connection lost twice, beyond the driver's own retry, leaves all unknown", async () => {
      await failInserts({ closeConnection: true }, 2);
      expect(kinds(await settleInsert(rows, documents))).toEqual(every('unknown'));
    });

    test('a connection lost once is repeated by the driver, and each is told apart', async () => {
      await failInserts({ closeConnection: true }, 1);
      expect(kinds(await settleInsert(rows, documents)).at(-1)).toBe('duplicate slot_1');
    });

    test('an answer that does not come in time leaves all unknown', async () => {
      const hasty = await mongo.MongoClient.connect(mongod.uri, { retryWrites: false, socketTimeoutMS: 200 });
      await failInserts({ blockConnection: true, blockTimeMS: 1_000 }, 1);
      expect(kinds(await settleInsert(hasty.db('settle').collection<Row>('rows'), documents))).toEqual(
        every('unknown'),
      );
      await hasty.close();
    });

    test.each([10_107, 189, 11_602])(
      'a primary that is none any more, met twice (%i), leaves all unknown',
      async (errorCode) => {
        await failInserts({ errorCode }, 2);
        expect(kinds(await settleInsert(rows, documents))).toEqual(every('unknown'));
      },
    );

    test('a call that the server refuses has failed', async () => {
      await failInserts({ errorCode: 13 }, 1);
      expect(kinds(await settleInsert(rows, documents))).toEqual(every('failed'));
    });

    test('the same documents, sent again, are told apart', async () => {
      await failInserts({ closeConnection: true }, 2);
      await settleInsert(rows, documents);
      expect(kinds(await settleInsert(rows, documents)).at(-1)).toBe('duplicate slot_1');
    });
  });

  async function ids(): Promise<number[]> {
    return (await rows.find().sort({ _id: 1 }).toArray()).map((row) => row._id);
  }
});

function kinds(outcomes: Awaited<ReturnType<typeof settleInsert>>): string[] {
  return outcomes.map((outcome) =>
    outcome.kind === 'duplicate' ? `duplicate ${outcome.index}` : outcome.kind,
  );
}
