import {
  CreateEventDocument,
  ServerInfoDocument,
  type CreateEventInput,
  type CreateEventMutation,
} from '../generated/documents';
import type { Client } from './client';

export type CreatedEvent = NonNullable<NonNullable<CreateEventMutation['createEvent']>['event']>;

const DAY_MS = 86_400_000;

/**
 * An active event that began a week before the server's clock and ends a month after it: three consecutive
 * days of attendance give 100 points and a coupon, both unlimited.
 */
export async function createEvent(
  operator: Client,
  overrides: Partial<CreateEventInput> = {},
): Promise<CreatedEvent> {
  const { serverInfo } = await operator.run(ServerInfoDocument);
  const now = new Date(serverInfo.now).getTime();
  const { createEvent: payload } = await operator.run(CreateEventDocument, {
    input: {
      title: 'Three days in a row',
      startAt: new Date(now - 7 * DAY_MS).toISOString(),
      endAt: new Date(now + 30 * DAY_MS).toISOString(),
      active: true,
      conditions: [{ kind: 'CONSECUTIVE_ATTENDANCE', target: 3 }],
      rewards: [
        { type: 'POINT', name: 'Points', quantity: 100 },
        { type: 'COUPON', name: 'Coupon', externalId: 'coupon-3-days' },
      ],
      ...overrides,
    },
  });
  if (!payload?.event) throw new Error('the event was not created');
  return payload.event;
}
