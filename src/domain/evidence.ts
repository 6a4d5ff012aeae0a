import { conditionProgress, type Condition, type ConditionFacts, type ConditionProgress } from './conditions';
import { daysBetween } from './service-calendar';

type Stored = Pick<ConditionProgress, 'conditionId' | 'kind' | 'target' | 'current' | 'met'> & {
  readonly days: readonly string[];
};

/**
 * Whether the evidence of a request that met every condition can be what the rules saw: one entry per condition,
 * all of them met, and none with more than the facts give. Less is possible, for check-ins may have been imported
 * since.
 *
 * @param facts what there was at the instant of the request
 */
export function evidenceFits(
  evidence: readonly Stored[],
  conditions: readonly Condition[],
  facts: ConditionFacts,
): boolean {
  if (evidence.length !== conditions.length) return false;
  const attended = new Set(facts.attendedDays);
  return conditions.every((condition) => {
    const stored = evidence.find(({ conditionId }) => conditionId === condition.id);
    if (stored?.kind !== condition.kind || stored.target !== condition.target || !stored.met) return false;
    const most = conditionProgress(condition, facts);
    return (
      stored.current >= stored.target &&
      stored.current <= most.current &&
      stored.days.length === most.days.length &&
      stored.days.every((day, place) => attended.has(day) && follows(condition, stored.days[place - 1], day))
    );
  });
}

function follows({ kind }: Condition, previous: string | undefined, day: string): boolean {
  if (previous === undefined) return true;
  return kind === 'CONSECUTIVE_ATTENDANCE' ? daysBetween(previous, day) === 1 : previous < day;
}
