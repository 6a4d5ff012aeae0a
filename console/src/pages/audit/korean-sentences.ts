import { payoutsTexts } from '../payouts/payouts-texts';
import { seriesTexts } from '../series/series-texts';
import { serviceKeysTexts } from '../service-keys/service-keys-texts';
import { webhooksTexts } from '../webhooks/webhooks-texts';
import type { Facts } from './facts';
import { changedFields } from './field-changes';
import { filterWords } from './filter-words';
import { importCounts } from './import-counts';
import type { Sentence, Sentences } from './sentences';

const { states } = payoutsTexts.ko;

/** The sentences that there are; null when there is none. */
function joined(...sentences: ReadonlyArray<string | false>): string | null {
  return sentences.filter((each) => each !== false && each !== '').join(' ') || null;
}

/** Entries of former releases have no name of the reward. */
function stockChange(facts: Facts): string {
  const was = facts.part(facts.before, 'reward');
  const is = facts.part(facts.after, 'reward');
  const reward = typeof is.name === 'string' ? facts.quoted(is.name) : '보상';
  return `${reward}의 재고를 바꿨습니다: ${facts.number(was.stock)} → ${facts.number(is.stock)}.`;
}

/** @param list with the particle of an object */
function exported(list: string): Sentence {
  return (facts) => {
    const by = filterWords(facts.after, 'ko');
    const first = facts.after.reverse === true ? '역순으로 ' : '';
    return `${list} ${by ? `필터(${by})를 적용해` : '필터 없이'} ${first}CSV 파일로 저장했습니다.`;
  };
}

function imported(rows: string): Sentence {
  return (facts) => {
    const { after } = facts;
    const name = `${rows} 가져오기${typeof after.part === 'number' ? `(${facts.number(after.part)}번째 부분)` : ''}`;
    if (after.state === 'BEGUN') return `${name}를 시작했습니다.`;
    const end = after.state === 'INTERRUPTED' ? '가 중단되었습니다' : '를 마쳤습니다';
    const { read, added, there, refused } = importCounts(after);
    if (added === null) return `${name}${end}.`;
    const counts = [`${facts.number(added)}건 추가`];
    if (there !== null) counts.push(`${facts.number(there)}건은 이미 있음`);
    if (refused !== null) counts.push(`${facts.number(refused)}건 거부`);
    return `${name}${end}: ${facts.number(read)}건 중 ${counts.join(', ')}.`;
  };
}

export const koreanSentences: Sentences = {
  createEvent: ({ after }) => (after.active === true ? '만들면서 활성화했습니다.' : '초안으로 만들었습니다.'),
  duplicateEvent: '다른 이벤트를 복제해 초안으로 만들었습니다.',
  createSeries: (facts) =>
    `만들었습니다. ${facts.day(facts.after.firstDay)}부터 ${facts.word(facts.after.recurrence, seriesTexts.ko.recurrences)} 반복합니다.`,
  markTemplate: '시리즈의 템플릿으로 지정했습니다.',
  updateSeries: (facts) =>
    joined(
      ...changedFields(facts.before, facts.after, facts),
      'templateId' in facts.after && '다른 템플릿을 골랐습니다.',
      facts.after.paused === true && '일시중지했습니다.',
      facts.after.paused === false && '다시 시작했습니다.',
      typeof facts.after.endedAt === 'string' && '끝냈습니다.',
    ),
  pauseSeries: (facts) =>
    `플랫폼이 일시중지했습니다. ${facts.word(facts.after.pausedReason, seriesTexts.ko.reasons)}`,
  createOccurrence: (facts) => `시리즈가 ${facts.day(facts.after.occurrence)}의 이벤트로 만들었습니다.`,
  updateEvent: (facts) =>
    joined(
      ...changedFields(facts.before, facts.after, facts),
      facts.after.active === true && '활성화했습니다.',
      facts.after.active === false && '일시중지했습니다.',
    ),
  archiveEvent: '보관했습니다.',
  addCondition: (facts) => `조건을 추가했습니다: ${facts.condition(facts.part(facts.after, 'condition'))}.`,
  updateCondition: (facts) => {
    const was = facts.part(facts.before, 'condition');
    const is = { ...was, ...facts.part(facts.after, 'condition') };
    return `조건을 바꿨습니다: ${facts.condition(was)} → ${facts.condition(is)}.`;
  },
  removeCondition: (facts) =>
    `조건을 삭제했습니다: ${facts.condition(facts.part(facts.before, 'condition'))}.`,
  addReward: (facts) => {
    const reward = facts.part(facts.after, 'reward');
    const stock = typeof reward.stock === 'number' ? `, 재고 ${facts.number(reward.stock)}개` : '';
    return `보상을 추가했습니다: ${facts.reward(reward)}${stock}.`;
  },
  updateReward: (facts) => {
    const changes = changedFields(
      facts.part(facts.before, 'reward'),
      facts.part(facts.after, 'reward'),
      facts,
    );
    return changes.length > 0 ? `보상: ${changes.join(' ')}` : null;
  },
  removeReward: (facts) => `보상을 삭제했습니다: ${facts.reward(facts.part(facts.before, 'reward'))}.`,
  adjustRewardStock: stockChange,
  importCodes: (facts) => `코드를 가져왔습니다. ${stockChange(facts)}`,
  revealCode: '보상의 코드를 운영자에게 보였습니다.',
  addStaffNote: (facts) =>
    typeof facts.after.text === 'string'
      ? `메모를 추가했습니다: ${facts.quoted(facts.after.text)}`
      : '메모를 추가했습니다. 내용은 삭제되었습니다.',
  excuseDay: (facts) => `${facts.day(facts.after.day)}의 출석을 모두에게 면제했습니다.`,
  removeExcusedDay: (facts) => `${facts.day(facts.after.day)}의 출석 면제를 해제했습니다.`,
  approveRewardRequest: '요청을 승인하고 지급했습니다.',
  rejectRewardRequest: '요청을 거절했습니다.',
  revokeRewardRequest: ({ after }) =>
    after.returnStock === true ? '지급을 취소하고 재고를 되돌립니다.' : '지급을 취소했습니다.',
  returnStock: (facts) => {
    const { returned } = facts.after;
    const units = Array.isArray(returned) ? (returned as Array<{ quantity?: number }>) : [];
    const sum = units.reduce((total, { quantity = 0 }) => total + quantity, 0);
    return `취소된 지급의 재고 ${facts.number(sum)}개를 되돌렸습니다.`;
  },
  changeUserRole: (facts) =>
    `역할을 바꿨습니다: ${facts.role(facts.before.role)} → ${facts.role(facts.after.role)}.`,
  setUserDisabled: ({ after }) =>
    after.disabledAt === null ? '계정을 다시 활성화했습니다.' : '계정을 비활성화했습니다.',
  eraseUser: '계정을 삭제했습니다.',
  eraseMyAccount: '본인이 계정을 삭제했습니다.',
  changePassword: '본인이 비밀번호를 변경했습니다.',
  resetPassword: (facts) =>
    `비밀번호를 초기화했습니다. 일회용 비밀번호는 ${facts.instant(facts.after.expiresAt)}까지 유효합니다.`,
  redeemOneTimePassword: '일회용 비밀번호를 새 비밀번호로 교체했습니다.',
  endLogin: '본인이 로그인 하나를 끝냈습니다.',
  linkIdentity: (facts) => `${facts.quoted(facts.after.issuer)}의 신원을 연결했습니다.`,
  unlinkIdentity: (facts) => `${facts.quoted(facts.before.issuer)}의 신원을 해제했습니다.`,
  setPassword: '명령으로 비밀번호를 설정했습니다.',
  createAdmin: '첫 관리자를 만들었습니다.',
  exportRewardRequests: exported('요청을'),
  exportRewardGrants: exported('지급 내역을'),
  exportAttendance: exported('출석을'),
  exportActivities: exported('활동을'),
  exportAudienceMembers: exported('대상자 명단을'),
  exportPayoutMembers: exported('일괄 지급 대상자를'),
  voidActivities: '활동을 무효로 처리했습니다. 더는 포함되지 않습니다.',
  exportAuditEntries: exported('감사 로그를'),
  importUsers: imported('사용자'),
  importAttendance: imported('출석'),
  createAudience: '만들었습니다.',
  addAudienceMembers: (facts) => `${facts.number(facts.after.added)}명을 추가했습니다.`,
  sealAudience: (facts) => `${facts.number(facts.after.size)}명으로 확정했습니다.`,
  importAudience: imported('대상자 명단'),
  startPayout: (facts) =>
    joined(
      `${facts.number(facts.after.total)}명을 대상으로 시작했습니다.`,
      facts.after.state === 'AWAITING_APPROVAL' && '승인을 기다립니다.',
    ),
  changePayout: (facts) =>
    `상태를 바꿨습니다: ${facts.word(facts.before.state, states)} → ${facts.word(facts.after.state, states)}.`,
  finishPayout: (facts) => {
    const { paid, already, refused } = facts.after;
    return `집계했습니다: 지급 ${facts.number(paid)}명, 이미 받음 ${facts.number(already)}명, 거부 ${facts.number(refused)}명.`;
  },
  importRest: imported('다른 서비스의 데이터'),
  upsertUsers: (facts) => `백엔드가 ${facts.quoted(facts.after.issuer)}의 신원으로 계정을 만들었습니다.`,
  createServiceKey: (facts) =>
    `만들었습니다. 권한: ${facts.words(facts.after.scopes, serviceKeysTexts.ko.scopeNames)}.`,
  revokeServiceKey: '폐기했습니다.',
  createWebhookEndpoint: (facts) =>
    `만들었습니다. 받을 종류: ${facts.words(facts.after.types, webhooksTexts.ko.typeNames)}.`,
  updateWebhookEndpoint: (facts) =>
    joined(
      ...changedFields(facts.before, facts.after, facts),
      facts.after.active === true && '전송을 다시 시작했습니다.',
      facts.after.active === false && '일시중지했습니다.',
    ),
  rotateWebhookSecret: (facts) =>
    `비밀 값을 교체했습니다. 이전 값은 ${facts.instant(facts.after.formerSecretSignsUntil)}까지 함께 서명합니다.`,
  removeWebhookEndpoint: '삭제했습니다.',
  replayWebhook: (facts) =>
    `피드의 ${facts.number(facts.after.fromSequence)}번부터 ${facts.number(facts.after.toSequence)}번까지 다시 보냅니다.`,
  deactivateWebhookEndpoint: (facts) =>
    `${facts.word(facts.after.pausedReason, webhooksTexts.ko.pausedReasons)}.`,
  deleteActivities: (facts) => {
    const { state, before, deleted, requests } = facts.after;
    if (state === 'BEGUN') return `${facts.instant(before)} 이전의 활동을 삭제하기 시작했습니다.`;
    const end = state === 'INTERRUPTED' ? '가 중단되었습니다' : '를 마쳤습니다';
    return `오래된 활동의 삭제${end}: ${facts.number(deleted)}건 삭제, 요청 ${facts.number(requests)}건에 합계를 남겼습니다.`;
  },
  deleteFailedRequests: (facts) => {
    const { state, days, kept } = facts.after;
    if (state === 'BEGUN') {
      const age = typeof days === 'number' ? `${facts.number(days)}일이 지난` : '오래된';
      return `${age} 실패 요청을 삭제하기 시작했습니다.`;
    }
    const end = state === 'INTERRUPTED' ? '가 중단되었습니다' : '를 마쳤습니다';
    const rest = typeof kept === 'number' ? `, ${facts.number(kept)}건 유지` : '';
    return `오래된 실패 요청의 삭제${end}: ${facts.number(facts.after.deleted)}건 삭제${rest}.`;
  },
  refreshTokenReused: '리프레시 토큰이 두 번 사용되어 그 로그인을 끝냈습니다.',
  loginFailureBurst: (facts) => `로그인이 ${facts.number(facts.after.failures)}번 연달아 실패했습니다.`,
  SEALED: (facts) => {
    const { lastDay } = facts.part(facts.after, 'accessLog');
    const log = typeof lastDay === 'string' ? `, ${facts.day(lastDay)}까지의 열람 기록` : '';
    return `보상 피드의 ${facts.number(facts.after.firstSequence)}번부터 ${facts.number(facts.after.lastSequence)}번까지${log}${log ? '을' : ''} 봉인했습니다.`;
  },
};
