/** Unicode code points: what the limits of values call characters. */
export function characterCount(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; count++) index += text.codePointAt(index)! > 0xffff ? 2 : 1;
  return count;
}

/** False for a NUL, which BSON keys and C libraries cut at, and for half a surrogate pair, which UTF-8 lacks. */
export function isWellFormedText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/** Default_Ignorable_Code_Point includes the Hangul fillers, such as U+3164; U+2800 is the empty Braille pattern. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800\ufff9-\ufffb]/u;

/** Whether people see anything of the text. */
export function hasVisibleCharacter(text: string): boolean {
  return VISIBLE.test(text);
}
