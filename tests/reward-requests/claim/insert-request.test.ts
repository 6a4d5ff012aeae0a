import { Types } from 'mongoose';
import { RequestStore } from '../../../src/reward-requests/claim/insert-request';
import type { RewardRequest } from '../../../src/reward-requests/reward-request.model';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test('a document that the whole call is refused for costs none of its neighbours', async () => {
  const eventId = new Types.ObjectId();
  const rows = Array.from(
    { length: 5 },
    () => ({ _id: new Types.ObjectId(), userId: new Types.ObjectId(), eventId, status: 1 }) as RewardRequest,
  );
  // What the driver can make no bytes of.
  Object.assign(rows[2]!, { note: { 'a\0b': 1 } });
  const primary = server.database.primary.current()!;
  const outcomes = await new RequestStore(server.database).insertRequests(
    rows.map((row) => ({ row, primary, deadline: performance.now() + 8_000 })),
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual([
    'inserted',
    'inserted',
    'failed',
    'inserted',
    'inserted',
  ]);
  const stored = await server.database.requests.find({ eventId }).toArray();
  expect(stored.map(({ _id }) => String(_id)).sort()).toEqual(
    rows
      .filter((_row, place) => place !== 2)
      .map(({ _id }) => String(_id))
      .sort(),
  );
});

// Claim invariants: C5, C6.
test('a request whose facts came from another primary, or whose deadline has passed, is not sent', async () => {
  const eventId = new Types.ObjectId();
  const newRow = () =>
    ({ _id: new Types.ObjectId(), userId: new Types.ObjectId(), eventId, status: 1 }) as RewardRequest;
  const primary = server.database.primary.current()!;
  const future = performance.now() + 8_000;
  const [sent, foreign, late] = [newRow(), newRow(), newRow()];
  const outcomes = await new RequestStore(server.database).insertRequests([
    { row: foreign, primary: `${primary} of an earlier term`, deadline: future },
    { row: sent, primary, deadline: future },
    { row: late, primary, deadline: performance.now() - 1 },
  ]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['stale', 'inserted', 'stale']);
  const stored = await server.database.requests.find({ eventId }).toArray();
  expect(stored.map(({ _id }) => String(_id))).toEqual([String(sent._id)]);
});
