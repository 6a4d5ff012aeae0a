import type { Language } from './language';

export type Texts<T> = Readonly<Record<Language, T>>;

/**
 * The words of one part of the console, side by side. A text is a string, or a function of its values.
 * A key that one language lacks does not compile.
 */
export function inBothLanguages<T>(en: T, ko: NoInfer<T>): Texts<T> {
  return { en, ko };
}
