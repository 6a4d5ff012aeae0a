import { characterCount, hasVisibleCharacter, isWellFormedText } from './text';

/** The codes of a pool: what they are, and what people see of them. */

export const CODE_MAX_CHARACTERS = 200;
/** Rows of one file. */
export const CODES_PER_FILE_MAX = 1_000_000;

const MASK = '••••';
const SHOWN_CHARACTERS = 4;

export type ReadCode = { readonly code: string } | { readonly fault: string };

/**
 * The code that a row of a file holds: exact but for its Unicode form (NFC) and line ends. Leading zeros, spaces and
 * case are part of it. A fault names no value.
 */
export function readCode(text: string): ReadCode {
  const code = text.replace(/[\r\n]+$/, '').normalize('NFC');
  if (code === '') return { fault: 'has no code' };
  if (characterCount(code) > CODE_MAX_CHARACTERS)
    return { fault: `has a code of more than ${CODE_MAX_CHARACTERS} characters` };
  // The replacement character: what the bytes meant is lost.
  if (code.includes('\ufffd')) return { fault: 'holds bytes that are not UTF-8' };
  if (!isWellFormedText(code)) return { fault: 'has a code with a character that cannot be stored' };
  if (/[\r\n]/.test(code)) return { fault: 'has a code with a line break' };
  if (!hasVisibleCharacter(code)) return { fault: 'has a code without a visible character' };
  return { code };
}

/** What staff see: the last four characters, and never more than half of a short code. */
export function maskedCode(code: string): string {
  const characters = [...code];
  const shown = Math.min(SHOWN_CHARACTERS, Math.floor(characters.length / 2));
  return MASK + characters.slice(characters.length - shown).join('');
}

const LOW_CODES = 100;

/** Whether more codes should be imported: fewer than a tenth of them, or than 100, can still be won. */
export function isLowPool({
  imported,
  remaining,
}: {
  readonly imported: number;
  readonly remaining: number;
}) {
  return remaining * 10 < imported || remaining < LOW_CODES;
}
