import { activationChange, claimEnd, windowDays } from '../domain/event-window';
import type { ServiceCalendar } from '../domain/service-calendar';
import type { Edit } from './event-editor';
import { requireClaimWindow } from './claim-window';
import type { UpdateEventInput } from './event.inputs';
import type { Event } from './event.model';

const FIELDS = ['title', 'description', 'startAt', 'endAt', 'claimUntil', 'active', 'payout'] as const;
type Changes = Partial<Pick<Event, (typeof FIELDS)[number]>>;

/** The changes of an update, or null. An omitted field, or one that has its value already, is no change. */
export function changesOf(
  event: Event,
  input: UpdateEventInput,
  calendar: ServiceCalendar,
  now: Date,
): Edit | null {
  const names = FIELDS.filter((name) => input[name] !== undefined && !same(input[name], event[name] ?? null));
  if (names.length === 0) return null;
  const after = pick(input, names) as Changes;
  const next = { ...event, ...after };
  requireClaimWindow(next, `input.${input.claimUntil === undefined ? 'endAt' : 'claimUntil'}`);
  const { first, last } = windowDays(calendar, next);
  const activation = activationChange(event, next.active);
  return {
    next,
    update: {
      $set: {
        ...after,
        firstDay: first,
        lastDay: last,
        ...(activation === 'SET' && { firstActivatedAt: now }),
      },
      ...(activation === 'UNSET' && { $unset: { firstActivatedAt: true } }),
    },
    before: pick(event, names),
    after,
    frozen: names.filter((name) => isFrozen(name, event, next)).map((name) => ['input', name]),
  };
}

function isFrozen(name: (typeof FIELDS)[number], before: Event, after: Event): boolean {
  if (name === 'endAt') return isEarlier(after.endAt, before.endAt);
  if (name === 'claimUntil') return isEarlier(claimEnd(after), claimEnd(before));
  return name === 'startAt' || name === 'payout';
}

/** A later end takes nothing from anybody; an earlier one does, and an end where there was none is earlier. */
function isEarlier(end: Date | null, than: Date | null): boolean {
  return end !== null && (than === null || end < than);
}

function same(one: unknown, other: unknown): boolean {
  return one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;
}

function pick<T extends object>(source: T, names: ReadonlyArray<keyof T>): Partial<T> {
  return Object.fromEntries(names.map((name) => [name, source[name] ?? null])) as Partial<T>;
}
