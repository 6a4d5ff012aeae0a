import { definitionOf } from '../../../../src/domain/conditions';
import { holdsUnknownValue } from '../../../../src/domain/known-values';
import { wholeNumber } from '../../components/whole-number';
import { commonTexts } from '../../i18n/common-texts';
import type { Language } from '../../i18n/language';
import { formatInstant, formatNumber } from '../../time/format';
import { givesCodes, type ConditionDraft, type EventDraft, type RewardDraft } from './event-draft';

/** States in one sentence of either language what a user must do and receives. Pure. */
export function eventSentence(draft: EventDraft, language: Language, zone: string): string {
  if (holdsUnknownValue(draft)) return commonTexts[language].newerEvent;
  return (language === 'ko' ? korean : english)(draft, zone);
}

const number = (typed: string, language: Language) =>
  wholeNumber(typed) >= 0 ? formatNumber(wholeNumber(typed), language) : '…';
const isLimited = ({ rewards }: EventDraft) =>
  rewards.some((reward) => givesCodes(reward) || reward.stock.trim() !== '');

/** Korean clauses are joined by their verbs; the last one describes the user. */
function clauseOf(
  { kind, target, requiredEvent, activityKind, audience }: ConditionDraft,
  language: Language,
  isLast = false,
): string {
  const entered = wholeNumber(target);
  const parts = {
    target: entered >= 0 ? entered : null,
    formatNumber: (value: number) => formatNumber(value, language),
    requiredEventTitle: requiredEvent?.title ?? null,
    activityKind: activityKind.trim() || null,
    audienceName: audience?.name ?? null,
  };
  return definitionOf(kind)?.texts[language].clause(parts, isLast) ?? '…';
}

function english(draft: EventDraft, zone: string): string {
  const at = (instant: string) => formatInstant(instant, { zone, language: 'en' });
  const start = draft.startAt === null ? 'From …' : `From ${at(draft.startAt)}`;
  const window = draft.endAt === null ? `${start} on` : `${start} until ${at(draft.endAt)}`;
  const who =
    draft.conditions.length === 0
      ? 'every user'
      : `a user who ${new Intl.ListFormat('en-GB').format(draft.conditions.map((condition) => clauseOf(condition, 'en')))}`;
  const claims = draft.claimUntil ? ` Requests are accepted until ${at(draft.claimUntil)}.` : '';
  return `${window} (${zone}), ${who} ${englishPayout(draft)}${claims}`;
}

function englishPayout(draft: EventDraft): string {
  if (draft.rewards.length === 0) return 'receives nothing yet.';
  const rewards = new Intl.ListFormat('en-GB').format(draft.rewards.map(englishReward));
  const stock = isLimited(draft) ? ' while stock lasts' : '';
  return draft.payout === 'AUTO'
    ? `receives ${rewards} immediately on request${stock}.`
    : `can request ${rewards}${stock}, and an operator decides.`;
}

function englishReward({ type, name, quantity }: RewardDraft): string {
  const count = number(quantity, 'en');
  const named = `“${name.trim() || '…'}”`;
  if (type === 'POINT') return `${count} ${count === '1' ? 'point' : 'points'} (${named})`;
  const noun = type === 'COUPON' ? 'coupon' : 'item';
  return `${count} ${count === '1' ? noun : `${noun}s`} ${named}`;
}

function korean(draft: EventDraft, zone: string): string {
  const at = (instant: string) => formatInstant(instant, { zone, language: 'ko' });
  const start = draft.startAt === null ? '…부터' : `${at(draft.startAt)}부터`;
  const window = draft.endAt === null ? start : `${start} ${at(draft.endAt)}까지`;
  const last = draft.conditions.length - 1;
  const conditions = draft.conditions.map((condition, index) => clauseOf(condition, 'ko', index === last));
  const who = conditions.length === 0 ? '요청하는 모든 사용자는' : `${conditions.join(' ')} 사용자는`;
  const claims = draft.claimUntil ? ` 요청은 ${at(draft.claimUntil)}까지 받습니다.` : '';
  return `${window} (${zone}) ${who} ${koreanPayout(draft)}${claims}`;
}

function koreanPayout(draft: EventDraft): string {
  if (draft.rewards.length === 0) return '아직 받을 수 있는 보상이 없습니다.';
  // Every reward ends in 개 or 포인트, so the particle is always 를.
  const rewards = draft.rewards.map(koreanReward).join(', ');
  const stock = isLimited(draft) ? '재고가 남아 있는 동안 ' : '';
  return draft.payout === 'AUTO'
    ? `${stock}요청하는 즉시 ${rewards}를 받습니다.`
    : `${stock}${rewards}를 요청할 수 있고, 지급은 운영자가 결정합니다.`;
}

function koreanReward({ type, name, quantity }: RewardDraft): string {
  const count = number(quantity, 'ko');
  const named = `‘${name.trim() || '…'}’`;
  if (type === 'POINT') return `${named} ${count}포인트`;
  return `${type === 'COUPON' ? '쿠폰' : '아이템'} ${named} ${count}개`;
}
