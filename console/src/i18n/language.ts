export const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language calls itself what its speakers call it. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', ko: '한국어' };

/** The tags that Intl and React Aria are given; British English writes day before month and 24 hours. */
export const LOCALES: Record<Language, string> = { en: 'en-GB', ko: 'ko-KR' };

export const isLanguage = (value: unknown): value is Language => LANGUAGES.some((one) => one === value);

/** The language chosen before, else the first supported language of the browser, else English. */
export function preferredLanguage(chosen: string | null, ofBrowser: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  return ofBrowser.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}
