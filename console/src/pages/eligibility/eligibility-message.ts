import { definitionOf } from '../../../../src/domain/conditions';
import { refusalForUsers } from '../../api/error-texts';
import type { Language } from '../../i18n/language';
import { inBothLanguages } from '../../i18n/texts';
import { formatDay, formatInstant } from '../../time/format';

/** What a message is written about. */
export interface JudgedUser {
  readonly blockedBy: readonly string[];
  readonly evaluatedAt: string;
  readonly event: { readonly title: string; readonly payout: string };
  readonly username: string;
  readonly progress: readonly JudgedCondition[];
}

interface JudgedCondition {
  readonly kind: string;
  readonly description: string;
  readonly target: number;
  readonly current: number;
  readonly met: boolean;
  readonly days: readonly string[];
  readonly excusedDays: readonly string[];
  readonly activityKind: string | null;
}

const words = inBothLanguages(
  {
    greeting: (user: string) => `Hello ${user},`,
    subject: (event: string, at: string, zone: string) => `about “${event}”, as of ${at} (${zone}):`,
    claimable: 'You can claim the rewards of this event now.',
    decided: 'You can request the rewards of this event now. An operator then decides.',
    progress: 'Your progress:',
    days: 'days that count',
    excused: 'excused days',
    met: 'done',
    unmet: 'not done yet',
  },
  {
    greeting: (user) => `${user} 님, 안녕하세요.`,
    subject: (event, at, zone) => `“${event}” 이벤트를 ${at} (${zone}) 기준으로 확인했습니다.`,
    claimable: '지금 이 이벤트의 보상을 받을 수 있습니다.',
    decided: '지금 이 이벤트의 보상을 요청할 수 있습니다. 요청하면 운영자가 검토합니다.',
    progress: '조건 진행 상황:',
    days: '인정된 날',
    excused: '면제된 날',
    met: '완료',
    unmet: '아직 부족',
  },
);

/** The judgement in words for the user it is about, ready to be sent. Pure. */
export function eligibilityMessage(judged: JudgedUser, language: Language, zone: string): string {
  const texts = words[language];
  const { blockedBy, event, username, evaluatedAt, progress } = judged;
  const outcome =
    blockedBy.length === 0
      ? [event.payout === 'MANUAL' ? texts.decided : texts.claimable]
      : blockedBy.map((code) => refusalForUsers(code, language));
  return [
    texts.greeting(username),
    texts.subject(event.title, formatInstant(evaluatedAt, { zone, language }), zone),
    '',
    ...outcome,
    ...(progress.length === 0 ? [] : ['', texts.progress]),
    ...progress.map((condition) => lineOf(condition, language)),
  ].join('\n');
}

function lineOf(condition: JudgedCondition, language: Language): string {
  const texts = words[language];
  const { kind, target, current, met, days, excusedDays, activityKind, description } = condition;
  const kindTexts = definitionOf(kind)?.texts[language];
  const progress = kindTexts?.progress?.(current, target);
  const dated = (label: string, all: readonly string[]) =>
    all.length === 0 ? [] : [`  ${label}: ${all.map((day) => formatDay(day, language)).join(' / ')}`];
  const state = met ? texts.met : texts.unmet;
  return [
    `${met ? '✓' : '✗'} ${kindTexts?.requirement(target, activityKind ?? undefined) ?? description}: ${
      progress === undefined ? state : `${progress}, ${state}`
    }`,
    ...dated(texts.days, days),
    ...dated(texts.excused, excusedDays),
  ].join('\n');
}
