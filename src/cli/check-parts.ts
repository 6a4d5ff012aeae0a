import { checkInvariants } from '../audit/invariants';
import { verifyChain } from '../audit/verification';
import { systemClock } from '../clock';
import type { Database } from '../database/connection';
import { findLiveDuplicates, proveGuardIndex } from '../database/guard-index';
import type { Findings } from './findings';

export async function reportGuard(database: Database, findings: Findings): Promise<void> {
  const { ok, expected, found } = await proveGuardIndex(database);
  findings.report(ok, 'guardIndex', ok ? found : `expected ${expected}, found ${found}`);
  for (const { userId, eventId, requestIds } of await findLiveDuplicates(database)) {
    const detail = `user ${userId}, event ${eventId}: live requests ${requestIds.join(' ')}`;
    findings.report(false, 'guardIndex', detail);
  }
}

export async function reportChain(database: Database, findings: Findings): Promise<void> {
  const { ok, entries, firstBadSequence } = await verifyChain(database, systemClock());
  findings.report(ok, 'auditChain', ok ? `${entries} entries` : `first bad sequence ${firstBadSequence}`);
}

export async function reportInvariants(database: Database, findings: Findings): Promise<void> {
  for (const { name, ok, violations, examples } of await checkInvariants(database)) {
    findings.report(ok, name, ok ? '' : `${violations} violations, such as ${examples.join(' ')}`);
  }
}
