import { secretDigestOf } from '../access/service-key-secret';
import { canonicalJson } from '../audit/entries';
import type { OutboxEntry } from '../audit/outbox-entry.model';
import { fieldsOf } from './event-record';
import { entriesAbout, unchained } from './record-rules';
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
  const recorded = new Map<string, Recorded>();
  for await (const entry of entriesAbout(snapshot, 'ServiceKey')) {
    const id = String(entry.targetId);
    recorded.set(id, apply(recorded.get(id), entry));
  }
  const projection = { lastUsedAt: 0 } as const;
  for await (const { _id, outbox, secretHash, ...fields } of database.serviceKeys.find(
    {},
    { ...options, projection },
  )) {
    let record = recorded.get(String(_id));
    recorded.delete(String(_id));
    for (const entry of await unchained(snapshot, outbox)) record = apply(record, entry);
    const isAsRecorded = () =>
      canonicalJson({ ...fields, secretDigest: secretDigestOf(secretHash) }) === canonicalJson(record);
    if (!isSound(isAsRecorded)) report(serviceKeysMatchAudit, [_id]);
  }
  // What is left are keys that are gone.
  for (const id of recorded.keys()) report(serviceKeysMatchAudit, [id]);
}

function apply(
  record: Recorded | undefined,
  { action, at, actorId, after }: Pick<OutboxEntry, 'action' | 'at' | 'actorId' | 'after'>,
): Recorded {
  const created =
    action === 'createServiceKey' ? { createdAt: at, createdById: actorId, revokedAt: null } : {};
  return { ...record, ...created, ...fieldsOf(after) };
}
