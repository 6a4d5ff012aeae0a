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
  /** No more mutations than an answer has errors: the fault of each is told. */
  rootFields: { query: 10, mutation: 5, subscription: 1 },
  fields: 500,
  aliases: 20,
  directives: 20,
  /** The same response name or fragment in one selection set: merging compares each with each. */
  repeats: 3,
  cost: 25_000,
} as const;

/** Lists without a page size hang on one event or request: 20 at most, mostly few. */
export const LIST_SIZE = 10;

/** What costs more than a field that lies in its row, counted in such fields. */
const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ['Query.auditVerification', 5_000],
  ['Query.invariants', 5_000],
  ['Query.rewardGrantSums', 2_000],
  ['Mutation.register', 500],
  ['Mutation.login', 500],
  ['Mutation.changePassword', 1_000],
  ['Event.stats', 8_000],
  ['Overview.requests', 2_000],
  ['Overview.lowStock', 100],
  ['Overview.waiting', 500],
  ['Event.myEligibility', 20],
  ['User.attendanceStreak', 50],
  ['User.points', 20],
]);
const COUNT_WEIGHT = 500;

/** What a field costs by itself, in fields that lie in their row. */
export function weightOf(typeName: string | undefined, field: string): number {
  if (field === 'totalCount') return COUNT_WEIGHT;
  return WEIGHTS.get(`${typeName}.${field}`) ?? 1;
}
