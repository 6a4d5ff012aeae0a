import { Types } from 'mongoose';
import {
  EligibilityDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const PER_DAY = 20;

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer({ env: { ACCESS_TOKEN_TTL_SECONDS: '86400' } });
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

const claim = (eventId: string, idempotencyKey?: string) => ({ input: { eventId, idempotencyKey } });
const countOf = (user: Actor, eventId: string) =>
  server.database.requests.countDocuments({
    userId: new Types.ObjectId(user.id),
    eventId: new Types.ObjectId(eventId),
  });

interface Refused {
  readonly request: { readonly id: string; readonly attempt: number; readonly requestedAt: string };
}

const refuse = async (user: Actor, eventId: string): Promise<Refused['request']> => {
  const refused: unknown = await user.refused(RequestRewardDocument, claim(eventId), 'CONDITIONS_NOT_MET');
  return (refused as Refused).request;
};

/** Claims until the day has enough failed requests; the last of them. */
async function fillDay(user: Actor, eventId: string): Promise<Refused['request']> {
  for (let attempt = 1; ; attempt += 1) {
    server.clock.advance({ seconds: 1 });
    const request = await refuse(user, eventId);
    expect(request.attempt).toBe(attempt);
    if (attempt === PER_DAY) return request;
  }
}

// Claim invariants: C19.
test('after 20 failed requests of a day the latest of them answers, unchanged, and no row is added', async () => {
  const event = await createEvent(operator);
  const user = await server.actor('USER');
  const latest = await fillDay(user, event.id);
  for (const key of [undefined, 'a key', 'a key']) {
    server.clock.advance({ seconds: 1 });
    const refused = await user.refused(RequestRewardDocument, claim(event.id, key), 'CONDITIONS_NOT_MET');
    expect(refused.request).toEqual(latest);
  }
  expect(await countOf(user, event.id)).toBe(PER_DAY);

  // The key of a request that left no row is free, and whoever qualifies is paid.
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  const { requestReward } = await user.run(RequestRewardDocument, claim(event.id, 'a key'));
  expect(requestReward!.request).toMatchObject({ status: 'SUCCESS', attempt: PER_DAY + 1 });
});

test('another event, another user and the next service day have rows of their own', async () => {
  const [event, other] = [await createEvent(operator), await createEvent(operator)];
  const [user, neighbour] = [await server.actor('USER'), await server.actor('USER')];
  await fillDay(user, event.id);
  for (const [who, id] of [
    [user, other.id],
    [neighbour, event.id],
  ] as const) {
    await who.refused(RequestRewardDocument, claim(id), 'CONDITIONS_NOT_MET');
    expect(await countOf(who, id)).toBe(1);
  }
  server.clock.advance({ hours: 13 });
  const tomorrow = await user.refused(RequestRewardDocument, claim(event.id), 'CONDITIONS_NOT_MET');
  expect(tomorrow.request).toMatchObject({ attempt: PER_DAY + 1 });
  expect(await countOf(user, event.id)).toBe(PER_DAY + 1);
});

// Claim invariants: C19.
test('100 claims at once that fail leave 20 rows', async () => {
  const event = await createEvent(operator);
  const user = await server.actor('USER');
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => user.ask(RequestRewardDocument, claim(event.id))),
  );
  const codes = answers.map(({ data }) => data!.requestReward!.userErrors.map(({ code }) => code).join());
  expect(new Set(codes)).toEqual(new Set(['CONDITIONS_NOT_MET']));
  expect(answers.every(({ data }) => data!.requestReward!.request!.status === 'FAILED')).toBe(true);
  expect(await countOf(user, event.id)).toBe(PER_DAY);
});

// Claim invariants: C19.
test('requests that find no stock are bounded alike, with the code of now', async () => {
  const rewards = [{ type: 'COUPON' as const, name: 'Coupon', stock: 1 }];
  const event = await createEvent(operator, { rewards });
  const qualified = async () => {
    const user = await server.actor('USER');
    await attend(server.database, user.id, lastDays(server.clock.now(), 3));
    return user;
  };
  await (await qualified()).run(RequestRewardDocument, claim(event.id));
  const late = await qualified();
  for (let count = 0; count < PER_DAY + 3; count += 1) {
    await late.refused(RequestRewardDocument, claim(event.id), 'OUT_OF_STOCK');
  }
  expect(await countOf(late, event.id)).toBe(PER_DAY);
  const { eligibility } = await late.run(EligibilityDocument, { eventId: event.id });
  expect(eligibility!.blockedBy).toEqual(['OUT_OF_STOCK']);
});

test('rejections by operators are no part of the 20', async () => {
  const event = await createEvent(operator, { payout: 'MANUAL' });
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  for (let count = 1; count <= PER_DAY + 2; count += 1) {
    server.clock.advance({ seconds: 1 });
    const { requestReward } = await user.run(RequestRewardDocument, claim(event.id));
    expect(requestReward!.request).toMatchObject({ status: 'PENDING', attempt: count });
    const input = { id: requestReward!.request!.id, reason: 'Not this one' };
    await operator.run(RejectRewardRequestDocument, { input });
  }
});
