import { conditionText } from '../../clients/typescript/src/condition-texts';
import { LOCALES } from '../../clients/typescript/src/messages';
import { CONDITION_KINDS, CONDITIONS } from '../../src/domain/conditions';

const CASES = LOCALES.flatMap((locale) =>
  CONDITION_KINDS.flatMap((kind) => [1, 3].map((target) => ({ locale, kind, target }))),
);

test.each(CASES)('$kind with the target $target reads like the console in $locale', (given) => {
  const { locale, kind, target } = given;
  const { parameters, texts } = CONDITIONS[kind];
  const activityKind = (parameters as readonly string[]).includes('activityKind') ? 'purchase' : null;
  const condition = { kind, target, current: 1, activityKind, description: 'The sentence of the server.' };
  expect(conditionText(condition, locale)).toEqual({
    requirement: texts[locale].requirement(target, activityKind ?? undefined),
    progress: texts[locale].progress?.(1, target) ?? null,
  });
});

test('a kind that a newer server has shows the sentence of the server', () => {
  const condition = { kind: 'NEWER' as never, target: 1, current: 0, description: 'A newer rule.' };
  expect(conditionText(condition, 'ko')).toEqual({ requirement: 'A newer rule.', progress: null });
});
