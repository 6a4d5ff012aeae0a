import { Types } from 'mongoose';
import type { RewardRequest } from '../../../src/reward-requests/reward-request.model';
import { FAILED_PER_DAY, FailureLimit } from '../../../src/reward-requests/claim/failure-limit';
import { RequestStatus } from '../../../src/domain/request-status';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

// Claim invariants: C19. A claim that came with others has facts from before their rows, and arrives after them.
test('rows that this process inserted count for claims whose facts do not show them yet', async () => {
  const { database, services } = server;
  const limit = new FailureLimit(database, services.calendar);
  const now = server.clock.now();
  const pair = { userId: new Types.ObjectId(), eventId: new Types.ObjectId() };
  const count = () => database.requests.countDocuments(pair);
  const claim = () =>
    limit.insert({ pair, newest: null, now, code: 'CONDITIONS_NOT_MET' }, async () => {
      const row = {
        ...pair,
        status: RequestStatus.FAILED,
        failureCode: 'CONDITIONS_NOT_MET',
        requestedAt: now,
      };
      await database.requests.insertOne(row as RewardRequest);
      return { kind: 'answer', answer: { request: null, refusal: null } };
    });
  for (let row = 1; row <= FAILED_PER_DAY; row += 1) {
    await claim();
    expect(await count()).toBe(row);
  }
  const late = await claim();
  expect(late).toMatchObject({ kind: 'answer', answer: { refusal: { code: 'CONDITIONS_NOT_MET' } } });
  expect(await count()).toBe(FAILED_PER_DAY);
});
