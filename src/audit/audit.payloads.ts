import { connectionOf } from '../graphql/types/connection';
import { AuditEntry } from './audit-entry.model';

export const AuditEntryConnection = connectionOf('AuditEntry', () => AuditEntry);
