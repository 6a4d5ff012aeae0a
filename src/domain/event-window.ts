import { COUNTED_DAYS_MAX } from './limits';
import type { PayoutMode } from './reward';
import {
  addDays,
  daysBetween,
  HOUR_MS,
  serviceDayOf,
  type ServiceCalendar,
  type ServiceDay,
} from './service-calendar';

/** What decides whether an event takes claims; judged together, by `eventState` alone. */
export interface EventWindow {
  readonly startAt: Date;
  /** Exclusive; null without an end. */
  readonly endAt: Date | null;
  /** Exclusive; requests are judged until then. Null, or missing in events of former releases: until `endAt`. */
  readonly claimUntil?: Date | null;
  readonly active: boolean;
  readonly archivedAt: Date | null;
  /** Whether a series copies it. A template is inactive, so nobody can be paid for it. */
  readonly isTemplate?: boolean;
}

export type EventState = 'UPCOMING' | 'IN_PROGRESS' | 'ENDED' | 'INACTIVE' | 'ARCHIVED';
/** The states of an event, with INACTIVE told apart by `isDraft`. */
export type EventPhase = Exclude<EventState, 'INACTIVE'> | 'DRAFT' | 'PAUSED';
export type ClosedReason = 'EVENT_INACTIVE' | 'EVENT_NOT_STARTED' | 'EVENT_ENDED';

const CLOSED_REASONS: Record<EventState, ClosedReason | null> = {
  ARCHIVED: 'EVENT_INACTIVE',
  INACTIVE: 'EVENT_INACTIVE',
  UPCOMING: 'EVENT_NOT_STARTED',
  ENDED: 'EVENT_ENDED',
  IN_PROGRESS: null,
};

/** Archived wins over paused, both win over the window: startAt <= now < endAt. */
export function eventState(window: EventWindow, now: Date): EventState {
  if (window.archivedAt) return 'ARCHIVED';
  if (!window.active || window.isTemplate) return 'INACTIVE';
  if (now < window.startAt) return 'UPCOMING';
  if (window.endAt && now >= window.endAt) return 'ENDED';
  return 'IN_PROGRESS';
}

/** What tells a draft from a paused event. */
export interface Activation {
  readonly active: boolean;
  /** Set once the event has had a live request. */
  readonly frozenAt: Date | null;
  /** Null: never active. Missing in events of former releases, which may have been active. */
  readonly firstActivatedAt?: Date | null;
}

/** Whether an event is inactive and never was active. An inactive event that is no draft is paused. */
export function isDraft({ active, frozenAt, firstActivatedAt }: Activation): boolean {
  return !active && frozenAt === null && firstActivatedAt === null;
}

/** The change of `firstActivatedAt` that belongs to a change of an event; null when it stays. */
export function activationChange(before: Activation, isActive: boolean): 'SET' | 'UNSET' | null {
  if (before.firstActivatedAt !== null) return null;
  // A server of a former release activated it, at a time that is not known here.
  if (before.active) return 'UNSET';
  return isActive ? 'SET' : null;
}

export function isInProgress(window: EventWindow, now: Date): boolean {
  return eventState(window, now) === 'IN_PROGRESS';
}

/** Why a claim made now is refused; null when it is not. An ended event still takes claims until `claimUntil`. */
export function closedReason(window: EventWindow, now: Date): ClosedReason | null {
  const state = eventState(window, now);
  if (state === 'ENDED' && window.claimUntil != null && now < window.claimUntil) return null;
  return CLOSED_REASONS[state];
}

/** The first instant at which no claim is taken any more; null without an end. */
export function claimEnd({ endAt, claimUntil }: Pick<EventWindow, 'endAt' | 'claimUntil'>): Date | null {
  return claimUntil ?? endAt;
}

/** Whether claims end while activities from before the event's end may still arrive. */
export function closesBeforeLateActivities(
  window: Pick<EventWindow, 'endAt' | 'claimUntil'>,
  latenessHours: number,
): boolean {
  const end = claimEnd(window);
  return (
    end !== null && window.endAt !== null && end.getTime() < window.endAt.getTime() + latenessHours * HOUR_MS
  );
}

/** Whether claims end neither before the event does nor without an end of the event. */
export function isClaimWindow({ endAt, claimUntil }: Pick<EventWindow, 'endAt' | 'claimUntil'>): boolean {
  return claimUntil == null || (endAt !== null && claimUntil >= endAt);
}

/**
 * The whole service days whose check-ins count, both ends included: a check-in at 09:00 counts for an
 * event that starts at noon. An inactive event may end before it starts: then `last` may be before `first`.
 */
export function windowDays(
  calendar: ServiceCalendar,
  { startAt, endAt }: Pick<EventWindow, 'startAt' | 'endAt'>,
): { first: ServiceDay; last: ServiceDay | null } {
  return {
    first: serviceDayOf(calendar, startAt),
    last: endAt && serviceDayOf(calendar, new Date(endAt.getTime() - 1)),
  };
}

/**
 * Those of an event's days whose check-ins count for a claim: the last COUNTED_DAYS_MAX before it or before the
 * event's end. A claim on an event that runs for years so costs no more than one on an event of two years.
 *
 * @param today the service day of the claim
 */
export function countedDays(
  { firstDay, lastDay }: { readonly firstDay: ServiceDay; readonly lastDay: ServiceDay | null },
  today: ServiceDay,
): { first: ServiceDay; last: ServiceDay | null } {
  const latest = lastDay === null || today < lastDay ? today : lastDay;
  const beyond = daysBetween(firstDay, latest) - (COUNTED_DAYS_MAX - 1);
  return { first: beyond > 0 ? addDays(firstDay, beyond) : firstDay, last: lastDay };
}

/** What an event lacks to be active, for EVENT_INCOMPLETE; empty when it may be. */
export function missingForActivation(event: {
  readonly conditions: readonly unknown[];
  readonly rewards: readonly unknown[];
  readonly payout: PayoutMode;
  readonly startAt: Date;
  readonly endAt: Date | null;
}): Array<'rewards' | 'conditions' | 'endAt'> {
  const missing: ReturnType<typeof missingForActivation> = [];
  if (event.rewards.length === 0) missing.push('rewards');
  // Without conditions an operator's judgement is the only gate left.
  if (event.conditions.length === 0 && event.payout !== 'MANUAL') missing.push('conditions');
  if (event.endAt && event.endAt <= event.startAt) missing.push('endAt');
  return missing;
}

/** The instants that a list of events can be ordered by. */
export type EventOrder = 'START_AT' | 'END_AT';
