import { LOW_STOCK_MAX, ENDING_EVENTS_MAX, PAGE_SIZE_MAX } from '../domain/limits';
import { FEED_PAGE_MAX } from '../domain/reward-feed';
import { FEATURES } from '../features';

/** How much one operation may ask for. Reasons, and what our own operations ask for: docs/limits.md. */
export const DOCUMENT_LIMITS = {
  /** Of the whole document; the parser stops there. */
  tokens: 2_000,
  /** Brackets inside brackets, of any kind: types and values too are read once more for each level. */
  brackets: 40,
  /** Characters. An alias is repeated in every row of the answer, and names are quoted in errors. */
  name: 100,
  operations: 10,
  fragments: 30,
  depth: 10,
  /** Explorers follow `ofType` nine times. */
  introspectionDepth: 20,
  /** At most as many mutations as an answer has errors, so that each error is reported. */
  rootFields: { query: 10, mutation: 5, subscription: 1 },
  fields: 500,
  aliases: 20,
  directives: 20,
  /** The same response name or fragment in one selection set: merging compares each with each. */
  repeats: 3,
  cost: 25_000,
} as const;

/** Lists of these types belong to one event, request, account or refusal: 20 rows at most, mostly few. */
export const SHORT_LISTS: ReadonlySet<string> = new Set([
  ...['Condition', 'ConditionProgress', 'Reward', 'RewardGrant'],
  ...['GrantTypeSum', 'ReasonCount', 'Identity', 'UserError'],
]);
const SHORT_LIST_SIZE = 10;
/** Other lists without a page size, of all features: as many rows as they may have, of days those of a year. */
export const LIST_SIZES: ReadonlyMap<string, number> = new Map(
  FEATURES.flatMap(({ listSizes = {} }) => Object.entries(listSizes)),
);
/** The largest `first`, where it is not that of all other lists. */
const PAGE_SIZES_MAX: ReadonlyMap<string, number> = new Map([
  ['Query.rewardFeed', FEED_PAGE_MAX],
  ['Overview.lowStock', LOW_STOCK_MAX],
  ['Overview.ending', ENDING_EVENTS_MAX],
]);

/** Introspection: the process does nothing else for some milliseconds. */
const OWN_WEIGHTS = { 'Query.__schema': 2_000, 'Query.__type': 2_000 };
/** What costs more than a field that lies in its row, counted in such fields. */
export const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ...Object.entries(OWN_WEIGHTS),
  ...FEATURES.flatMap(({ costs = {} }) => Object.entries(costs)),
]);
export const COUNT_WEIGHT = 500;

/** The cost of a field by itself; a field stored in its parent's row costs 1. */
export function weightOf(typeName: string | undefined, field: string): number {
  if (field === 'totalCount') return COUNT_WEIGHT;
  return WEIGHTS.get(`${typeName}.${field}`) ?? 1;
}

/** How many rows a list counts that has no page size; undefined: a list that is not declared here. */
export function listSizeOf(typeName: string | undefined, field: string, item: string): number | undefined {
  return LIST_SIZES.get(`${typeName}.${field}`) ?? (SHORT_LISTS.has(item) ? SHORT_LIST_SIZE : undefined);
}

export function pageSizeMaxOf(typeName: string | undefined, field: string): number {
  return PAGE_SIZES_MAX.get(`${typeName}.${field}`) ?? PAGE_SIZE_MAX;
}
