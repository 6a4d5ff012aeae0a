import { inBothLanguages } from '../../i18n/texts';

export const finderTexts = inBothLanguages(
  {
    title: 'Find anything',
    field: 'Page, action, event, user, identity or id',
    hint: 'Arrow keys choose, Enter opens, Escape closes. An identity is found by its first three characters or more.',
    results: 'Results',
    count: (n: number) => (n === 0 ? 'Nothing found' : n === 1 ? '1 result' : `${n} results`),
    groups: { pages: 'Pages', actions: 'Actions', events: 'Events', users: 'Users', identities: 'Users by identity', ids: 'By id' },
    newEvent: 'New event',
    pending: 'Pending requests, oldest first',
    accessLog: 'Access log',
    kinds: {
      event: 'Event',
      user: 'User',
      request: 'Request',
      payout: 'Payout',
      audience: 'Audience',
      series: 'Series',
    },
  },
  {
    title: '무엇이든 찾기',
    field: '페이지, 작업, 이벤트, 사용자, 신원 또는 id',
    hint: '화살표 키로 고르고 Enter로 열고 Esc로 닫습니다. 신원은 앞의 세 글자 이상으로 찾습니다.',
    results: '결과',
    count: (n) => (n === 0 ? '찾은 것이 없습니다' : `결과 ${n}개`),
    groups: { pages: '페이지', actions: '작업', events: '이벤트', users: '사용자', identities: '신원으로 찾은 사용자', ids: 'id로 찾은 것' },
    newEvent: '새 이벤트',
    pending: '대기 중인 요청, 오래된 순',
    accessLog: '접근 기록',
    kinds: {
      event: '이벤트',
      user: '사용자',
      request: '요청',
      payout: '일괄 지급',
      audience: '대상자 명단',
      series: '시리즈',
    },
  },
);
