/** The types of entries of the reward feed. */
export const FEED_TYPES = [
  'REWARD_GRANTED',
  'REWARD_REVOKED',
  'REQUEST_PENDING',
  'REQUEST_REJECTED',
  'USER_ERASED',
] as const;
export type FeedType = (typeof FEED_TYPES)[number];

/** Entries of one page. */
export const FEED_PAGE_MAX = 200;
/** Grants that one call acknowledges. */
export const ACKNOWLEDGEMENTS_MAX = 200;

/** An entry that a row still owes the feed, as the row's `due` names it. `due` also holds other obligations. */
export type FeedObligation = `feed:${FeedType}`;

/** What obligations of the feed begin with. */
export const OBLIGATION_PREFIX = 'feed:';

/** The types whose entries this release writes; a server that knows more types writes the others. */
export const RELAYED_TYPES = [
  'REQUEST_PENDING',
  'REWARD_GRANTED',
  'REQUEST_REJECTED',
  'REWARD_REVOKED',
] as const;
export type RelayedType = (typeof RELAYED_TYPES)[number];
export const RELAYED_OBLIGATIONS: readonly FeedObligation[] = RELAYED_TYPES.map(owes);

/** What a paid row owes until each of its grants that gives a code has one. */
export const OWES_CODES = 'codes';

export function owes(type: FeedType): FeedObligation {
  return `${OBLIGATION_PREFIX}${type}`;
}

/**
 * The entries that can be written now, in the order in which the row came to owe them. It ends before a type that only
 * a newer server knows, so that the entries of one row never change places, and before the entry that pays codes that
 * are still owed, so that who reads the entry can read them.
 */
export function relayable(due: readonly string[]): RelayedType[] {
  const owed = due.filter((obligation) => obligation.startsWith(OBLIGATION_PREFIX));
  const owesCodes = due.includes(OWES_CODES);
  const types = owed.map((obligation) =>
    RELAYED_TYPES.find((type) => owes(type) === obligation && !(owesCodes && type === 'REWARD_GRANTED')),
  );
  const unknown = types.indexOf(undefined);
  return (unknown === -1 ? types : types.slice(0, unknown)) as RelayedType[];
}
