import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import type { App } from '../../src/app';
import { PayoutDocument, StartPayoutDocument, type PayoutDetailsFragment } from '../generated/documents';
import type { Client } from './client';
import { until } from './until';

export async function startPayout(
  operator: Client,
  eventId: string,
  audienceId: string,
  idempotencyKey: string = randomUUID(),
): Promise<PayoutDetailsFragment> {
  const input = { eventId, audienceId, reason: 'The outage of May', idempotencyKey };
  const { startPayout: started } = await operator.run(StartPayoutDocument, { input });
  return started!.payout!;
}

/** The payout as soon as it no longer runs. */
export function payoutSettled(operator: Client, id: string): Promise<PayoutDetailsFragment> {
  return until(async () => {
    const { payout } = await operator.run(PayoutDocument, { id });
    return payout!.state !== 'RUNNING' && payout!;
  });
}

/** Fails unless each of these members has exactly one live row of the event. */
export async function expectEachPaidOnce(
  { database }: Pick<App, 'database'>,
  eventId: string,
  memberIds: readonly string[],
): Promise<void> {
  const rows = await database.requests
    .find({ eventId: new Types.ObjectId(eventId), status: { $in: [0, 1] } })
    .toArray();
  expect(rows.map(({ userId }) => userId.toHexString()).sort()).toEqual([...memberIds].sort());
  expect(await database.requests.countDocuments({ eventId: new Types.ObjectId(eventId), status: 2 })).toBe(0);
}
