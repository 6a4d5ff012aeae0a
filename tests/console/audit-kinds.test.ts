import { readFileSync } from 'node:fs';
import { LANGUAGES } from '../../console/src/i18n/language';
import { auditTexts } from '../../console/src/pages/audit/audit-texts';

test.each(LANGUAGES)('every kind of record that the audit log is about has a name in %s', (language) => {
  const [, kinds = ''] =
    /readonly targetType:([^;]+);/.exec(readFileSync('src/audit/entries.ts', 'utf8')) ?? [];
  const known = [...kinds.matchAll(/'(\w+)'/g)].map(([, kind = '']) => kind);
  expect(known).toContain('User');
  expect(Object.keys(auditTexts[language].targetTypes).sort()).toEqual(known.sort());
});
