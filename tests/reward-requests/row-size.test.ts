import { mongo, Types } from 'mongoose';
import { addDays } from '../../src/domain/service-calendar';
import {
  ATTENDANCE_TARGET_MAX,
  CONDITIONS_MAX,
  EXTERNAL_ID_MAX_CHARACTERS,
  IDEMPOTENCY_KEY_MAX_CHARACTERS,
  NAME_MAX_CHARACTERS,
  NOTE_MAX_CHARACTERS,
  REWARDS_MAX,
} from '../../src/domain/limits';
import {
  ApproveRewardRequestDocument,
  RequestRewardDocument,
  RewardRequestDocument,
} from '../generated/documents';
import type { Actor } from '../support/actors';
import { attend, lastDays } from '../support/attendance';
import { createEvent } from '../support/events';
import { startTestServer, type TestServer } from '../support/server';

/** Every second day of two years: no two of them can be stored as a range. */
const WINDOW_DAYS = 2 * ATTENDANCE_TARGET_MAX;

let server: TestServer;
let operator: Actor;
let user: Actor;
beforeAll(async () => {
  server = await startTestServer();
  [operator, user] = await Promise.all([server.actor('OPERATOR'), server.actor('USER')]);
});
afterAll(() => server.close());

/** Asks for as many different lists of days as an event can, the longest of them too. */
const conditions = Array.from({ length: CONDITIONS_MAX }, (_, place) =>
  place % 4 === 3
    ? { kind: 'CONSECUTIVE_ATTENDANCE' as const, target: 1 }
    : { kind: 'TOTAL_ATTENDANCE' as const, target: ATTENDANCE_TARGET_MAX - place },
);
const rewards = Array.from({ length: REWARDS_MAX }, (_, place) => ({
  ...{ type: 'COUPON' as const, name: String(place).padEnd(NAME_MAX_CHARACTERS, 'n') },
  ...{ quantity: 1, stock: 1_000, externalId: 'x'.repeat(EXTERNAL_ID_MAX_CHARACTERS) },
}));

const everySecondDay = (count: number) => {
  const days = lastDays(server.clock.now(), WINDOW_DAYS);
  return days.filter((_, place) => place % 2 === 1).slice(0, count);
};

const startAt = () => new Date(addDays(lastDays(server.clock.now(), WINDOW_DAYS)[0]!, -1)).toISOString();

const sizeOf = async (id: string) =>
  mongo.BSON.calculateObjectSize(
    (await server.database.requests.findOne({ _id: new Types.ObjectId(id) })) as mongo.Document,
  );

test('the largest row stays below 32 KB, and its evidence names every day that counted', async () => {
  const days = everySecondDay(ATTENDANCE_TARGET_MAX);
  await attend(server.database, user.id, days);
  const event = await createEvent(operator, {
    ...{ payout: 'MANUAL', startAt: startAt(), endAt: null, conditions, rewards },
  });
  const { requestReward } = await user.run(RequestRewardDocument, {
    input: { eventId: event.id, idempotencyKey: 'k'.repeat(IDEMPOTENCY_KEY_MAX_CHARACTERS) },
  });
  const id = requestReward!.request!.id;
  await operator.run(ApproveRewardRequestDocument, {
    input: { id, note: 'n'.repeat(NOTE_MAX_CHARACTERS) },
  });

  expect(await sizeOf(id)).toBeLessThan(32 * 1024);
  const { rewardRequest } = await user.run(RewardRequestDocument, { id });
  expect(rewardRequest?.evidence.map(({ days }) => days)).toEqual(
    conditions.map(({ kind, target }) => (kind === 'TOTAL_ATTENDANCE' ? days.slice(0, target) : [days[0]])),
  );
});

test('the largest row that a user can repeat, one that the rules refuse, stays below 16 KB', async () => {
  const late = await server.actor('USER');
  await attend(server.database, late.id, everySecondDay(ATTENDANCE_TARGET_MAX - 1));
  const event = await createEvent(operator, { startAt: startAt(), endAt: null, conditions, rewards });
  const { request } = await late.refused(
    RequestRewardDocument,
    // Four bytes a character.
    { input: { eventId: event.id, idempotencyKey: '😀'.repeat(IDEMPOTENCY_KEY_MAX_CHARACTERS) } },
    'CONDITIONS_NOT_MET',
  );
  expect(await sizeOf(request.id)).toBeLessThan(16 * 1024);
});
