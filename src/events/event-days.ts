import type { Database } from '../database/connection';
import { windowDays } from '../domain/event-window';
import type { ServiceCalendar } from '../domain/service-calendar';

/**
 * Stores the first and last days of all events as the calendar has them now; their windows stay.
 *
 * @returns how many had others
 */
export async function moveEventDays({ events }: Database, calendar: ServiceCalendar): Promise<number> {
  let moved = 0;
  const projection = { startAt: 1, endAt: 1, firstDay: 1, lastDay: 1 } as const;
  for await (const { _id, startAt, endAt, firstDay, lastDay } of events.find({}, { projection })) {
    const { first, last } = windowDays(calendar, { startAt, endAt });
    if (first === firstDay && last === lastDay) continue;
    // An edit meanwhile has computed its own.
    const { modifiedCount } = await events.updateOne(
      { _id, startAt, endAt },
      { $set: { firstDay: first, lastDay: last } },
    );
    moved += modifiedCount;
  }
  return moved;
}
