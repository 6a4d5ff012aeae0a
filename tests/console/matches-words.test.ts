import { matchesWords } from '../../console/src/components/matches-words';

test.each(['NFC', 'NFD'] as const)('a name is found by its words in the form %s', (form) => {
  expect(matchesWords('접근 기록', '기록'.normalize(form))).toBe(true);
  expect(matchesWords('접근 기록'.normalize('NFD'), '기록'.normalize(form))).toBe(true);
  expect(matchesWords('Épreuve', 'épr'.normalize(form))).toBe(true);
  expect(matchesWords('접근 기록', '지급'.normalize(form))).toBe(false);
});
