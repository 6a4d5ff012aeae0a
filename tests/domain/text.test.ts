import { characterCount, isWellFormedText } from '../../src/domain/text';

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
