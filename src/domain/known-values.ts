import { CONDITION_KINDS } from './conditions';
import { PAYOUT_MODES, REWARD_TYPES } from './reward';

/**
 * The reading of a stored value that this version does not know, because a newer server on the same database wrote it.
 * Nothing is judged, paid or changed by such a value, and no input takes this word.
 */
export const UNKNOWN = 'UNKNOWN';

/** The value itself, or UNKNOWN for one that is not among the words. */
export function knownOf<Word extends string>(words: readonly Word[], value: string): Word | typeof UNKNOWN {
  return words.find((word) => word === value) ?? UNKNOWN;
}

/** What decides how an event is judged and paid. */
interface EventMeaning {
  readonly payout: string;
  readonly conditions: ReadonlyArray<{ readonly kind: string }>;
  readonly rewards: ReadonlyArray<{ readonly type: string }>;
}

/** Whether only a newer server can judge, pay or change the event. */
export function holdsUnknownValue({ payout, conditions, rewards }: EventMeaning): boolean {
  return (
    knownOf(PAYOUT_MODES, payout) === UNKNOWN ||
    conditions.some(({ kind }) => knownOf(CONDITION_KINDS, kind) === UNKNOWN) ||
    rewards.some(({ type }) => knownOf(REWARD_TYPES, type) === UNKNOWN)
  );
}
