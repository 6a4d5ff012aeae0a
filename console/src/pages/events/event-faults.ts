import { isActivityKind } from '../../../../src/domain/activities';
import { definitionOf } from '../../../../src/domain/conditions';
import {
  CONDITIONS_MAX,
  DESCRIPTION_MAX_CHARACTERS,
  EXTERNAL_ID_MAX_CHARACTERS,
  NAME_MAX_CHARACTERS,
  QUANTITY_MAX,
  QUANTITY_MIN,
  REWARDS_MAX,
  STOCK_MAX,
  TITLE_MAX_CHARACTERS,
} from '../../../../src/domain/limits';
import { claimEnd, closesBeforeLateActivities, isClaimWindow } from '../../../../src/domain/event-window';
import { exceedsManualCap } from '../../../../src/domain/stock';
import { hasVisibleCharacter } from '../../../../src/domain/text';
import { wholeNumber } from '../../components/whole-number';
import { givesCodes, type ConditionDraft, type EventDraft, type RewardDraft } from './event-draft';

/** What breaks a rule of the API, shown while it is typed. The limits are the server's own. Pure. */
export type Fault =
  | 'required'
  | 'tooLong'
  | 'earlierEnd'
  | 'earlierClaims'
  | 'claimsBeforeEnd'
  | 'year'
  | 'days'
  | 'wholeNumber'
  | 'quantity'
  | 'stock'
  | 'manualStock'
  | 'event'
  | 'audience'
  | 'activityKind'
  | 'tooMany';

/** By path, such as `title` or `rewards.<key>.quantity`. */
export type Faults = Readonly<Record<string, Fault>>;

/** The API takes any year; outside of these it was mistyped. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

const lengthOf = (words: string) => [...words.trim()].length;
const isWithin = (typed: string, least: number, most: number) =>
  wholeNumber(typed) >= least && wholeNumber(typed) <= most;

/** @param frozen the window of an event that was claimed before, whose ends can only be put off */
export function faultsOf(draft: EventDraft, frozen?: Ends): Faults {
  const faults: Record<string, Fault> = {};
  if (!hasVisibleCharacter(draft.title)) faults['title'] = 'required';
  if (lengthOf(draft.title) > TITLE_MAX_CHARACTERS) faults['title'] = 'tooLong';
  if ([...draft.description].length > DESCRIPTION_MAX_CHARACTERS) faults['description'] = 'tooLong';
  if (draft.startAt === null) faults['startAt'] = 'required';
  if (hasOddYear(draft.startAt)) faults['startAt'] = 'year';
  if (frozen && isEarlier(instantOf(draft.endAt), instantOf(frozen.endAt))) faults['endAt'] = 'earlierEnd';
  if (hasOddYear(draft.endAt)) faults['endAt'] = 'year';
  if (frozen && isEarlier(claimEnd(endsOf(draft)), claimEnd(endsOf(frozen)))) {
    faults['claimUntil'] = 'earlierClaims';
  }
  if (!isClaimWindow(endsOf(draft))) faults['claimUntil'] = 'claimsBeforeEnd';
  if (hasOddYear(draft.claimUntil)) faults['claimUntil'] = 'year';
  if (draft.conditions.length > CONDITIONS_MAX) faults['conditions'] = 'tooMany';
  if (draft.rewards.length > REWARDS_MAX) faults['rewards'] = 'tooMany';
  for (const condition of draft.conditions) {
    const fault = conditionFault(condition);
    if (fault) faults[`conditions.${condition.key}`] = fault;
  }
  for (const reward of draft.rewards) {
    for (const [field, fault] of Object.entries(rewardFaults(reward)))
      faults[`rewards.${reward.key}.${field}`] = fault;
  }
  if (hasTooMuchManualStock(draft)) faults['rewards'] = 'manualStock';
  return faults;
}

function hasOddYear(instant: string | null): boolean {
  if (instant === null) return false;
  const year = new Date(instant).getUTCFullYear();
  return year < FIRST_YEAR || year > LAST_YEAR;
}

type Ends = Pick<EventDraft, 'endAt' | 'claimUntil'>;
const instantOf = (text: string | null) => (text === null ? null : new Date(text));
const endsOf = ({ endAt, claimUntil }: Ends) => ({
  endAt: instantOf(endAt),
  claimUntil: instantOf(claimUntil),
});

/** Null is open: later than any instant. */
function isEarlier(end: Date | null, other: Date | null): boolean {
  return end !== null && (other === null || end < other);
}

function conditionFault({
  kind,
  target,
  requiredEvent,
  activityKind,
  audience,
}: ConditionDraft): Fault | null {
  const definition = definitionOf(kind);
  if (definition === undefined) return null;
  if (definition.parameters.includes('requiredEventId') && !requiredEvent) return 'event';
  if (definition.parameters.includes('activityKind') && !isActivityKind(activityKind.trim())) {
    return activityKind.trim() === '' ? 'required' : 'activityKind';
  }
  if (definition.parameters.includes('audienceId') && !audience) return 'audience';
  const { max, unit, implied } = definition.target;
  if (implied !== undefined || isWithin(target, 1, max)) return null;
  if (max === Number.MAX_SAFE_INTEGER) return 'wholeNumber';
  return unit === 'days' ? 'days' : 'quantity';
}

function rewardFaults(reward: RewardDraft): Record<string, Fault> {
  const { name, quantity, stock, externalId } = reward;
  const isCounted = !givesCodes(reward);
  return {
    ...(!hasVisibleCharacter(name) && { name: 'required' as const }),
    ...(lengthOf(name) > NAME_MAX_CHARACTERS && { name: 'tooLong' as const }),
    ...(isCounted && !isWithin(quantity, QUANTITY_MIN, QUANTITY_MAX) && { quantity: 'quantity' as const }),
    ...(isCounted && stock.trim() !== '' && !isWithin(stock, 0, STOCK_MAX) && { stock: 'stock' as const }),
    ...(lengthOf(externalId) > EXTERNAL_ID_MAX_CHARACTERS && { externalId: 'tooLong' as const }),
  };
}

function hasTooMuchManualStock({ payout, rewards }: EventDraft): boolean {
  const limited = rewards
    .map(({ stock, quantity }) => ({ stock: wholeNumber(stock), quantity: wholeNumber(quantity) }))
    .filter(({ stock, quantity }) => stock >= 0 && quantity > 0);
  return payout === 'MANUAL' && exceedsManualCap(payout, limited);
}

/** What to show before somebody tried to save: a field that is still to be filled in is no mistake yet. */
export function mistakesIn(faults: Faults): Faults {
  return Object.fromEntries(
    Object.entries(faults).filter(
      ([, fault]) => fault !== 'required' && fault !== 'event' && fault !== 'audience',
    ),
  );
}

/** Whether activities that count may still arrive when requests are no longer accepted. No fault: some want it so. */
export function missesLateActivities(draft: EventDraft, latenessHours: number): boolean {
  const countsActivities = draft.conditions.some(({ kind }) =>
    definitionOf(kind)?.parameters.includes('activityKind'),
  );
  return countsActivities && closesBeforeLateActivities(endsOf(draft), latenessHours);
}

/** Everything that an event lacks to be active; all at once. */
export type Missing = 'reward' | 'condition' | 'window';

export function missingToBeActive(
  event: Pick<EventDraft, 'startAt' | 'endAt' | 'payout'> & {
    readonly conditions: readonly unknown[];
    readonly rewards: readonly unknown[];
  },
): Missing[] {
  const missing: Missing[] = [];
  if (event.rewards.length === 0) missing.push('reward');
  if (event.conditions.length === 0 && event.payout !== 'MANUAL') missing.push('condition');
  if (
    event.startAt !== null &&
    event.endAt !== null &&
    Date.parse(event.startAt) >= Date.parse(event.endAt)
  ) {
    missing.push('window');
  }
  return missing;
}
