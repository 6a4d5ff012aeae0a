/** Whether a name has the words in it, in any case and Unicode form: Hangul that was pasted from macOS is decomposed. */
export function matchesWords(name: string, words: string): boolean {
  return comparable(name).includes(comparable(words));
}

function comparable(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
