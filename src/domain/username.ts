import { USERNAME_MAX_CHARACTERS, USERNAME_MIN_CHARACTERS } from './limits';
import { characterCount } from './text';

/** UAX 31, table 5: the scripts in everyday use. */
const SCRIPTS = [
  ...['Arabic', 'Armenian', 'Bengali', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Georgian', 'Greek', 'Gujarati'],
  ...['Gurmukhi', 'Hebrew', 'Kannada', 'Khmer', 'Lao', 'Latin', 'Malayalam', 'Myanmar', 'Oriya', 'Sinhala'],
  ...['Tamil', 'Telugu', 'Thaana', 'Thai', 'Tibetan'],
];

/**
 * UTS 39, 5.1: written together, these are one script. (Its level "highly restrictive" would add Latin to
 * each of them; we don't.) U+30FC lengthens a kana but belongs to no script.
 */
const JOINT_SCRIPTS = [
  String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc`,
  String.raw`\p{Script=Han}\p{Script=Bopomofo}`,
  String.raw`\p{Script=Han}\p{Script=Hangul}`,
];

const ONE_SCRIPT = new RegExp(
  [...SCRIPTS.map((script) => String.raw`\p{Script=${script}}`), ...JOINT_SCRIPTS]
    .map((script) => `^[${script}0-9._-]*$`)
    .join('|'),
  'u',
);

/** The vowel signs of Hindi or Thai are marks: they are letters to their readers. */
const LETTERS = /^[\p{L}\p{Mn}\p{Mc}\p{Nd}._-]*$/u;
/** Three are the most that an Indic syllable needs; more, or one without a letter, only disturbs the screen. */
const STRAY_MARK = /(?<![\p{L}\p{M}])\p{M}|\p{M}{4}/u;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

/**
 * The form in which usernames are unique: NFKC, full case folding, NFKC again (folding can undo it).
 * Folding twice changes nothing. JavaScript has no case folding; lower, upper, lower makes ẞ, ß and SS one,
 * and differs from Unicode's in the target of Cherokee and in the Turkish i's: I, İ, ı and i are one, or a
 * Turkish keyboard's capitals would make two accounts of one name.
 */
export function usernameKey(username: string): string {
  return username
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(/ς/g, 'σ')
    .normalize('NFD')
    .replace(/(?<=i\p{M}*)\u0307/gu, '')
    .normalize('NFKC');
}

/**
 * What is wrong with a username as typed, in English and without the value; null when nothing is.
 * 3 to 32 characters, counted in NFC: canonically equal names are judged alike. Letters and digits of one
 * script (their NFKC's, where a fullwidth Ａ is Latin), digits 0-9 with any, `.`, `_`, `-`. Marks only where
 * they belong to the script itself: accents that compose with no letter are refused.
 */
export function usernameFault(username: string): string | null {
  const typed = username.normalize('NFC');
  const folded = username.normalize('NFKC');
  const count = characterCount(typed);
  if (count < USERNAME_MIN_CHARACTERS || count > USERNAME_MAX_CHARACTERS) {
    return `must have ${USERNAME_MIN_CHARACTERS} to ${USERNAME_MAX_CHARACTERS} characters`;
  }
  if (!LETTERS.test(typed) || INVISIBLE.test(typed) || STRAY_MARK.test(folded)) {
    return 'may hold only letters, digits, ".", "_" and "-"';
  }
  if (!ONE_SCRIPT.test(folded)) return 'must use the letters and digits of one script';
  return null;
}
