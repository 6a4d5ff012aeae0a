import type { Collections } from '../database/client-collections';
import { READ_LIMIT_MS } from '../database/read-limits';
import { CHECKS } from './checks';
import { EXAMPLES_MAX, type OnRead, type Rule } from './rule';

export interface InvariantResult {
  readonly name: string;
  readonly description: string;
  readonly ok: boolean;
  readonly violations: number;
  /** Up to 10 ids of rows that break the rule. */
  readonly examples: readonly string[];
}

/** The ledger's rules, each recomputed from the stored rows alone. */
export const RULES: readonly Rule[] = CHECKS.flatMap(({ rules }) => rules);

/**
 * Recomputes every rule, each on a snapshot, so that a claim on its way is seen in whole or not at all. Reads
 * all requests, check-ins and decisions: for a person or a nightly job, not for a health check.
 *
 * @param onResult called with the result of each rule as soon as there is one
 * @param onRead called now and then by the checks that read row by row
 */
export async function checkInvariants(
  database: Collections,
  onResult: (result: InvariantResult) => void = () => undefined,
  onRead: OnRead = () => undefined,
): Promise<InvariantResult[]> {
  const results: InvariantResult[] = [];
  for (const { rules, run } of CHECKS) {
    const found = new Map(rules.map((rule) => [rule, { violations: 0, examples: new Set<string>() }]));
    // One for each check: the database keeps the past of a snapshot for minutes only.
    const session = database.client.startSession({ snapshot: true });
    const options = {
      session,
      readConcern: { level: 'snapshot' },
      allowDiskUse: true,
      maxTimeMS: READ_LIMIT_MS.whole,
    } as const;
    try {
      await run({ database, options, onRead }, (rule, examples, count = 1) => {
        const counted = found.get(rule)!;
        counted.violations += count;
        for (const id of examples) if (counted.examples.size < EXAMPLES_MAX) counted.examples.add(String(id));
      });
    } finally {
      await session.endSession();
    }
    for (const [{ name, description }, { violations, examples }] of found) {
      const result = { name, description, ok: violations === 0, violations, examples: [...examples] };
      results.push(result);
      onResult(result);
    }
  }
  return results;
}
