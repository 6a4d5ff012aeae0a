import { AUDITORS } from '../access/permissions';
import type { Feature, Foundation } from '../feature';
import { AuditEntry } from './audit-entry.model';
import { AuditText } from './audit-text.model';
import { auditExport } from './audit.export';
import { AuditResolver } from './audit.resolver';
import { AuditService } from './audit.service';
import { Chainer } from './chainer';

export const auditFeature: Feature = {
  collections: [
    { name: 'auditentries', model: { property: 'auditEntries', rows: AuditEntry } },
    { name: 'audittexts', model: { property: 'auditTexts', rows: AuditText } },
  ],
  exports: [auditExport],
  resolvers: [AuditResolver],
  queries: { auditEntries: AUDITORS, auditVerification: AUDITORS },
  metrics: ({ chainer }) => ({
    gauges: [
      {
        name: 'audit_backlog_documents',
        acrossWorkers: 'max',
        help: 'Documents whose audit entries were not in the chain at the last sweep.',
        read: () => chainer.backlog,
      },
    ],
  }),
  jobs: ({ chainer }) => ({ outboxes: () => chainer.sweep() }),
  costs: {
    // The process does nothing else for some milliseconds.
    'Query.auditVerification': 5_000,
    // Up to 100 KB each.
    'AuditEntry.before': 25,
    'AuditEntry.after': 25,
    'AuditEntry.canonical': 25,
  },
};

export function auditServices({ database, structure, log }: Foundation) {
  return {
    audit: new AuditService({ database: database.reads }),
    chainer: new Chainer({ database, structure, log }),
  };
}
