import { createEvent } from '../support/events';
import { attend, lastDays } from '../support/attendance';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const CLAIMS = `mutation ($eventId: ID!) {
  first: requestReward(input: { eventId: $eventId }) { ...Claimed }
  checkAttendance { created }
  second: requestReward(input: { eventId: $eventId }) { ...Claimed }
}
fragment Claimed on RequestRewardPayload {
  request {
    event { frozen myRequest { status } rewards { remaining } }
    user { points attendanceStreak { current } }
  }
}`;

interface Claimed {
  request: {
    event: {
      frozen: boolean;
      myRequest: { status: string };
      rewards: Array<{ remaining: number }>;
    };
    user: { points: number; attendanceStreak: { current: number } };
  };
}

describe('a later mutation of one document is answered from what the earlier ones wrote', () => {
  let first: Claimed['request'];
  let second: Claimed['request'];
  beforeAll(async () => {
    const operator = await server.actor('OPERATOR');
    const event = await createEvent(operator, {
      conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
      rewards: [{ type: 'POINT', name: 'Points', quantity: 100, stock: 500 }],
    });
    const user = await server.actor('USER');
    const { data, errors } = await user.send<{ first: Claimed; second: Claimed }>(CLAIMS, {
      eventId: event.id,
    });
    expect(errors).toEqual([]);
    first = data!.first.request;
    second = data!.second.request;
  });

  test.each<[field: string, (request: Claimed['request']) => unknown, before: unknown, after: unknown]>([
    ['myRequest', ({ event }) => event.myRequest.status, 'FAILED', 'SUCCESS'],
    ['frozen', ({ event }) => event.frozen, false, true],
    ['remaining', ({ event }) => event.rewards[0]!.remaining, 500, 400],
    ['points', ({ user }) => user.points, 0, 100],
    ['attendanceStreak', ({ user }) => user.attendanceStreak.current, 0, 1],
  ])('%s', (_field, valueOf, before, after) => {
    expect([valueOf(first), valueOf(second)]).toEqual([before, after]);
  });

  test('stats', async () => {
    const operator = await server.actor('OPERATOR');
    const event = await createEvent(operator, { payout: 'MANUAL' });
    const requests: string[] = [];
    for (let n = 0; n < 2; n++) {
      const user = await server.actor('USER');
      await attend(server.database, user.id, lastDays(server.clock.now(), 3));
      const { data } = await user.send<{ requestReward: { request: { id: string } } }>(
        'mutation ($eventId: ID!) { requestReward(input: { eventId: $eventId }) { request { id } } }',
        { eventId: event.id },
      );
      requests.push(data!.requestReward.request.id);
    }
    const { data } = await operator.send(
      `mutation ($one: ID!, $two: ID!) {
        one: approveRewardRequest(input: { id: $one }) { request { event { stats { pending succeeded } } } }
        two: approveRewardRequest(input: { id: $two }) { request { event { stats { pending succeeded } } } }
      }`,
      { one: requests[0], two: requests[1] },
    );
    expect(data).toEqual({
      one: { request: { event: { stats: { pending: 1, succeeded: 1 } } } },
      two: { request: { event: { stats: { pending: 0, succeeded: 2 } } } },
    });
  });
});
