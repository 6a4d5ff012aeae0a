import { inBothLanguages } from '../../i18n/texts';

/** By the names of queries; a newer server may know more. */
const WHATS_EN: Readonly<Record<string, string>> = {
  user: 'Account',
  attendance: 'Check-ins',
  activities: 'Activities',
  rewardRequest: 'A request',
  rewardRequests: 'Requests',
  rewardGrants: 'Grants',
  rewardGrantSums: 'Sums of grants',
  eligibility: 'Eligibility',
  staffNotes: 'Notes',
};

const WHATS_KO: Readonly<Record<string, string>> = {
  user: '계정',
  attendance: '출석',
  activities: '활동',
  rewardRequest: '요청',
  rewardRequests: '요청 목록',
  rewardGrants: '지급 내역',
  rewardGrantSums: '지급 합계',
  eligibility: '자격',
  staffNotes: '메모',
};

export const accessLogTexts = inBothLanguages(
  {
    title: 'Access log',
    hint: 'Each line says that a member of staff opened a user’s data. Lines are deleted after the time that the platform’s operators have set.',
    table: 'Opened data',
    filters: 'Filter the access log',
    at: 'When',
    actor: 'Opened by',
    user: 'Data of',
    what: 'Data',
    whats: WHATS_EN,
    emptyTitle: 'No lines',
    emptyHint: 'Nobody has opened data that this filter selects.',
  },
  {
    title: '열람 기록',
    hint: '운영진이 사용자의 데이터를 열람할 때마다 한 줄이 남습니다. 기록은 플랫폼 운영자가 정한 기간이 지나면 삭제됩니다.',
    table: '열람한 데이터',
    filters: '열람 기록 필터',
    at: '시각',
    actor: '열람한 사람',
    user: '대상 사용자',
    what: '데이터',
    whats: WHATS_KO,
    emptyTitle: '기록 없음',
    emptyHint: '이 필터에 해당하는 데이터를 열람한 사람이 없습니다.',
  },
);
