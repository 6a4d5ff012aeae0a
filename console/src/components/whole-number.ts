/**
 * The whole number that somebody typed or pasted; NaN when it is none. Thousands may be grouped by commas or spaces,
 * digits may be full-width, as Korean and Japanese keyboards write them. A dot never groups: it is ambiguous.
 */
export function wholeNumber(typed: string): number {
  const text = typed.normalize('NFKC').trim();
  const isNumber = /^[+-]?\d{1,15}$/.test(text) || /^[+-]?\d{1,3}([, ])\d{3}(\1\d{3}){0,3}$/.test(text);
  return isNumber ? Number(text.replace(/[, ]/g, '')) : NaN;
}
