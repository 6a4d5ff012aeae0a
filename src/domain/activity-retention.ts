import { claimEnd } from './event-window';

/** Of an event, what decides which activities it needs. */
export interface CountingEvent {
  readonly startAt: Date;
  readonly endAt: Date | null;
  readonly claimUntil?: Date | null;
  readonly conditions: ReadonlyArray<{ readonly activityKind?: string | null }>;
}

/** The kinds of activity that an event counts. */
export function countedKinds({ conditions }: Pick<CountingEvent, 'conditions'>): ReadonlySet<string> {
  return new Set(conditions.flatMap(({ activityKind }) => activityKind ?? []));
}

/** Whether an event may take claims at an instant or later, so that what it counts has to be kept. */
export function takesClaimsAfter(event: CountingEvent, instant: Date): boolean {
  const end = claimEnd(event);
  return end === null || end > instant;
}

/**
 * The instant before which activities of a kind may be deleted: no event that may still take claims counts earlier ones.
 *
 * @param before activities since then are kept in any case, and all events that took no claims since then are over
 * @param open the events that may take claims after `before`
 */
export function deletableBefore(kind: string, before: Date, open: readonly CountingEvent[]): Date {
  const starts = open.filter((event) => countedKinds(event).has(kind)).map(({ startAt }) => startAt);
  return starts.reduce((earliest, startAt) => (startAt < earliest ? startAt : earliest), before);
}

/**
 * Whether all activities that an event counts are there although those of former events were deleted. An edit keeps
 * this true for as long as the event has kept its claims open, its start and its kinds.
 *
 * @param deletedBefore see `deletableBefore`; null when none were deleted
 * @param stored the event before the edit; null for a new one
 */
export function countsKeptActivities(
  event: CountingEvent,
  stored: CountingEvent | null,
  deletedBefore: Date | null,
): boolean {
  const kinds = countedKinds(event);
  if (deletedBefore === null || kinds.size === 0 || event.startAt >= deletedBefore) return true;
  if (!takesClaimsAfter(event, deletedBefore)) return true;
  if (stored === null || !takesClaimsAfter(stored, deletedBefore)) return false;
  const storedKinds = countedKinds(stored);
  return event.startAt >= stored.startAt && [...kinds].every((kind) => storedKinds.has(kind));
}
