import { AuditEntriesArgs, AuditFilter } from './audit.inputs';
import { readableEntries } from './audit-texts';
import { auditQuery, withStored, type ReadEntry } from './audit.service';
import { canonicalEntry } from './chain';
import { defineExport } from '../exports/format/export';
import { ANSWER_ROWS } from '../exports/format/limits';
import { answersOf, Names } from '../exports/format/names';
import { READ_LIMIT_MS } from '../database/read-limits';

type Row = ReadEntry & { readonly actor: string | undefined };

export const auditExport = defineExport<AuditEntriesArgs, Row>({
  name: 'audit',
  query: 'auditEntries',
  action: 'exportAuditEntries',
  argsType: AuditEntriesArgs,
  filterType: AuditFilter,
  columns: [
    { name: 'sequence', value: ({ sequence }) => sequence },
    { name: 'id', value: ({ _id }) => _id.toHexString() },
    { name: 'at', instant: ({ at }) => at },
    { name: 'actorId', value: ({ actorId }) => actorId?.toHexString() ?? null },
    { name: 'actor', value: ({ actor }) => actor ?? null },
    // As it is stored, whatever version knows it: the hash covers it.
    { name: 'actorRole', value: ({ actorRole }) => actorRole },
    { name: 'action', value: ({ action }) => action },
    { name: 'targetType', value: ({ targetType }) => targetType },
    { name: 'targetId', value: ({ targetId }) => targetId.toHexString() },
    { name: 'before', value: ({ before }) => before },
    { name: 'after', value: ({ after }) => after },
    { name: 'reason', value: ({ reason }) => reason },
    { name: 'idempotencyKey', value: ({ idempotencyKey }) => idempotencyKey ?? null },
    { name: 'inputHash', value: ({ inputHash }) => inputHash ?? null },
    { name: 'previousHash', value: ({ previousHash }) => previousHash },
    { name: 'hash', value: ({ hash }) => hash },
    { name: 'serviceKeyId', value: ({ serviceKeyId }) => serviceKeyId?.toHexString() ?? null },
    { name: 'canonical', value: ({ stored }) => canonicalEntry(stored) },
  ],
  async *batches({ filter, reverse }, { database }) {
    const selected = auditQuery({ ...filter });
    const cursor = database.auditEntries
      .find({ $and: [selected, { sequence: { $gt: 0 } }] }, { maxTimeMS: READ_LIMIT_MS.whole })
      .sort({ sequence: reverse ? 1 : -1 })
      .batchSize(ANSWER_ROWS);
    const names = new Names(database);
    for await (const rows of answersOf(cursor)) {
      const actors = await names.usernames(rows.map(({ actorId }) => actorId));
      const texts = await readableEntries(database, rows.map(withStored));
      yield texts.map((row) => ({
        ...row,
        actor: row.actorId ? actors.get(row.actorId.toHexString()) : undefined,
      }));
    }
  },
});
