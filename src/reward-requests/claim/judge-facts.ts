import type { ConditionFacts } from '../../domain/conditions';
import { judgeRequest, type Judgement } from '../../domain/request-decision';
import { daysBetween, serviceDayOf, type ServiceCalendar } from '../../domain/service-calendar';
import type { ClaimFacts } from './facts';
import type { EventFacts, UserFacts } from './facts-queries';

/** Judges the facts of a known user and event at an instant. */
export function judgeFacts(
  { event, user, live, attendedDays, rewardedEventIds }: ClaimFacts & { event: EventFacts; user: UserFacts },
  calendar: ServiceCalendar,
  now: Date,
): Judgement {
  const conditionFacts: ConditionFacts = {
    attendedDays,
    accountAgeDays: daysBetween(serviceDayOf(calendar, user.createdAt), serviceDayOf(calendar, now)),
    rewardedEventIds,
  };
  const conditions = event.conditions.map(({ id, kind, target, requiredEventId }) => ({
    id: id.toHexString(),
    kind,
    target,
    requiredEventId: requiredEventId?.toHexString() ?? null,
  }));
  return judgeRequest({ ...event, conditions }, live?.status ?? null, conditionFacts, now);
}
