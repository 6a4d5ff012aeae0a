import { factsOf } from '../../console/src/api/error-facts';
import { errorText, errorTexts } from '../../console/src/api/error-texts';
import { ERROR_CODES, REFUSAL_CODES } from '../../src/errors';

const codes = [...Object.keys(ERROR_CODES), ...Object.keys(REFUSAL_CODES)];

test.each(['en', 'ko'] as const)('every code that the API answers has a text in %s', (language) => {
  const texts = errorTexts[language];
  expect(codes.filter((code) => !texts[code])).toEqual([]);
  expect(Object.keys(texts).sort()).toEqual([...codes, 'NETWORK', 'NO_CODE'].sort());
});

test('Korean texts are Korean', () => {
  const others = Object.entries(errorTexts.ko).filter(([, text]) => !/[가-힣]/.test(text));
  expect(others).toEqual([]);
});

test('a code that the console does not know is shown in the words of the server', () => {
  expect(errorText({ code: 'NEWER_THAN_THIS', message: 'A rule of tomorrow.' }, 'ko')).toBe(
    'A rule of tomorrow.',
  );
});

test('what a fault carries is read from its extensions', () => {
  const extensions = {
    code: 'RATE_LIMITED',
    requestId: 'a-request',
    retryAfterSeconds: 7,
    fields: [{ path: 'input.title', message: 'too long' }],
  };
  expect(factsOf({ graphQLErrors: [{ message: 'Too many', extensions }] })).toEqual({
    ...extensions,
    message: 'Too many',
  });
});

test('no answer is told apart from an answer without a code', () => {
  expect(factsOf({ networkError: new TypeError('Failed to fetch'), graphQLErrors: [] }).code).toBe('NETWORK');
  expect(factsOf({ graphQLErrors: [{ message: 'odd' }] }).code).toBe('NO_CODE');
});
