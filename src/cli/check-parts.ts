import { findServiceCalendar } from '../attendance/stored-calendar';
import { findRuleDifferences } from '../attendance/zone-rules-watch';
import { checkInvariants } from '../audit/invariants';
import { verifyChain } from '../audit/verification';
import { systemClock } from '../clock';
import type { Database } from '../database/connection';
import { findLiveDuplicates, proveGuardIndex } from '../database/guard-index';
import type { Findings } from './findings';
import { Progress } from './progress';

export async function reportGuard(database: Database, findings: Findings): Promise<void> {
  const { ok, expected, found } = await proveGuardIndex(database);
  findings.report(ok, 'guardIndex', ok ? found : `expected ${expected}, found ${found}`);
  for (const { userId, eventId, requestIds } of await findLiveDuplicates(database)) {
    const detail = `user ${userId}, event ${eventId}: live requests ${requestIds.join(' ')}`;
    findings.report(false, 'guardIndex', detail);
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
