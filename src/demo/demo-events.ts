import { addDays, serviceDayOf, startOfServiceDay, type ServiceCalendar } from '../domain/service-calendar';
import type { CreateEventInput } from '../events/event.inputs';

export type DemoEvent = Omit<CreateEventInput, 'idempotencyKey'> & { readonly idempotencyKey: string };

/** One event of each kind that a newcomer wants to see, around the day of the first start. */
export function demoEvents(calendar: ServiceCalendar, now: Date): DemoEvent[] {
  const today = serviceDayOf(calendar, now);
  const inDays = (days: number) => startOfServiceDay(calendar, addDays(today, days));
  const point = (name: string, quantity: number) => ({ type: 'POINT' as const, name, quantity });
  const threeDays = [{ kind: 'CONSECUTIVE_ATTENDANCE' as const, target: 3 }];
  return [
    {
      idempotencyKey: 'demo-three-days',
      title: 'Three days in a row',
      description: 'Check in on three consecutive days and get the reward.',
      startAt: inDays(-7),
      endAt: inDays(365),
      active: true,
      payout: 'AUTO',
      conditions: threeDays,
      rewards: [
        point('Welcome points', 100),
        { type: 'COUPON', name: 'Coffee coupon', quantity: 1, externalId: 'COFFEE-1' },
      ],
    },
    {
      idempotencyKey: 'demo-manual',
      title: 'Story of the month',
      description: 'An operator reads every request and decides.',
      startAt: inDays(-7),
      endAt: inDays(365),
      active: true,
      payout: 'MANUAL',
      conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
      rewards: [{ type: 'ITEM', name: 'Hooded jacket', quantity: 1, externalId: 'JACKET-M', stock: 20 }],
    },
    {
      idempotencyKey: 'demo-limited',
      title: 'First come, first served',
      description: 'Two check-ins, and only as long as stock lasts.',
      startAt: inDays(-7),
      endAt: inDays(365),
      active: true,
      payout: 'AUTO',
      conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 2 }],
      rewards: [
        { type: 'ITEM', name: 'Mug', quantity: 1, externalId: 'MUG', stock: 10 },
        { type: 'COUPON', name: 'Concert ticket', quantity: 1, externalId: 'TICKET', stock: 3 },
      ],
    },
    {
      idempotencyKey: 'demo-upcoming',
      title: 'Next week',
      description: 'Opens in seven days.',
      startAt: inDays(7),
      endAt: inDays(365),
      active: true,
      payout: 'AUTO',
      conditions: threeDays,
      rewards: [point('Early bird points', 50)],
    },
    {
      idempotencyKey: 'demo-ended',
      title: 'Last month',
      description: 'Closed ten days before the first start.',
      startAt: inDays(-40),
      endAt: inDays(-10),
      active: true,
      payout: 'AUTO',
      conditions: threeDays,
      rewards: [point('Points of last month', 50)],
    },
    // Older than the others, so that they stay first in lists.
    {
      idempotencyKey: 'demo-first-check-in',
      title: 'Your first check-in',
      description: 'Check in once, and claim at once.',
      startAt: inDays(-8),
      endAt: inDays(365),
      active: true,
      payout: 'AUTO',
      conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
      rewards: [point('Starter points', 10)],
    },
    {
      idempotencyKey: 'demo-sold-out',
      title: 'Yesterday’s concert',
      description: 'One check-in would have been enough, but every ticket is gone.',
      startAt: inDays(-8),
      endAt: inDays(365),
      active: true,
      payout: 'AUTO',
      conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
      rewards: [{ type: 'COUPON', name: 'Front row ticket', quantity: 1, externalId: 'FRONT-ROW', stock: 0 }],
    },
  ];
}

/** Pays a code of its own to everybody; its codes are imported by the server that shows the storefront. */
export function codesEvent(calendar: ServiceCalendar, now: Date): DemoEvent {
  const today = serviceDayOf(calendar, now);
  const inDays = (days: number) => startOfServiceDay(calendar, addDays(today, days));
  return {
    idempotencyKey: 'demo-codes',
    title: 'Ice cream for everybody',
    description: 'Check in once and get a code of your own.',
    startAt: inDays(-8),
    endAt: inDays(365),
    active: true,
    payout: 'AUTO',
    conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
    rewards: [{ type: 'COUPON', name: 'Ice cream', quantity: 1, externalId: 'ICE-CREAM', codePool: true }],
  };
}

/** Needs what another system reports; only a server that shows how such a system connects has it. */
export function purchasesEvent(calendar: ServiceCalendar, now: Date): DemoEvent {
  const today = serviceDayOf(calendar, now);
  const inDays = (days: number) => startOfServiceDay(calendar, addDays(today, days));
  return {
    idempotencyKey: 'demo-purchases',
    title: '3 purchases and 3 days in a row',
    description: 'Buy three times in the shop, and check in on three consecutive days.',
    startAt: inDays(-7),
    endAt: inDays(365),
    active: true,
    payout: 'AUTO',
    conditions: [
      { kind: 'ACTIVITY_COUNT', activityKind: 'purchase', target: 3 },
      { kind: 'CONSECUTIVE_ATTENDANCE', target: 3 },
    ],
    rewards: [{ type: 'ITEM', name: 'Golden sword', quantity: 1, externalId: 'SWORD-GOLD' }],
  };
}
