import { koreanRules } from '../../console/src/pages/audit/korean-rules';
import { CHECKS } from '../../src/invariants/checks';

test('each rule of invariants has its Korean text, and no text is without a rule', () => {
  const names = CHECKS.flatMap(({ rules }) => rules.map(({ name }) => name));
  expect(Object.keys(koreanRules).sort()).toEqual([...names].sort());
  for (const text of Object.values(koreanRules)) expect(text).toMatch(/[가-힣]/);
});
