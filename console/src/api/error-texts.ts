import type { Language } from '../i18n/language';
import { inBothLanguages } from '../i18n/texts';
import type { ErrorFacts } from './error-facts';

/** A text for every ErrorCode and RefusalCode, for people; the server's own messages are for developers. */
export const errorTexts = inBothLanguages<Record<string, string>>(
  {
    UNAUTHENTICATED: 'You are no longer signed in. Sign in again.',
    INVALID_CREDENTIALS: 'Incorrect username or password.',
    INVALID_REFRESH_TOKEN: 'Your sign-in has ended. Sign in again.',
    REFRESH_TOKEN_EXPIRED: 'Your sign-in has expired. Sign in again.',
    REFRESH_TOKEN_REUSED:
      'Your sign-in was used from another place and has been ended for safety. Sign in again; if it was not you, change your password.',
    INVALID_IDENTITY_TOKEN: 'The identity token was not accepted.',
    INVALID_SERVICE_KEY: 'The service key is unknown, revoked or expired.',
    FORBIDDEN: 'Your role does not allow this.',
    NOT_FOUND: 'This record does not exist.',
    BAD_USER_INPUT: 'Some values are invalid. Correct the marked fields.',
    RATE_LIMITED: 'Too many attempts. Wait a moment and try again.',
    QUERY_TOO_COMPLEX: 'This loads too much at once. Narrow the filter.',
    GUARD_INDEX_MISMATCH:
      'The safeguard against double payment is damaged, so no requests are accepted. Contact your server administrator.',
    SERVICE_UNAVAILABLE: 'The service is busy. Try again in a moment.',
    INTERNAL_SERVER_ERROR:
      'Something went wrong on the server. Contact your server administrator with the number below.',
    BAD_REQUEST: 'The server did not understand the request. Reload the page.',
    GRAPHQL_PARSE_FAILED: 'The console and the server have different versions. Reload the page.',
    GRAPHQL_VALIDATION_FAILED: 'The console and the server have different versions. Reload the page.',
    OPERATION_RESOLUTION_FAILURE: 'The console and the server have different versions. Reload the page.',
    PERSISTED_QUERY_NOT_FOUND: 'The console and the server have different versions. Reload the page.',
    PERSISTED_QUERY_NOT_SUPPORTED: 'The console and the server have different versions. Reload the page.',
    USERNAME_TAKEN: 'The username is taken.',
    LAST_ADMIN: 'This is the last admin and can be neither demoted nor disabled.',
    EVENT_NOT_STARTED: 'The event has not started yet.',
    EVENT_ENDED: 'The event has ended.',
    EVENT_INACTIVE: 'The event is paused or archived.',
    EVENT_ARCHIVED: 'The event is archived and can no longer be changed.',
    EVENT_INCOMPLETE:
      'An active event needs a reward, a condition unless an operator decides, and a start before its end. Events must not require each other in a circle.',
    EVENT_HAS_REQUESTS:
      'This event has received requests. Its conditions, rewards, payout and start can no longer be changed, and its end can only be moved later.',
    ALREADY_REQUESTED: 'This user already has a request that is waiting for a decision.',
    ALREADY_REWARDED: 'This user has already been rewarded for this event.',
    CONDITIONS_NOT_MET: 'Not every condition is met.',
    OUT_OF_STOCK: 'There is not enough stock.',
    IDEMPOTENCY_KEY_REUSED: 'This form was already sent with different values. Open it again.',
    ALREADY_DECIDED: 'Someone else has decided this request in the meantime.',
    REJECTED: 'Rejected by an operator.',
    ACCOUNT_DISABLED: 'This account is disabled. Its request can be rejected but not approved.',
    IDENTITY_TAKEN: 'Another account has this identity.',
    ISSUER_NOT_ALLOWED: 'This issuer is not allowed here.',
    LAST_WAY_IN: 'Set a password or link another identity first: this is the only way to sign in.',
    UNKNOWN_USER: 'No account that can act has this id or identity.',
    GRANT_NOT_FOUND: 'There is no such grant.',
    ACKNOWLEDGED_OTHERWISE: 'This grant was acknowledged differently.',
    SELF_DECISION_FORBIDDEN: 'You cannot decide a request of your own account.',
    STALE_VERSION: 'Someone else has changed this event in the meantime.',
    NETWORK: 'The server is not responding.',
    UNKNOWN: 'Refused for a reason that only a newer server knows.',
    NO_CODE: 'Something went wrong.',
  },
  {
    UNAUTHENTICATED: '로그인이 만료되었습니다. 다시 로그인해 주세요.',
    INVALID_CREDENTIALS: '아이디와 비밀번호가 맞지 않습니다.',
    INVALID_REFRESH_TOKEN: '로그인이 만료되었습니다. 다시 로그인해 주세요.',
    REFRESH_TOKEN_EXPIRED: '로그인이 만료되었습니다. 다시 로그인해 주세요.',
    REFRESH_TOKEN_REUSED:
      '다른 곳에서 로그인 정보가 사용되어 안전을 위해 로그인을 종료했습니다. 다시 로그인해 주세요. 본인이 아니라면 비밀번호를 바꿔 주세요.',
    INVALID_IDENTITY_TOKEN: '신원 토큰을 받아들일 수 없습니다.',
    INVALID_SERVICE_KEY: '없거나 폐기되었거나 만료된 서비스 키입니다.',
    FORBIDDEN: '현재 역할로는 할 수 없는 일입니다.',
    NOT_FOUND: '해당하는 기록이 없습니다.',
    BAD_USER_INPUT: '규칙에 맞지 않는 값이 있습니다. 표시된 항목을 고쳐 주세요.',
    RATE_LIMITED: '시도가 너무 많습니다. 잠시 후 다시 시도해 주세요.',
    QUERY_TOO_COMPLEX: '한 번에 너무 많이 요청했습니다. 조건을 좁혀 주세요.',
    GUARD_INDEX_MISMATCH:
      '중복 지급을 막는 장치에 문제가 있어 보상 요청을 받지 않습니다. 서버 담당자에게 알려 주세요.',
    SERVICE_UNAVAILABLE: '지금은 할 수 없습니다. 잠시 후 다시 시도해 주세요.',
    INTERNAL_SERVER_ERROR: '서버에서 문제가 생겼습니다. 아래 번호와 함께 서버 담당자에게 알려 주세요.',
    BAD_REQUEST: '서버가 처리하지 않는 요청입니다. 페이지를 새로 고쳐 주세요.',
    GRAPHQL_PARSE_FAILED: '콘솔과 서버의 버전이 맞지 않습니다. 페이지를 새로 고쳐 주세요.',
    GRAPHQL_VALIDATION_FAILED: '콘솔과 서버의 버전이 맞지 않습니다. 페이지를 새로 고쳐 주세요.',
    OPERATION_RESOLUTION_FAILURE: '콘솔과 서버의 버전이 맞지 않습니다. 페이지를 새로 고쳐 주세요.',
    PERSISTED_QUERY_NOT_FOUND: '콘솔과 서버의 버전이 맞지 않습니다. 페이지를 새로 고쳐 주세요.',
    PERSISTED_QUERY_NOT_SUPPORTED: '콘솔과 서버의 버전이 맞지 않습니다. 페이지를 새로 고쳐 주세요.',
    USERNAME_TAKEN: '이미 사용 중인 이름입니다.',
    LAST_ADMIN: '마지막 관리자는 역할을 낮추거나 비활성화할 수 없습니다.',
    EVENT_NOT_STARTED: '이벤트가 아직 시작되지 않았습니다.',
    EVENT_ENDED: '이벤트가 끝났습니다.',
    EVENT_INACTIVE: '이벤트가 일시중지되었거나 보관되었습니다.',
    EVENT_ARCHIVED: '보관된 이벤트는 더 이상 바꿀 수 없습니다.',
    EVENT_INCOMPLETE:
      '활성 이벤트에는 보상이 있어야 하고, 운영자가 결정하는 경우가 아니면 조건도 있어야 하며, 시작이 종료보다 빨라야 합니다. 조건으로 요구하는 이벤트가 다른 이벤트를 거쳐서라도 다시 이 이벤트를 요구해서는 안 됩니다.',
    EVENT_HAS_REQUESTS:
      '이미 요청이 들어온 이벤트입니다. 조건, 보상, 지급 방식, 시작 시각, 앞당긴 종료 시각은 바꿀 수 없습니다.',
    ALREADY_REQUESTED: '이 사용자의 요청이 이미 결정을 기다리고 있습니다.',
    ALREADY_REWARDED: '이 사용자는 이 이벤트의 보상을 이미 받았습니다.',
    CONDITIONS_NOT_MET: '충족되지 않은 조건이 있습니다.',
    OUT_OF_STOCK: '재고가 부족합니다.',
    IDEMPOTENCY_KEY_REUSED: '이 양식은 이미 다른 값으로 전송되었습니다. 다시 열어 주세요.',
    ALREADY_DECIDED: '그사이 다른 운영자가 이 요청을 결정했습니다.',
    REJECTED: '운영자가 거절했습니다.',
    ACCOUNT_DISABLED: '비활성화된 계정입니다. 요청을 거절할 수는 있지만 승인할 수는 없습니다.',
    IDENTITY_TAKEN: '다른 계정에 연결된 신원입니다.',
    ISSUER_NOT_ALLOWED: '여기서 쓸 수 없는 발급자입니다.',
    LAST_WAY_IN: '로그인할 수 있는 유일한 방법입니다. 먼저 비밀번호를 정하거나 다른 신원을 연결해 주세요.',
    UNKNOWN_USER: '그 id나 신원으로 참여할 수 있는 계정이 없습니다.',
    GRANT_NOT_FOUND: '그런 지급 항목이 없습니다.',
    ACKNOWLEDGED_OTHERWISE: '이 지급 항목은 이미 다른 내용으로 확인되었습니다.',
    SELF_DECISION_FORBIDDEN: '자기 계정의 요청은 결정할 수 없습니다.',
    STALE_VERSION: '그사이 다른 운영자가 이 이벤트를 바꿨습니다.',
    NETWORK: '서버가 응답하지 않습니다.',
    UNKNOWN: '더 새로운 서버만 아는 이유로 거절되었습니다.',
    NO_CODE: '문제가 생겼습니다.',
  },
);

/** The text for a person; an unknown code falls back to the server's message. */
export function errorText(
  { code, message }: Pick<ErrorFacts, 'code' | 'message'>,
  language: Language,
): string {
  const texts = errorTexts[language];
  return texts[code] ?? (message || texts['NO_CODE'] || code);
}
