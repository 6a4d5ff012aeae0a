import type { Language } from '../../i18n/language';
import type { Fields } from './facts';

const WORDS = {
  act: { en: 'kind of act', ko: '작업' },
  activity: { en: 'kind of activity', ko: '활동 종류' },
  audience: { en: 'audience', ko: '대상자 명단' },
  delivery: { en: 'delivery', ko: '전달 상태' },
  event: { en: 'event', ko: '이벤트' },
  failure: { en: 'reason of failure', ko: '실패 사유' },
  item: { en: 'external id', ko: '외부 ID' },
  outcome: { en: 'outcome', ko: '결과' },
  payout: { en: 'payout', ko: '일괄 지급' },
  period: { en: 'period', ko: '기간' },
  person: { en: 'who did it', ko: '작업자' },
  record: { en: 'record', ko: '대상' },
  revocation: { en: 'revocation', ko: '취소 여부' },
  source: { en: 'source', ko: '요청 경로' },
  status: { en: 'status', ko: '상태' },
  type: { en: 'type', ko: '종류' },
  user: { en: 'user', ko: '사용자' },
  voiding: { en: 'whether voided', ko: '무효 여부' },
} as const;

/** By the names of the API. */
const FIELDS: Readonly<Record<string, keyof typeof WORDS>> = {
  actions: 'act',
  actorId: 'person',
  audienceId: 'audience',
  decidedById: 'person',
  delivery: 'delivery',
  eventId: 'event',
  externalId: 'item',
  failureCodes: 'failure',
  from: 'period',
  grantedFrom: 'period',
  grantedTo: 'period',
  kind: 'activity',
  outcomes: 'outcome',
  payoutId: 'payout',
  requestedFrom: 'period',
  requestedTo: 'period',
  revoked: 'revocation',
  source: 'source',
  statuses: 'status',
  targetId: 'record',
  targetType: 'record',
  to: 'period',
  types: 'type',
  userId: 'user',
  voided: 'voiding',
};

/** What an export was narrowed by, such as “event, period”; empty without a filter. An unknown field is its own word. */
export function filterWords({ filter }: Fields, language: Language): string {
  const set = Object.entries(filter ?? {}).filter(([, value]) => value !== null && value !== undefined);
  const words = set.map(([field]) => {
    const word = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
    return word ? WORDS[word][language] : field;
  });
  return [...new Set(words)].join(', ');
}
