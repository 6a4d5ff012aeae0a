import type { EventState } from '../generated/documents';
import type { commonTexts } from './common-texts';

export interface ShownState {
  readonly state: EventState;
  readonly draft: boolean;
}

type Words = Pick<(typeof commonTexts)['en'], 'eventStates' | 'draft' | 'paused'>;

/** The state of an event in a word: an inactive one is a draft or paused. */
export function eventStateWord({ state, draft }: ShownState, words: Words): string {
  if (state !== 'INACTIVE') return words.eventStates[state];
  return draft ? words.draft : words.paused;
}
