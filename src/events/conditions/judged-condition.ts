import type { Condition } from '../../domain/conditions';
import type { StoredCondition } from '../event.model';

/** A stored condition as the rules take it: ids are texts there. */
export function judgedCondition(stored: StoredCondition): Condition {
  const { id, kind, target, requiredEventId, activityKind = null, audienceId } = stored;
  // A kind that only newer servers know may lack a field.
  return {
    id: String(id),
    kind,
    target,
    requiredEventId: requiredEventId?.toString() ?? null,
    activityKind,
    audienceId: audienceId?.toString() ?? null,
  };
}
