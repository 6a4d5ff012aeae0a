import { NO_ACTIVITIES, type ActivityTotals } from '../activities';
import type { AttendanceProgress, ExcusedDays } from '../attendance-streak';
import type { ServiceDay } from '../service-calendar';

/** The fields that a condition may have besides its target; each kind lists those that it takes. */
export interface ConditionParameters {
  /** The other event that must have been rewarded. */
  readonly requiredEventId: string | null;
  /** The kind of the activities that count. */
  readonly activityKind?: string | null;
  /** The audience that the user must be in. */
  readonly audienceId?: string | null;
}

export type ConditionParameter = keyof ConditionParameters;

/** Facts about the user, read once for all conditions of an event. */
export interface ConditionFacts {
  /** Of the event's days that count; distinct, ascending. */
  readonly attendedDays: readonly ServiceDay[];
  /** Of all days from the event's first one on. */
  readonly excusedDays: ExcusedDays;
  /** Service days from that of the account's creation to that of the request. */
  readonly accountAgeDays: number;
  /** Events in which the user holds a SUCCESS that is not revoked. */
  readonly rewardedEventIds: ReadonlySet<string>;
  /** Inside the event's window, by the kind of activity; a kind without any may be left out. */
  readonly activities: ReadonlyMap<string, ActivityTotals>;
  /** Of the audiences that the conditions name, those that the user is in. */
  readonly audienceIds: ReadonlySet<string>;
}

export type ConditionFact = keyof ConditionFacts;

/** The values that a condition's sentence contains. */
export interface DescribedCondition {
  readonly target: number;
  /** Missing in conditions of other kinds. */
  readonly activityKind?: string | null;
}

/** A condition as its kind measures it. */
export type MeasuredCondition = { readonly target: number } & ConditionParameters;

/** How far a user has come. */
export interface MeasuredProgress extends AttendanceProgress {
  /** Of the activities that count: when the first and the last of them occurred. */
  readonly firstActivityAt?: Date;
  readonly lastActivityAt?: Date;
}

/** A condition while it is entered in a form; null where the input is missing or invalid. */
export interface ClauseParts {
  readonly target: number | null;
  readonly formatNumber: (value: number) => string;
  readonly requiredEventTitle: string | null;
  readonly activityKind: string | null;
  readonly audienceName: string | null;
}

/** The texts of one kind in one language. */
export interface ConditionTexts {
  /** In a list of kinds. */
  readonly name: string;
  /** Label of the target's field, or null when the form has no such field. */
  readonly targetLabel: string | null;
  /** As an instruction, shown with a request's evidence. */
  readonly requirement: (target: number, activityKind?: string) => string;
  /** The user's progress in words, or null to show only whether the condition is met. */
  readonly progress: ((current: number, target: number) => string) | null;
  /** In the sentence that describes an event; in Korean the last clause describes the user. */
  readonly clause: (parts: ClauseParts, isLast: boolean) => string;
}

export interface ConditionDefinition {
  /** From 1 to max. `implied`: the inputs may leave the target out, and the console's form does. */
  readonly target: { readonly max: number; readonly unit: 'days' | 'count'; readonly implied?: number };
  /** Required for this kind and refused for the kinds that do not list them. */
  readonly parameters: readonly ConditionParameter[];
  /** The facts that it is measured by; a claim reads no others. */
  readonly needs: readonly ConditionFact[];
  /** Whether the days that count must follow each other without a gap. */
  readonly daysInARow: boolean;
  /** In the schema's enum. */
  readonly schemaDescription: string;
  /** One plain sentence, stored with the evidence. It never names a required event, which the reader may not see. */
  readonly describe: (condition: DescribedCondition) => string;
  readonly measure: (condition: MeasuredCondition, facts: ConditionFacts) => MeasuredProgress;
  readonly texts: Readonly<Record<'en' | 'ko', ConditionTexts>>;
}

/** A kind that measures a fact which it does not name in `needs` does not compile. */
export function defineCondition<Fact extends ConditionFact>(
  definition: Omit<ConditionDefinition, 'needs' | 'measure'> & {
    readonly needs: readonly Fact[];
    readonly measure: (condition: MeasuredCondition, facts: Pick<ConditionFacts, Fact>) => AttendanceProgress;
  },
): ConditionDefinition {
  return definition;
}

/** Progress of what is only counted. */
export function counted(current: number, target: number): AttendanceProgress {
  return { current, met: current >= target, days: [] };
}

/** Progress by what activities of the condition's kind come to. */
export function activityProgress(
  { target, activityKind }: MeasuredCondition,
  activities: ConditionFacts['activities'],
  measure: (totals: ActivityTotals) => number,
): MeasuredProgress {
  const totals = activities.get(activityKind ?? '') ?? NO_ACTIVITIES;
  const { firstAt, lastAt } = totals;
  const progress = counted(measure(totals), target);
  if (firstAt === null || lastAt === null) return progress;
  return { ...progress, firstActivityAt: firstAt, lastActivityAt: lastAt };
}

export function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}

/** For the sentence in the console; `…` while nothing valid is entered. */
export function enteredDays({ target, formatNumber }: ClauseParts): string {
  return target === 1 ? '1 day' : `${target === null ? '…' : formatNumber(target)} days`;
}

export function enteredNumber({ target, formatNumber }: ClauseParts): string {
  return target === null ? '…' : formatNumber(target);
}

/** `…` while nothing is entered. */
export function enteredKind({ activityKind }: ClauseParts): string {
  return activityKind ?? '…';
}

export function ofActivities(count: number | null, kind: string): string {
  return `“${kind}” ${count === 1 ? 'activity' : 'activities'}`;
}

/** More than is required is named alone: “90 of 1 day” reads like a mistake. */
export const dayProgress = {
  en: (current: number, target: number) =>
    current > target ? days(current) : `${current} of ${days(target)}`,
  ko: (current: number, target: number) =>
    current > target ? `${current}일` : `${target}일 중 ${current}일`,
};
