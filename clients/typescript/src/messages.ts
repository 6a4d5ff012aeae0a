import { errorTexts } from './error-texts.ts';
import type { Failure, FailureCode } from './failure.ts';

/** The languages that there are texts in. */
export const LOCALES = ['en', 'ko'] as const;
export type Locale = (typeof LOCALES)[number];

const en: Readonly<Record<FailureCode, string>> = {
  ...errorTexts.en,
  ABORTED: 'Cancelled.',
  TIMED_OUT: 'The server did not answer in time.',
  UNREACHABLE: 'The server cannot be reached. Please check the connection.',
  UNREADABLE_ANSWER: 'The server sent an invalid response.',
};

const ko: Readonly<Record<FailureCode, string>> = {
  ...errorTexts.ko,
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
