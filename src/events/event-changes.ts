import { windowDays } from '../domain/event-window';
import type { ServiceCalendar } from '../domain/service-calendar';
import type { Edit } from './event-editor';
import type { UpdateEventInput } from './event.inputs';
import type { Event } from './event.model';

const FIELDS = ['title', 'description', 'startAt', 'endAt', 'active', 'payout'] as const;
type Changes = Partial<Pick<Event, (typeof FIELDS)[number]>>;

/** The changes of an update, or null. An omitted field, or one that has its value already, is no change. */
export function changesOf(event: Event, input: UpdateEventInput, calendar: ServiceCalendar): Edit | null {
  const names = FIELDS.filter((name) => input[name] !== undefined && !same(input[name], event[name]));
  if (names.length === 0) return null;
  const after = pick(input, names) as Changes;
  const next = { ...event, ...after };
  const { first, last } = windowDays(calendar, next);
  return {
    next,
    update: { $set: { ...after, firstDay: first, lastDay: last } },
    before: pick(event, names),
    after,
    frozen: names.filter((name) => isFrozen(name, event, next)).map((name) => ['input', name]),
  };
}

/** A later end takes nothing from anybody; an earlier one does, and an end where there was none is earlier. */
function isFrozen(name: (typeof FIELDS)[number], before: Event, after: Event): boolean {
  if (name === 'endAt') return after.endAt !== null && (before.endAt === null || after.endAt < before.endAt);
  return name === 'startAt' || name === 'payout';
}

function same(one: unknown, other: unknown): boolean {
  return one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;
}

function pick<T extends object>(source: T, names: ReadonlyArray<keyof T>): Partial<T> {
  return Object.fromEntries(names.map((name) => [name, source[name]])) as Partial<T>;
}
