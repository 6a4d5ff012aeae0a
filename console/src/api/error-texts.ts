import messages from '../../../src/domain/error-messages.json';
import type { Language } from '../i18n/language';
import { inBothLanguages } from '../i18n/texts';
import type { ErrorFacts } from './error-facts';

/** A text for every ErrorCode and RefusalCode, for people; the server's own messages are for developers. */
export const errorTexts = inBothLanguages<Record<string, string>>(
  {
    ...staffTexts('en'),
    NETWORK: 'The server is not responding.',
    NO_CODE: 'Something went wrong.',
  },
  {
    ...staffTexts('ko'),
    NETWORK: '서버가 응답하지 않습니다.',
    NO_CODE: '문제가 생겼습니다.',
  },
);

function staffTexts(language: Language): Record<string, string> {
  const codes = Object.entries({ ...messages.errors, ...messages.refusals });
  return Object.fromEntries(codes.map(([code, { staff }]) => [code, staff[language]]));
}

const refusals: Record<string, { readonly user: Record<Language, string> } | undefined> = messages.refusals;

/** The text of a refusal for the users themselves; an unknown code is its own text. */
export function refusalForUsers(code: string, language: Language): string {
  return refusals[code]?.user[language] ?? code;
}

/** The text for a person; an unknown code falls back to the server's message. */
export function errorText(
  { code, message }: Pick<ErrorFacts, 'code' | 'message'>,
  language: Language,
): string {
  const texts = errorTexts[language];
  return texts[code] ?? (message || texts['NO_CODE'] || code);
}
