import { randomUUID } from 'node:crypto';
import { CheckAttendanceDocument, RegisterDocument, RequestRewardDocument } from '../generated/documents';
import { Client } from './client';
import { DEMO_PASSWORD } from '../../src/demo/demo-accounts';
import { createEvent, type CreatedEvent } from './events';

export interface Claimant {
  readonly id: string;
  readonly username: string;
  readonly client: Client;
}

/** A new user who has checked in today, in whatever app the service has for its users. */
export async function claimant(url: string): Promise<Claimant> {
  const client = new Client(() => url);
  const username = `user-${randomUUID().slice(0, 8)}`;
  const { register } = await client.run(RegisterDocument, { input: { username, password: DEMO_PASSWORD } });
  client.accessToken = register!.tokens!.accessToken;
  await client.run(CheckAttendanceDocument);
  return { id: register!.user!.id, username, client };
}

/** The id of the request that the user's claim became. */
export async function claim({ client }: Claimant, eventId: string): Promise<string> {
  const { requestReward } = await client.run(RequestRewardDocument, { input: { eventId } });
  return requestReward!.request!.id;
}

/** An active event of one day's attendance, whose requests wait for an operator. */
export function createDecidedEvent(operator: Client, title: string, stock = 20): Promise<CreatedEvent> {
  return createEvent(operator, {
    title,
    payout: 'MANUAL',
    conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
    rewards: [{ type: 'ITEM', name: 'Hooded jacket', quantity: 1, stock }],
  });
}
