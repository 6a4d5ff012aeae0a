import type { DayRange } from '../../attendance/days-in-ranges';
import { countedDays } from '../../domain/event-window';
import type { ServiceDay } from '../../domain/service-calendar';
import type { EventFacts, FactsQuery, UserFacts } from './facts-queries';

interface JudgedByDays {
  readonly query: FactsQuery;
  readonly event: EventFacts;
  readonly user: UserFacts | null;
}

/**
 * The days that a claim is judged by. No check-in is of a later day than its claim, so events that go on share a range
 * although they end on different days.
 */
export function rangeOf({ query: { userId, today }, event, user }: JudgedByDays): DayRange {
  const { first, last } = countedDays(event, today);
  return { userId, first, last: last !== null && last < today ? last : null, summary: user?.streak };
}

/** Those of a user's days that count for a claim of `today`. */
export function within(
  event: EventFacts | null,
  today: ServiceDay,
  days: readonly ServiceDay[],
): readonly ServiceDay[] {
  if (event === null) return [];
  const { first, last } = countedDays(event, today);
  return days.filter((day) => day >= first && (last === null || day <= last));
}
