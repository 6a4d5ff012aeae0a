import { CONDITION_KINDS, CONDITIONS, type ConditionKind } from '../../../../src/domain/conditions';
import { inBothLanguages } from '../../i18n/texts';
import type { Language } from '../../i18n/language';

/** The name of each kind of condition. */
export const conditionNames = inBothLanguages(
  namesIn('en', 'Unknown kind'),
  namesIn('ko', '알 수 없는 종류'),
);

function namesIn(language: Language, UNKNOWN: string): Readonly<Record<ConditionKind | 'UNKNOWN', string>> {
  const names = CONDITION_KINDS.map((kind) => [kind, CONDITIONS[kind].texts[language].name]);
  return { ...(Object.fromEntries(names) as Record<ConditionKind, string>), UNKNOWN };
}
