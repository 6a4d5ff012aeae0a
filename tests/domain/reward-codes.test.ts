import { isLowPool, maskedCode, readCode } from '../../src/domain/reward-codes';

test.each([
  ['007', '007'],
  ['7', '7'],
  ['Ab', 'Ab'],
  ['AB', 'AB'],
  [' A 1 ', ' A 1 '],
  ['A1\r', 'A1'],
  ['A1\n', 'A1'],
  ['A1\r\n', 'A1'],
  ['cafe\u0301', 'caf\u00e9'],
  ['x'.repeat(200), 'x'.repeat(200)],
  ['😀'.repeat(200), '😀'.repeat(200)],
])('%j is the code %j', (text, code) => {
  expect(readCode(text)).toEqual({ code });
});

test.each([
  ['', 'has no code'],
  ['\r\n', 'has no code'],
  ['x'.repeat(201), 'has a code of more than 200 characters'],
  ['😀'.repeat(201), 'has a code of more than 200 characters'],
  ['A\u00001', 'has a code with a character that cannot be stored'],
  ['A\ud800', 'has a code with a character that cannot be stored'],
  ['A\ufffd', 'holds bytes that are not UTF-8'],
  ['A\n1', 'has a code with a line break'],
  [' \u200b ', 'has a code without a visible character'],
])('%j is no code', (text, fault) => {
  expect(readCode(text)).toEqual({ fault });
});

test.each([
  ['GIFT-2026-0001', '••••0001'],
  ['12345678', '••••5678'],
  ['1234567', '••••567'],
  ['007', '••••7'],
  ['7', '••••'],
  ['😀'.repeat(8), `••••${'😀'.repeat(4)}`],
])('staff see %j as %j', (code, masked) => {
  expect(maskedCode(code)).toBe(masked);
});

test.each([
  [1_000, 100, false],
  [2_000, 199, true],
  [2_000, 200, false],
  [500, 99, true],
  [500, 100, false],
  [0, 0, true],
])('of %i codes %i left: low is %s', (imported, remaining, low) => {
  expect(isLowPool({ imported, remaining })).toBe(low);
});
