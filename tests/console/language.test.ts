import { preferredLanguage } from '../../console/src/i18n/language';

test('the language is the one chosen, else the first of the browser that is ours, else English', () => {
  expect(preferredLanguage('ko', ['en-US'])).toBe('ko');
  expect(preferredLanguage(null, ['fr-FR', 'ko-KR', 'en'])).toBe('ko');
  expect(preferredLanguage('xx', ['en-GB', 'ko'])).toBe('en');
  expect(preferredLanguage(null, ['fr'])).toBe('en');
});
