import { canonicalJson } from '../audit/entries';
import { AuditRecords, type RecordedEntry } from './audit-records';
import { fieldsOf } from './event-record';
import { isSound, type Check, type Report, type Rule, type Snapshot } from './rule';

const webhookEndpointsMatchAudit: Rule = {
  name: 'webhookEndpointsMatchAudit',
  description:
    'Every endpoint of webhooks has the URL, types, state, secret and beginning that its audit entries record.',
};

export const webhookRules: readonly Check[] = [{ rules: [webhookEndpointsMatchAudit], run: checkEndpoints }];

type Recorded = Record<string, unknown>;

/** There are 20 endpoints at most, so all that ever existed fit in memory. */
async function checkEndpoints(snapshot: Snapshot, report: Report): Promise<void> {
  const { database, options } = snapshot;
  const recorded = await AuditRecords.read(snapshot, 'WebhookEndpoint', apply);
  for await (const endpoint of database.webhookEndpoints.find({}, options)) {
    const { _id, url, types, active, pausedReason, createdAt, start, secrets, outbox } = endpoint;
    const record = await recorded.take(_id, outbox);
    const isRemoved = record?.removed === true && endpoint.removedAt instanceof Date;
    const stored = () => ({
      url,
      types,
      active,
      pausedReason,
      createdAt,
      fromSequence: start + 1,
      secretId: secrets[0]?.id,
    });
    if (!isRemoved && !isSound(() => canonicalJson(stored()) === canonicalJson(record)))
      report(webhookEndpointsMatchAudit, [_id]);
  }
  for (const [id, { removed }] of recorded.left)
    if (removed !== true) report(webhookEndpointsMatchAudit, [id]);
}

function apply(record: Recorded | undefined, { action, at, after }: RecordedEntry): Recorded {
  if (action === 'removeWebhookEndpoint') return { ...record, removed: true };
  if (action === 'replayWebhook') return { ...record };
  const created =
    action === 'createWebhookEndpoint' ? { createdAt: at, active: true, pausedReason: null } : {};
  const { formerSecretSignsUntil: _until, ...fields } = fieldsOf(after) as Recorded;
  return { ...record, ...created, ...fields };
}
