import type { ConditionDraft, EventDraft, RewardDraft } from './event-draft';

/** What breaks a rule of the API, told while it is typed. The numbers are the API's own limits. Pure. */
export type Fault =
  | 'required'
  | 'tooLong'
  | 'earlierEnd'
  | 'days'
  | 'wholeNumber'
  | 'quantity'
  | 'stock'
  | 'manualStock'
  | 'event'
  | 'tooMany';

/** By path, such as `title` or `rewards.<key>.quantity`. */
export type Faults = Readonly<Record<string, Fault>>;

const TITLE_LIMIT = 200;
export const LIMITS = { title: TITLE_LIMIT, name: 200, externalId: 200, description: 10_000 } as const;
const MOST_ROWS = 20;
const MOST_ATTENDANCE_DAYS = 366;
const MOST_QUANTITY = 1_000_000;
const MOST_STOCK = 1_000_000_000;
/** A hold per pending claim stands in the event: so many fit. */
const MOST_MANUAL_CLAIMS = 10_000;

const lengthOf = (words: string) => [...words.trim()].length;
/** NaN for what is no whole number. */
const wholeNumber = (typed: string) => (/^\d{1,15}$/.test(typed.trim()) ? Number(typed) : NaN);
const isWithin = (typed: string, least: number, most: number) =>
  wholeNumber(typed) >= least && wholeNumber(typed) <= most;

/** @param frozenEnd end of an event that was claimed before, which can only be put off; undefined: free */
export function faultsOf(draft: EventDraft, frozenEnd?: string | null): Faults {
  const faults: Record<string, Fault> = {};
  if (lengthOf(draft.title) === 0) faults['title'] = 'required';
  if (lengthOf(draft.title) > LIMITS.title) faults['title'] = 'tooLong';
  if ([...draft.description].length > LIMITS.description) faults['description'] = 'tooLong';
  if (draft.startAt === null) faults['startAt'] = 'required';
  if (frozenEnd !== undefined && isEarlier(draft.endAt, frozenEnd)) faults['endAt'] = 'earlierEnd';
  if (draft.conditions.length > MOST_ROWS) faults['conditions'] = 'tooMany';
  if (draft.rewards.length > MOST_ROWS) faults['rewards'] = 'tooMany';
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

/** Null is open: later than any instant. */
function isEarlier(end: string | null, other: string | null): boolean {
  return end !== null && (other === null || Date.parse(end) < Date.parse(other));
}

function conditionFault({ kind, target, requiredEvent }: ConditionDraft): Fault | null {
  if (kind === 'EVENT_REWARDED') return requiredEvent ? null : 'event';
  if (kind === 'ACCOUNT_AGE') return isWithin(target, 1, Number.MAX_SAFE_INTEGER) ? null : 'wholeNumber';
  return isWithin(target, 1, MOST_ATTENDANCE_DAYS) ? null : 'days';
}

function rewardFaults({ name, quantity, stock, externalId }: RewardDraft): Record<string, Fault> {
  return {
    ...(lengthOf(name) === 0 && { name: 'required' as const }),
    ...(lengthOf(name) > LIMITS.name && { name: 'tooLong' as const }),
    ...(!isWithin(quantity, 1, MOST_QUANTITY) && { quantity: 'quantity' as const }),
    ...(stock.trim() !== '' && !isWithin(stock, 0, MOST_STOCK) && { stock: 'stock' as const }),
    ...(lengthOf(externalId) > LIMITS.externalId && { externalId: 'tooLong' as const }),
  };
}

function hasTooMuchManualStock({ payout, rewards }: EventDraft): boolean {
  if (payout !== 'MANUAL') return false;
  const claims = rewards
    .filter(({ stock, quantity }) => stock.trim() !== '' && wholeNumber(quantity) > 0)
    .map(({ stock, quantity }) => Math.floor(wholeNumber(stock) / wholeNumber(quantity)));
  return claims.length > 0 && Math.min(...claims) > MOST_MANUAL_CLAIMS;
}

/** What to show before somebody tried to save: a field that is still to be filled in is no mistake yet. */
export function mistakesIn(faults: Faults): Faults {
  return Object.fromEntries(
    Object.entries(faults).filter(([, fault]) => fault !== 'required' && fault !== 'event'),
  );
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
