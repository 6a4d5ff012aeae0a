import { secretDigestOf } from '../access/service-key-secret';
import { canonicalJson } from '../audit/entries';
import { AuditRecords, type RecordedEntry } from './audit-records';
import { fieldsOf } from './event-record';
import { isSound, type Check, type Report, type Rule, type Snapshot } from './rule';

const serviceKeysMatchAudit: Rule = {
  name: 'serviceKeysMatchAudit',
  description:
    'Every service key has the name, source, scopes, secret, expiry, creation and revocation that its audit entries record.',
};

export const serviceKeyRules: readonly Check[] = [{ rules: [serviceKeysMatchAudit], run: checkServiceKeys }];

type Recorded = Record<string, unknown>;

/** ADMINs create keys, one by one, so all of them fit in memory. */
async function checkServiceKeys(snapshot: Snapshot, report: Report): Promise<void> {
  const { database, options } = snapshot;
  const recorded = await AuditRecords.read(snapshot, 'ServiceKey', apply);
  const projection = { lastUsedAt: 0 } as const;
  for await (const { _id, outbox, secretHash, ...fields } of database.serviceKeys.find(
    {},
    { ...options, projection },
  )) {
    const record = await recorded.take(_id, outbox);
    const isAsRecorded = () =>
      canonicalJson({ ...fields, secretDigest: secretDigestOf(secretHash) }) === canonicalJson(record);
    if (!isSound(isAsRecorded)) report(serviceKeysMatchAudit, [_id]);
  }
  for (const id of recorded.left.keys()) report(serviceKeysMatchAudit, [id]);
}

function apply(record: Recorded | undefined, { action, at, actorId, after }: RecordedEntry): Recorded {
  const created =
    action === 'createServiceKey' ? { createdAt: at, createdById: actorId, revokedAt: null } : {};
  return { ...record, ...created, ...fieldsOf(after) };
}
