/** Which events an event's EVENT_REWARDED conditions require, by id. */
export type RequiredEvents = ReadonlyMap<string, readonly string[]>;

/**
 * The events whose requirements lead back to an event on the way (A requires B, B requires A), directly or by
 * any number of others: nobody can ever be rewarded for them.
 *
 * Events that require nothing are taken away, then those that required only such ones, and so on: what is left
 * leads into a cycle.
 */
export function eventsInCycles(required: RequiredEvents): ReadonlySet<string> {
  const open = new Map<string, number>();
  const requiredBy = new Map<string, string[]>();
  for (const [id, others] of required) {
    const known = [...new Set(others)].filter((other) => required.has(other));
    open.set(id, known.length);
    for (const other of known) {
      const dependents = requiredBy.get(other);
      if (dependents) dependents.push(id);
      else requiredBy.set(other, [id]);
    }
  }
  const free = [...open].flatMap(([id, count]) => (count === 0 ? [id] : []));
  for (const id of free) {
    open.delete(id);
    for (const dependent of requiredBy.get(id) ?? []) {
      const left = open.get(dependent)! - 1;
      open.set(dependent, left);
      // The list grows while it is walked: this one's turn comes.
      if (left === 0) free.push(dependent);
    }
  }
  return new Set(open.keys());
}
