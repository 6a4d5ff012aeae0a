import { conditionTemplates } from './condition-templates.ts';
import type { Locale } from './messages.ts';
import type { ConditionKind } from './operations.ts';

/** What `conditionText` needs of the progress towards a condition. */
export interface JudgedCondition {
  readonly kind: ConditionKind;
  /** The server's own sentence, in English. */
  readonly description: string;
  readonly target: number;
  readonly current: number;
  readonly activityKind?: string | null;
}

export interface ConditionText {
  /** What the condition asks for, such as “Check in on 3 days in a row”. */
  readonly requirement: string;
  /** How far the user has come, such as “2 of 3 days”. Null where that is only yes or no. */
  readonly progress: string | null;
}

/** A condition in words for people; of a kind that this release does not know, the server's sentence. */
export function conditionText(condition: JudgedCondition, locale: Locale): ConditionText {
  const { kind, description, target, current, activityKind } = condition;
  const ofLocale = conditionTemplates[locale];
  const templates = Object.hasOwn(ofLocale, kind) ? ofLocale[kind] : undefined;
  if (templates === undefined) return { requirement: description, progress: null };
  const { requirement, progress: upTo, exceeded } = target === 1 ? templates.one : templates.other;
  const progress = current > target ? exceeded : upTo;
  const values: Values = { target, current, activityKind };
  return { requirement: filled(requirement, values), progress: progress && filled(progress, values) };
}

type Values = Readonly<Record<string, string | number | null | undefined>>;

/** In one pass: a value that holds a gap itself stays as it is. */
function filled(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (_gap, name: string) => String(values[name] ?? ''));
}
