import { Types } from 'mongoose';
import type { Database } from '../../database/connection';
import { eventsInCycles } from '../../domain/required-events';
import type { Event, StoredCondition } from '../event.model';

/** With more events than these on the way the walk ends, and the event counts as circular. */
const EVENTS_MAX = 1_000;

/** Of an event that its conditions require, by id. */
export function requiredEventIds({ conditions }: { conditions: readonly StoredCondition[] }): string[] {
  return conditions.flatMap(({ requiredEventId }) => (requiredEventId ? [String(requiredEventId)] : []));
}

/**
 * The places of the conditions that nobody can ever meet: their required event pays only after the event itself,
 * or requires events that wait for each other. Paused and archived events on the way count like others: what they
 * require does not change by that.
 *
 * Two servers that close a cycle from both its sides at the same moment don't see each other, for each changes
 * its own event. The rule `noCircularRequirements` of the invariants finds what they leave.
 *
 * @returns empty for an event that takes no claims: it may be in a cycle until it is activated
 */
export async function circularConditions({ events }: Database, event: Event): Promise<number[]> {
  if (!event.active || event.archivedAt !== null) return [];
  const required = new Map<string, string[]>();
  let next = new Map([[String(event._id), requiredEventIds(event)]]);
  while (next.size > 0) {
    for (const [id, others] of next) required.set(id, others);
    const unread = new Set([...next.values()].flat().filter((id) => !required.has(id)));
    if (required.size + unread.size > EVENTS_MAX) return placesOf(event, () => true);
    next = new Map([...unread].map((id) => [id, []]));
    if (unread.size === 0) break;
    const ids = [...unread].map((id) => new Types.ObjectId(id));
    const projection = { 'conditions.requiredEventId': 1 } as const;
    for (const row of await events.find({ _id: { $in: ids } }, { projection }).toArray()) {
      next.set(String(row._id), requiredEventIds(row));
    }
  }
  const inCycles = eventsInCycles(required);
  return placesOf(event, (id) => inCycles.has(id));
}

function placesOf({ conditions }: Event, isCircular: (requiredEventId: string) => boolean): number[] {
  return conditions.flatMap(({ requiredEventId }, place) =>
    requiredEventId && isCircular(String(requiredEventId)) ? [place] : [],
  );
}
