import type { EventPhase, EventState } from '../generated/documents';
import type { commonTexts } from './common-texts';

export interface ShownState {
  readonly state: EventState;
  readonly draft: boolean;
}

type Words = Pick<(typeof commonTexts)['en'], 'eventPhases'>;

/** The state of an event in a word: an inactive one is a draft or paused. */
export function eventStateWord(event: ShownState, { eventPhases }: Words): string {
  return eventPhases[phaseOf(event)];
}

function phaseOf({ state, draft }: ShownState): EventPhase {
  if (state !== 'INACTIVE') return state;
  return draft ? 'DRAFT' : 'PAUSED';
}
