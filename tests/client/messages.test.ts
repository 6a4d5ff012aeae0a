import { LOCALES, messages, textOf } from '../../clients/typescript/src/messages';
import { ERROR_CODES, REFUSAL_CODES } from '../../src/errors';

const NETWORK = ['ABORTED', 'TIMED_OUT', 'UNREACHABLE', 'UNREADABLE_ANSWER'];
const codes = [...Object.keys(ERROR_CODES), ...Object.keys(REFUSAL_CODES), ...NETWORK];

test.each(LOCALES)('every code of the server has its text in %s, and no other', (locale) => {
  expect(Object.keys(messages[locale]).sort()).toEqual([...codes].sort());
  for (const text of Object.values(messages[locale])) expect(text).toMatch(/^\S.+[.]$/);
});

test('Korean texts are Korean, and English ones are not', () => {
  for (const text of Object.values(messages.ko)) expect(text).toMatch(/\p{Script=Hangul}/u);
  for (const text of Object.values(messages.en)) expect(text).not.toMatch(/\p{Script=Hangul}/u);
});

test('a code that a newer server has shows the server’s own message', () => {
  expect(textOf({ code: 'NEWER' as never, message: 'A newer rule.' }, 'ko')).toBe('A newer rule.');
  expect(textOf({ code: 'OUT_OF_STOCK', message: '' }, 'ko')).toBe(messages.ko.OUT_OF_STOCK);
});
