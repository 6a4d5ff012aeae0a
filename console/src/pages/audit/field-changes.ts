import { commonTexts } from '../../i18n/common-texts';
import type { Language } from '../../i18n/language';
import { webhooksTexts } from '../webhooks/webhooks-texts';
import type { Facts, Fields } from './facts';

type Show = (value: unknown, facts: Facts) => string;

interface FieldText {
  /** As the beginning of a sentence; in Korean with the particle of an object. */
  readonly name: Readonly<Record<Language, string>>;
  readonly show: Show;
  /** In English an instant moves. */
  readonly moves?: true;
  /** Too long to be repeated in a sentence. */
  readonly isLong?: true;
}

const instant: Show = (value, facts) => facts.instant(value);
const quoted: Show = (value, facts) => facts.quoted(value);
const number: Show = (value, facts) => facts.number(value);

/** Fields of all kinds of records: a name means the same wherever it is. */
const FIELDS: Readonly<Record<string, FieldText>> = {
  title: { name: { en: 'Title', ko: '제목을' }, show: quoted },
  description: { name: { en: 'Description', ko: '설명을' }, show: quoted, isLong: true },
  startAt: { name: { en: 'Start', ko: '시작 시각을' }, show: instant, moves: true },
  endAt: { name: { en: 'End', ko: '종료 시각을' }, show: instant, moves: true },
  claimUntil: { name: { en: 'End of requests', ko: '요청 마감을' }, show: instant, moves: true },
  payout: {
    name: { en: 'Payout', ko: '지급 방식을' },
    show: (value, facts) => facts.word(value, commonTexts[facts.style.language].payoutModes),
  },
  lastDay: {
    name: { en: 'Last day', ko: '마지막 날을' },
    show: (value, facts) => facts.day(value),
    moves: true,
  },
  type: {
    name: { en: 'Type', ko: '종류를' },
    show: (value, facts) => facts.word(value, commonTexts[facts.style.language].rewardTypes),
  },
  name: { name: { en: 'Name', ko: '이름을' }, show: quoted },
  quantity: { name: { en: 'Quantity', ko: '수량을' }, show: number },
  externalId: { name: { en: 'External id', ko: '외부 ID를' }, show: quoted },
  stock: { name: { en: 'Stock', ko: '재고를' }, show: number },
  url: { name: { en: 'URL', ko: 'URL을' }, show: quoted },
  types: {
    name: { en: 'Types', ko: '받을 종류를' },
    show: (value, facts) => facts.words(value, webhooksTexts[facts.style.language].typeNames),
  },
};

/** A sentence for each changed field that has a name; empty when there is none. */
export function changedFields(before: Fields, after: Fields, facts: Facts): string[] {
  return Object.entries(FIELDS)
    .filter(([field]) => field in after && JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map(([field, text]) => sentence(text, before[field] ?? null, after[field] ?? null, facts));
}

function sentence({ name, show, moves, isLong }: FieldText, before: unknown, after: unknown, facts: Facts) {
  const { language } = facts.style;
  const was = show(before, facts);
  const is = show(after, facts);
  if (language === 'ko') {
    if (isLong) return `${name.ko} 바꿨습니다.`;
    if (before === null) return `${name.ko} 정했습니다: ${is}.`;
    if (after === null) return `${name.ko} 없앴습니다(이전: ${was}).`;
    return `${name.ko} 바꿨습니다: ${was} → ${is}.`;
  }
  if (isLong) return `${name.en} changed.`;
  if (before === null) return `${name.en} set to ${is}.`;
  if (after === null) return `${name.en} removed; it was ${was}.`;
  return `${name.en} ${moves ? 'moved' : 'changed'} from ${was} to ${is}.`;
}
