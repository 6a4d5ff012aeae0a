import { characterCount, hasVisibleCharacter, isWellFormedText } from '../../src/domain/text';

test.each([
  ['', 0],
  ['abc', 3],
  ['한글', 2],
  ['😀', 1],
  ['a😀b', 3],
  ['e\u0301', 2],
  ['\ud83d', 1],
  ['\ude00\ud83d', 2],
])('%j has %i code points', (text, count) => {
  expect(characterCount(text)).toBe(count);
});

test.each([
  ['', true],
  ['한글 😀\n', true],
  ['\ufffd', true],
  ['a\0b', false],
  ['\ud83d', false],
  ['a\ude00', false],
  ['\ude00\ud83d', false],
])('%j can be stored as it is: %s', (text, expected) => {
  expect(isWellFormedText(text)).toBe(expected);
});

test.each([
  ['', false],
  [' \t\n', false],
  ['\u00a0\u2003\u3000', false],
  ['\u200b\u2060\ufeff\u00ad\ufe0f', false],
  ['\u115f\u1160\u3164\uffa0', false],
  ['\u0001\u0085', false],
  ['\u2800', false],
  ['\ufff9\ufffa\ufffb', false],
  ['\u{e0041}', false],
  ['\u3164.\u3164', true],
  ['한', true],
  ['😀', true],
  ['\ufffc', true],
])('%j has a visible character: %s', (text, expected) => {
  expect(hasVisibleCharacter(text)).toBe(expected);
});
