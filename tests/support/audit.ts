import type { mongo } from 'mongoose';
import type { AuditEntry } from '../../src/audit/audit-entry.model';
import { readableEntries } from '../../src/audit/audit-texts';
import type { Database } from '../../src/database/connection';

/** Entries in the order of the chain, with their texts. */
export async function readAudit(
  database: Database,
  filter: mongo.Filter<AuditEntry> = {},
): Promise<AuditEntry[]> {
  return readableEntries(database, await database.auditEntries.find(filter).sort({ sequence: 1 }).toArray());
}
