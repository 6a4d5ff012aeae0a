import {
  CONDITIONS,
  conditionProgress,
  type Condition,
  type ConditionFacts,
  type ConditionProgress,
} from './conditions';
import { isNextDay, type ExcusedDays } from './attendance-streak';
import { addDays, daysBetween, type ServiceDay } from './service-calendar';

/** One condition's progress as a request stores it. */
export interface StoredProgress extends Omit<ConditionProgress, 'days' | 'excusedDays'> {
  /**
   * With `dayCount`: the days that count are so many of the request's days that are not excused, from this one on.
   * Absent: none.
   */
  readonly firstDay?: ServiceDay;
  readonly dayCount?: number;
  /** The excused days inside the run, as intervals. Absent: none. */
  readonly excused?: string;
  /** Requests of release 0.1: the days that count. */
  readonly days?: readonly ServiceDay[];
}

/** Many conditions count the same days, so a request stores each day once. */
export interface StoredEvidence {
  readonly evidence: readonly StoredProgress[];
  /**
   * All days that any of the conditions counts, ascending, separated by blanks; consecutive ones as an interval
   * of ISO 8601, such as `2026-05-28 2026-05-30/2026-06-01`. Absent: none.
   */
  readonly evidenceDays?: string;
}

export function encodeEvidence(progress: readonly ConditionProgress[]): {
  evidence: Array<Omit<StoredProgress, 'days'>>;
  evidenceDays?: string;
} {
  const days = [...new Set(progress.flatMap((entry) => entry.days))].sort();
  return {
    evidence: progress.map(({ days: counted, excusedDays = [], ...entry }) => ({
      ...entry,
      ...(counted[0] !== undefined && { firstDay: counted[0], dayCount: counted.length }),
      ...(excusedDays.length > 0 && { excused: intervalsOf(excusedDays) }),
    })),
    ...(days.length > 0 && { evidenceDays: intervalsOf(days) }),
  };
}

/** @throws RangeError for stored text that names no days */
export function decodeEvidence({ evidence, evidenceDays }: StoredEvidence): ConditionProgress[] {
  const all = daysOf(evidenceDays ?? '');
  return evidence.map(({ firstDay, dayCount = 0, days, excused, ...entry }) => {
    if (days !== undefined) return { ...entry, days: [...days] };
    const excusedDays = daysOf(excused ?? '');
    // Another condition may count a day that is excused for this one.
    const counted = excusedDays.length === 0 ? all : all.filter((day) => !excusedDays.includes(day));
    const from = firstDay === undefined ? counted.length : counted.indexOf(firstDay);
    return {
      ...entry,
      days: from < 0 ? [] : counted.slice(from, from + dayCount),
      ...(excusedDays.length > 0 && { excusedDays }),
    };
  });
}

/**
 * Whether the evidence of a request that met every condition can be what the rules saw: one entry per condition,
 * all of them met, none with more than the facts give, and no day that no entry counts. Less is possible, for
 * check-ins may have been imported since.
 *
 * @param facts what there was at the instant of the request. Of days whose excusal began or ended about then, those
 *   that the user did not attend count as excused, so that a run is as long as it can have been; `mayBeExcused` has all
 *   of them.
 */
export function evidenceFits(
  stored: StoredEvidence,
  conditions: readonly Condition[],
  facts: ConditionFacts & { readonly mayBeExcused: ExcusedDays },
): boolean {
  const evidence = decodeEvidence(stored);
  if (evidence.length !== conditions.length || !isStoredOnce(stored, evidence)) return false;
  const attended = new Set(facts.attendedDays);
  return conditions.every((condition) => {
    const entry = evidence.find(({ conditionId }) => conditionId === condition.id);
    if (entry?.kind !== condition.kind || entry.target !== condition.target || !entry.met) return false;
    const most = conditionProgress(condition, facts);
    return (
      entry.current >= entry.target &&
      entry.current <= most.current &&
      (entry.activityKind ?? null) === (condition.activityKind ?? null) &&
      isSpanWithin(entry, most) &&
      entry.days.length === most.days.length &&
      entry.days.every((day) => attended.has(day)) &&
      (CONDITIONS[condition.kind].daysInARow ? isRun(entry, facts) : isList(entry))
    );
  });
}

/** Whether the activities that counted lie between the first and the last one that there were. */
function isSpanWithin(entry: ConditionProgress, most: ConditionProgress): boolean {
  const { firstActivityAt: first, lastActivityAt: last } = entry;
  if (most.firstActivityAt === undefined || most.lastActivityAt === undefined) return first == null;
  if (first == null || last == null) return false;
  return most.firstActivityAt <= first && first <= last && last <= most.lastActivityAt;
}

/** In one form or the other, never in both, and with nothing beside it. */
function isStoredOnce(stored: StoredEvidence, evidence: readonly ConditionProgress[]): boolean {
  const inEntries = stored.evidence.some(({ days }) => days !== undefined);
  const expected = encodeEvidence(evidence);
  return (
    stored.evidenceDays === (inEntries ? undefined : expected.evidenceDays) &&
    stored.evidence.every(
      ({ dayCount = 0, excused }, place) =>
        dayCount === (inEntries ? 0 : evidence[place]!.days.length) &&
        excused === expected.evidence[place]!.excused,
    )
  );
}

/** Distinct days, in their order. */
function isList({ days, excusedDays = [] }: ConditionProgress): boolean {
  return excusedDays.length === 0 && days.every((day, place) => place === 0 || days[place - 1]! < day);
}

/** One run without excused days among those that count; the excused days that it lists are all that it passes over. */
function isRun(
  { days, excusedDays = [] }: ConditionProgress,
  facts: { readonly excusedDays: ExcusedDays; readonly mayBeExcused: ExcusedDays },
): boolean {
  const passedOver = new Set(excusedDays);
  const isWhole = days.every((day, place) => place === 0 || isNextDay(days[place - 1]!, day, passedOver));
  const [first = '', last = first] = [days[0], days.at(-1)];
  return (
    isWhole &&
    !days.some((day) => facts.excusedDays.has(day) || passedOver.has(day)) &&
    passedOver.size === excusedDays.length &&
    excusedDays.every((day) => first < day && day < last && facts.mayBeExcused.has(day))
  );
}

/** @param days distinct, ascending */
function intervalsOf(days: readonly ServiceDay[]): string {
  const intervals: Array<{ first: ServiceDay; last: ServiceDay }> = [];
  for (const day of days) {
    const latest = intervals.at(-1);
    if (latest !== undefined && daysBetween(latest.last, day) === 1) latest.last = day;
    else intervals.push({ first: day, last: day });
  }
  return intervals.map(({ first, last }) => (first === last ? first : `${first}/${last}`)).join(' ');
}

function daysOf(intervals: string): ServiceDay[] {
  return intervals.split(' ').flatMap((interval) => {
    if (interval === '') return [];
    const [first = '', last = first] = interval.split('/');
    return Array.from({ length: daysBetween(first, last) + 1 }, (_, place) => addDays(first, place));
  });
}
