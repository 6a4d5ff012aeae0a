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

type Writer = (condition: JudgedCondition) => ConditionText;

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);

const en: Readonly<Partial<Record<ConditionKind, Writer>>> = {
  ACCOUNT_AGE: (of) => ({ requirement: `Have an account for ${days(of.target)}`, progress: daysEn(of) }),
  ACTIVITY_COUNT: (of) => ({
    requirement: `Have at least ${of.target} “${of.activityKind}” ${of.target === 1 ? 'activity' : 'activities'} during the event`,
    progress: `${of.current} of ${of.target}`,
  }),
  ACTIVITY_DAYS: (of) => ({
    requirement: `Have “${of.activityKind}” activities on at least ${days(of.target)} of the event`,
    progress: daysEn(of),
  }),
  ACTIVITY_SUM: (of) => ({
    requirement: `Reach a total quantity of ${of.target} in “${of.activityKind}” activities during the event`,
    progress: `${of.current} of ${of.target}`,
  }),
  CONSECUTIVE_ATTENDANCE: (of) => ({
    requirement: of.target === 1 ? 'Check in on 1 day' : `Check in on ${of.target} days in a row`,
    progress: daysEn(of),
  }),
  EVENT_REWARDED: () => ({ requirement: 'Be rewarded for another event', progress: null }),
  IN_AUDIENCE: () => ({ requirement: 'Be in the audience of this event', progress: null }),
  TOTAL_ATTENDANCE: (of) => ({
    requirement: of.target === 1 ? 'Check in on 1 day' : `Check in on at least ${of.target} days in total`,
    progress: daysEn(of),
  }),
};

const ko: Readonly<Partial<Record<ConditionKind, Writer>>> = {
  ACCOUNT_AGE: (of) => ({ requirement: `가입한 지 ${of.target}일`, progress: daysKo(of) }),
  ACTIVITY_COUNT: (of) => ({
    requirement: `이벤트 기간에 ‘${of.activityKind}’ 활동 ${of.target}회 이상`,
    progress: `${of.target}회 중 ${of.current}회`,
  }),
  ACTIVITY_DAYS: (of) => ({
    requirement: `이벤트 기간에 ‘${of.activityKind}’ 활동을 한 날 ${of.target}일 이상`,
    progress: daysKo(of),
  }),
  ACTIVITY_SUM: (of) => ({
    requirement: `이벤트 기간에 ‘${of.activityKind}’ 활동 수량 합계 ${of.target} 이상`,
    progress: `${of.target} 중 ${of.current}`,
  }),
  CONSECUTIVE_ATTENDANCE: (of) => ({ requirement: `${of.target}일 연속 출석`, progress: daysKo(of) }),
  EVENT_REWARDED: () => ({ requirement: '다른 이벤트의 보상 받기', progress: null }),
  IN_AUDIENCE: () => ({ requirement: '이 이벤트의 대상자 명단에 있기', progress: null }),
  TOTAL_ATTENDANCE: (of) => ({ requirement: `총 ${of.target}일 이상 출석`, progress: daysKo(of) }),
};

function daysEn({ current, target }: JudgedCondition): string {
  return `${current} of ${days(target)}`;
}

function daysKo({ current, target }: JudgedCondition): string {
  return `${target}일 중 ${current}일`;
}

const writers: Readonly<Record<Locale, typeof en>> = { en, ko };

/** A condition in words for people; of a kind that this release does not know, the server's sentence. */
export function conditionText(condition: JudgedCondition, locale: Locale): ConditionText {
  const writer = Object.hasOwn(writers[locale], condition.kind) ? writers[locale][condition.kind] : undefined;
  return writer?.(condition) ?? { requirement: condition.description, progress: null };
}
