import type { Failure, FailureCode } from './failure.ts';

/** The languages that there are texts in. */
export const LOCALES = ['en', 'ko'] as const;
export type Locale = (typeof LOCALES)[number];

const en: Readonly<Record<FailureCode, string>> = {
  UNAUTHENTICATED: 'Please sign in.',
  INVALID_CREDENTIALS: 'Incorrect username or password.',
  INVALID_REFRESH_TOKEN: 'Your sign-in has ended. Please sign in again.',
  REFRESH_TOKEN_EXPIRED: 'Your sign-in has expired. Please sign in again.',
  REFRESH_TOKEN_REUSED: 'Your sign-in was ended for safety. Please sign in again.',
  INVALID_IDENTITY_TOKEN: 'The identity token was not accepted.',
  INVALID_SERVICE_KEY: 'The service key is unknown, revoked or expired.',
  FORBIDDEN: 'Your role does not allow this.',
  NOT_FOUND: 'This does not exist, or you do not have access to it.',
  BAD_USER_INPUT: 'Please check what you entered.',
  RATE_LIMITED: 'Too many attempts. Please try again in a while.',
  QUERY_TOO_COMPLEX: 'The request is too large.',
  GUARD_INDEX_MISMATCH: 'Rewards cannot be claimed right now. Please contact the operators.',
  SERVICE_UNAVAILABLE: 'The service is busy. Please try again in a moment.',
  INTERNAL_SERVER_ERROR: 'Something went wrong on our side.',
  BAD_REQUEST: 'The server did not understand the request.',
  GRAPHQL_PARSE_FAILED: 'The server did not understand the request.',
  GRAPHQL_VALIDATION_FAILED: 'The app and the server have different versions. Please update the app.',
  OPERATION_RESOLUTION_FAILURE: 'The server did not understand the request.',
  PERSISTED_QUERY_NOT_FOUND: 'The server does not support stored queries.',
  PERSISTED_QUERY_NOT_SUPPORTED: 'The server does not support stored queries.',

  USERNAME_TAKEN: 'This username is taken.',
  LAST_ADMIN: 'The last admin can be neither demoted nor disabled.',
  EVENT_NOT_STARTED: 'The event has not started yet.',
  EVENT_ENDED: 'The event has ended.',
  EVENT_INACTIVE: 'The event is paused or closed.',
  EVENT_ARCHIVED: 'The event is archived and can no longer be changed.',
  EVENT_INCOMPLETE:
    'An active event needs a reward, a condition unless its payout is manual, and a start before its end. Events must not require each other in a circle.',
  EVENT_HAS_REQUESTS:
    'The event has received requests. Its conditions, rewards, payout and start can no longer be changed, and it cannot end earlier.',
  ALREADY_REQUESTED: 'You have already requested this reward. The request is being reviewed.',
  ALREADY_REWARDED: 'You have already received the reward of this event.',
  CONDITIONS_NOT_MET: 'Not every condition of the event is met yet.',
  OUT_OF_STOCK: 'There is not enough left in stock.',
  IDEMPOTENCY_KEY_REUSED: 'This key was already used for something else.',
  ALREADY_DECIDED: 'The request has already been decided.',
  REJECTED: 'The request was rejected by an operator.',
  ACCOUNT_DISABLED: 'The account is disabled. Its request can be rejected but not approved.',
  IDENTITY_TAKEN: 'Another account has this identity.',
  ISSUER_NOT_ALLOWED: 'This issuer is not allowed here.',
  LAST_WAY_IN: 'Set a password or link another identity first: this is the only way to sign in.',
  UNKNOWN_USER: 'No account that can act has this id or identity.',
  GRANT_NOT_FOUND: 'There is no such grant.',
  ACKNOWLEDGED_OTHERWISE: 'The grant was acknowledged with another outcome or reference.',
  SELF_DECISION_FORBIDDEN: 'You cannot decide your own request.',
  STALE_VERSION: 'Someone else has changed the event. Reload it and make your change again.',
  UNKNOWN: 'This was refused. An update may explain why.',

  ABORTED: 'Cancelled.',
  TIMED_OUT: 'The server did not answer in time.',
  UNREACHABLE: 'The server cannot be reached. Please check the connection.',
  UNREADABLE_ANSWER: 'The server sent an invalid response.',
};

const ko: Readonly<Record<FailureCode, string>> = {
  UNAUTHENTICATED: '로그인이 필요합니다.',
  INVALID_CREDENTIALS: '아이디 또는 비밀번호가 올바르지 않습니다.',
  INVALID_REFRESH_TOKEN: '로그인이 종료되었습니다. 다시 로그인해 주세요.',
  REFRESH_TOKEN_EXPIRED: '로그인이 만료되었습니다. 다시 로그인해 주세요.',
  REFRESH_TOKEN_REUSED: '안전을 위해 로그인이 종료되었습니다. 다시 로그인해 주세요.',
  INVALID_IDENTITY_TOKEN: '신원 토큰을 받아들일 수 없습니다.',
  INVALID_SERVICE_KEY: '없거나 폐기되었거나 만료된 서비스 키입니다.',
  FORBIDDEN: '이 작업을 할 권한이 없습니다.',
  NOT_FOUND: '존재하지 않거나 볼 수 없는 항목입니다.',
  BAD_USER_INPUT: '입력한 내용을 확인해 주세요.',
  RATE_LIMITED: '시도가 너무 많습니다. 잠시 후 다시 시도해 주세요.',
  QUERY_TOO_COMPLEX: '한 번에 너무 많은 것을 요청했습니다.',
  GUARD_INDEX_MISMATCH: '지금은 보상을 요청할 수 없습니다. 운영자에게 문의해 주세요.',
  SERVICE_UNAVAILABLE: '서비스가 혼잡합니다. 잠시 후 다시 시도해 주세요.',
  INTERNAL_SERVER_ERROR: '서버에 문제가 발생했습니다.',
  BAD_REQUEST: '서버가 요청을 이해하지 못했습니다.',
  GRAPHQL_PARSE_FAILED: '서버가 요청을 이해하지 못했습니다.',
  GRAPHQL_VALIDATION_FAILED: '이 서버와 맞지 않는 요청입니다. 업데이트가 필요할 수 있습니다.',
  OPERATION_RESOLUTION_FAILURE: '서버가 요청을 이해하지 못했습니다.',
  PERSISTED_QUERY_NOT_FOUND: '서버가 모르는 쿼리입니다.',
  PERSISTED_QUERY_NOT_SUPPORTED: '서버가 쿼리를 저장하지 않습니다.',

  USERNAME_TAKEN: '이미 사용 중인 아이디입니다.',
  LAST_ADMIN: '마지막 관리자는 역할을 바꾸거나 비활성화할 수 없습니다.',
  EVENT_NOT_STARTED: '아직 시작되지 않은 이벤트입니다.',
  EVENT_ENDED: '종료된 이벤트입니다.',
  EVENT_INACTIVE: '일시중지되었거나 마감된 이벤트입니다.',
  EVENT_ARCHIVED: '보관된 이벤트는 더 이상 변경할 수 없습니다.',
  EVENT_INCOMPLETE:
    '활성 이벤트에는 보상과 종료보다 이른 시작 일시가 있어야 하며, 수동 지급이 아니면 조건도 있어야 합니다. 조건으로 요구하는 이벤트가 다시 이 이벤트를 요구해서는 안 됩니다.',
  EVENT_HAS_REQUESTS:
    '이미 보상 요청이 있는 이벤트입니다. 조건, 보상, 지급 방식, 시작 일시는 바꿀 수 없고 종료 일시를 앞당길 수 없습니다.',
  ALREADY_REQUESTED: '이미 보상을 요청했습니다. 검토를 기다리고 있습니다.',
  ALREADY_REWARDED: '이 이벤트의 보상을 이미 받았습니다.',
  CONDITIONS_NOT_MET: '아직 이벤트의 조건을 모두 충족하지 못했습니다.',
  OUT_OF_STOCK: '남은 재고가 부족합니다.',
  IDEMPOTENCY_KEY_REUSED: '이미 다른 요청에 사용된 키입니다.',
  ALREADY_DECIDED: '이미 처리된 요청입니다.',
  REJECTED: '운영자가 요청을 거절했습니다.',
  ACCOUNT_DISABLED: '비활성화된 계정입니다. 요청을 거절할 수는 있지만 승인할 수는 없습니다.',
  IDENTITY_TAKEN: '다른 계정에 연결된 신원입니다.',
  ISSUER_NOT_ALLOWED: '여기서 쓸 수 없는 발급자입니다.',
  LAST_WAY_IN: '로그인할 수 있는 유일한 방법입니다. 먼저 비밀번호를 정하거나 다른 신원을 연결해 주세요.',
  UNKNOWN_USER: '그 id나 신원으로 참여할 수 있는 계정이 없습니다.',
  GRANT_NOT_FOUND: '그런 지급 항목이 없습니다.',
  ACKNOWLEDGED_OTHERWISE: '이 지급 항목은 이미 다른 결과나 참조 번호로 확인되었습니다.',
  SELF_DECISION_FORBIDDEN: '본인의 요청은 처리할 수 없습니다.',
  STALE_VERSION: '다른 사람이 이벤트를 변경했습니다. 새로 불러온 뒤 다시 변경해 주세요.',
  UNKNOWN: '요청이 거절되었습니다. 업데이트하면 이유를 확인할 수 있습니다.',

  ABORTED: '취소되었습니다.',
  TIMED_OUT: '서버가 제때 응답하지 않았습니다.',
  UNREACHABLE: '서버에 연결할 수 없습니다. 연결 상태를 확인해 주세요.',
  UNREADABLE_ANSWER: '서버의 응답을 읽을 수 없습니다.',
};

/** Words for people, by language and code. The server's own messages are English and for developers. */
export const messages: Readonly<Record<Locale, Readonly<Record<FailureCode, string>>>> = { en, ko };

/** The words for a failure; of a code that this release does not know, the server's message. */
export function textOf({ code, message }: Pick<Failure, 'code' | 'message'>, locale: Locale): string {
  return Object.hasOwn(messages[locale], code) ? messages[locale][code] : message;
}
