import type { InstantStyle } from '../../time/format';
import { auditTexts, type AuditAction } from './audit-texts';
import { englishSentences } from './english-sentences';
import { Facts } from './facts';
import { koreanSentences } from './korean-sentences';

/** What an act changed, in a sentence. A function returns null when the entry lacks what the sentence is about. */
export type Sentence = string | ((facts: Facts) => string | null);
export type Sentences = Readonly<Record<AuditAction, Sentence>>;

interface Act {
  readonly action: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What an audit entry says, in one or more sentences. An action of a newer server is shown by its name. */
export function sentenceOf(act: Act, style: InstantStyle): string {
  const sentences: Readonly<Record<string, Sentence>> =
    style.language === 'ko' ? koreanSentences : englishSentences;
  const sentence = sentences[act.action];
  if (typeof sentence === 'string') return sentence;
  const { actions } = auditTexts[style.language];
  return sentence?.(new Facts(act, style)) ?? actions[act.action] ?? act.action;
}
