import { findServiceCalendar } from '../attendance/stored-calendar';
import { findRuleDifferences } from '../attendance/zone-rules-watch';
import { checkInvariants } from '../invariants/invariants';
import { verifyChain } from '../audit/verification';
import { systemClock } from '../clock';
import type { Database } from '../database/connection';
import type { IndexComparison } from '../database/compare-indexes';
import { findLiveDuplicates, GUARD } from '../database/guard-index';
import { describe } from '../database/live-indexes';
import { findStructureFaults, isGuardFault, sentenceOf } from '../database/structure';
import type { Findings } from './findings';
import { Progress } from './progress';

/**
 * Unique indexes, and what makes rows vanish.
 *
 * @param comparisons of the other indexes, where they are to be reported too
 */
export async function reportStructure(
  database: Database,
  findings: Findings,
  comparisons: readonly IndexComparison[] = [],
): Promise<void> {
  const faults = await findStructureFaults(database);
  const guard = faults.find(isGuardFault);
  findings.report(
    guard === undefined,
    'guardIndex',
    guard?.problem ?? describe({ key: GUARD.key, ...GUARD.options }),
  );
  for (const { userId, eventId, requestIds } of await findLiveDuplicates(database)) {
    const detail = `user ${userId}, event ${eventId}: live requests ${requestIds.join(' ')}`;
    findings.report(false, 'guardIndex', detail);
  }
  const ofCollections = faults.filter(({ index }) => index === null);
  findings.report(ofCollections.length === 0, 'collections', ofCollections.map(sentenceOf).join('; '));
  for (const { name: collection } of database.definitions) {
    const unlike = comparisons.find((each) => each.collection === collection);
    const problems = faults
      .filter((fault) => fault.collection === collection && fault.index !== null && !isGuardFault(fault))
      .map(({ index, problem }) => `${index}: ${problem}`);
    if (unlike && unlike.missing.length > 0) problems.push(`missing or other: ${unlike.missing.join(' ')}`);
    const also = unlike && unlike.foreign.length > 0 ? `beside them ${unlike.foreign.join(' ')}` : '';
    findings.report(problems.length === 0, `indexes.${collection}`, problems.join('; ') || also);
  }
}

/** Nothing to say before the first start. */
export async function reportZoneRules(database: Database, findings: Findings): Promise<void> {
  const calendar = await findServiceCalendar(database, null);
  if (calendar === null) return;
  const differences = await findRuleDifferences(database, calendar, systemClock());
  const detail = differences.map(({ year, stored, own }) => `${year}: stored "${stored}", here "${own}"`);
  findings.report(differences.length === 0, 'zoneRules', detail.join(', ') || calendar.timeZone);
}

export async function reportChain(database: Database, findings: Findings): Promise<void> {
  const progress = new Progress('audit entries');
  const onRead = (entries: number) => progress.at(entries);
  const { ok, entries, firstBadSequence } = await verifyChain(database, systemClock(), onRead);
  progress.end();
  findings.report(ok, 'auditChain', ok ? `${entries} entries` : `first bad sequence ${firstBadSequence}`);
}

export async function reportInvariants(database: Database, findings: Findings): Promise<void> {
  const progresses = new Map<string, Progress>();
  await checkInvariants(
    database,
    ({ name, ok, violations, examples }) => {
      for (const progress of progresses.values()) progress.end();
      progresses.clear();
      findings.report(ok, name, ok ? '' : `${violations} violations, such as ${examples.join(' ')}`);
    },
    (what, rows) => {
      const progress = progresses.get(what) ?? new Progress(what);
      progresses.set(what, progress);
      progress.at(rows);
    },
  );
}
