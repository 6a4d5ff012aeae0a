import { usernameFault, usernameKey } from '../../src/domain/username';

describe('names that differ only in case or width are one name', () => {
  test.each([
    ['Alice', 'alice'],
    ['ＡＬＩＣＥ', 'alice'],
    ['ﬁsh', 'fish'],
    ['\u212Aevin', 'kevin'],
    ['Straße', 'strasse'],
    ['STRASSE', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος', 'οδοσ'],
    ['İREM', 'irem'],
    ['ırem', 'irem'],
    ['Jose\u0301', 'josé'],
    ['\u1112\u1161\u11ab글', '한글'],
    ['ﾊﾟﾝﾀﾞ', 'パンダ'],
    ['a.b_c-9', 'a.b_c-9'],
  ])('%s is %s', (username, key) => {
    expect(usernameKey(username)).toBe(key);
  });

  test('case and a second folding change no key, whatever the letter', () => {
    const unstable: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const letter = String.fromCodePoint(code);
      if (!/[\p{L}\p{M}\p{Nd}]/u.test(letter)) continue;
      for (const name of [letter, `i\u0307${letter}`]) {
        const key = usernameKey(name);
        const forms = [key, name.toUpperCase(), name.toLowerCase(), name.normalize('NFD')];
        if (forms.some((form) => usernameKey(form) !== key)) unstable.push(name);
      }
    }
    expect(unstable).toEqual([]);
  });

  test('different names keep different keys', () => {
    const names = ['alice', 'аlice', 'a.lice', 'alice1', 'a-lice', 'a_lice', 'álice'];
    expect(new Set(names.map(usernameKey)).size).toBe(names.length);
  });
});

describe('a username is 3 to 32 letters and digits of one script', () => {
  test.each([
    ['Latin', 'alice'],
    ['3 characters', 'abc'],
    ['32 characters', 'a'.repeat(32)],
    ['32 characters of two UTF-16 units', '𠮷'.repeat(32)],
    ['digits only', '12345'],
    ['punctuation within', 'a.b_c-d'],
    ['accents that compose', 'Jose\u0301 Müller'.replace(' ', '')],
    ['Hangul', '홍길동'],
    ['Hangul with ASCII digits', '홍길동_99'],
    ['Hangul in conjoining jamo', '홍길동'.normalize('NFD')],
    ['Hangul with Han', '洪길동'],
    ['Han', '李小龍'],
    ['Han with kana', '山田たろう'],
    ['kana with the long vowel mark', 'スーパー'],
    ['halfwidth kana', 'ﾊﾟﾝﾀﾞ'],
    ['fullwidth Latin and digits', 'ａｌｉｃｅ９'],
    ['Cyrillic', 'Алиса'],
    ['Greek', 'Αλίκη'],
    ['Arabic', 'محمد'],
    ['Arabic digits with Arabic', 'محمد٩'],
    ['Devanagari with vowel signs', 'हिन्दी'],
    ['Thai with vowel signs', 'กิตติ'],
  ])('%s is accepted', (_title, username) => {
    expect(usernameFault(username)).toBeNull();
  });

  const length = 'must have 3 to 32 characters';
  const letters = 'may hold only letters, digits, ".", "_" and "-"';
  const script = 'must use the letters and digits of one script';
  test.each([
    ['nothing', '', length],
    ['2 characters', 'ab', length],
    ['2 characters of two UTF-16 units', '𠮷𠮷', length],
    ['33 characters', 'a'.repeat(33), length],
    ['2 characters typed as 3 code points', 'ae\u0301', length],
    ['a space', 'a lice', letters],
    ['a line end', 'alice\n', letters],
    ['a symbol', 'al$ice', letters],
    ['an at sign', 'a@b.c', letters],
    ['an emoji', 'ali😀ce', letters],
    ['a circled letter', 'ⓐlice', letters],
    ['a NUL', 'ali\0ce', letters],
    ['half a surrogate pair', 'ali\ud83dce', letters],
    ['a zero width joiner', 'ali\u200dce', letters],
    ['a text direction mark', 'ali\u202ece', letters],
    ['a soft hyphen', 'ali\u00adce', letters],
    ['the invisible Hangul filler', '홍길동\u3164', letters],
    ['the invisible halfwidth Hangul filler', '\uffa0\uffa0\uffa0', letters],
    ['a mark without its letter', '\u093fabc', letters],
    ['four marks on one letter', 'ก' + '\u0e34\u0e48\u0e34\u0e48' + 'ก', letters],
    ['a mark that composes with nothing', 'alq\u0301ce', script],
    ['Hangul with Latin', '홍gildong', script],
    ['Latin with one Cyrillic letter', 'аlice', script],
    ['Latin with one Greek letter', 'αlice', script],
    ['Han with Latin', '李bruce', script],
    ['kana with Hangul', 'たろ길동', script],
    ['Latin with Arabic digits', 'alice٩', script],
    ['a ligature that unfolds to a phrase', 'ﷺﷺﷺ', script],
    ['a script of scholars', '𐎠𐎡𐎢', script],
  ])('%s is refused', (_title, username, fault) => {
    expect(usernameFault(username)).toBe(fault);
  });
});
