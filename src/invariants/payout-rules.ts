import { canonicalJson } from '../audit/entries';
import { AuditRecords, type RecordedEntry } from './audit-records';
import { fieldsOf } from './event-record';
import { byPipeline, isSound, type Check, type Report, type Rule, type Snapshot } from './rule';

const payoutsMatchAudit: Rule = {
  name: 'payoutsMatchAudit',
  description:
    'Every payout has the event, audience, total, state, people and final counts that its audit entries record.',
};

export const payoutRules: readonly Check[] = [
  { rules: [payoutsMatchAudit], run: checkPayouts },
  byPipeline({
    name: 'payoutRequestsAreMembers',
    description:
      "Every request of a payout is for the payout's event, under its key, and its user is in the audience.",
    over: 'requests',
    violations: [
      { $match: { $or: [{ payoutId: { $exists: true } }, { source: 'PAYOUT' }] } },
      { $lookup: { from: 'payouts', localField: 'payoutId', foreignField: '_id', as: 'payout' } },
      { $set: { payout: { $first: '$payout' } } },
      {
        $lookup: {
          from: 'audiencemembers',
          let: { audienceId: '$payout.audienceId' },
          localField: 'userId',
          foreignField: 'userId',
          pipeline: [
            { $match: { $expr: { $eq: ['$audienceId', '$$audienceId'] } } },
            { $project: { _id: 1 } },
          ],
          as: 'members',
        },
      },
      {
        $match: {
          $expr: {
            $or: [
              { $ne: ['$source', 'PAYOUT'] },
              { $ne: ['$eventId', '$payout.eventId'] },
              { $ne: ['$idempotencyKey', { $concat: ['payout:', { $toString: '$payoutId' }] }] },
              { $eq: ['$members', []] },
            ],
          },
        },
      },
      { $project: { _id: 1 } },
    ],
  }),
];

type Recorded = Record<string, unknown>;

/** Staff start payouts, one by one, so all of them fit in memory. */
async function checkPayouts(snapshot: Snapshot, report: Report): Promise<void> {
  const { database, options } = snapshot;
  const recorded = await AuditRecords.read(snapshot, 'Payout', apply);
  for await (const payout of database.payouts.find({}, options)) {
    const { _id, eventId, audienceId, total, state, pausedReason, startedAt, startedById, reason } = payout;
    const { approvedById, paidCount, already, refused, outbox } = payout;
    const record = await recorded.take(_id, outbox);
    const stored = {
      ...{ eventId, audienceId, total, state, pausedReason, startedAt, startedById, reason, approvedById },
      ...(paidCount !== null && { paid: paidCount, already, refused }),
    };
    if (!isSound(() => canonicalJson(stored) === canonicalJson(record))) report(payoutsMatchAudit, [_id]);
  }
  for (const id of recorded.left.keys()) report(payoutsMatchAudit, [id]);
}

function apply(
  record: Recorded | undefined,
  { action, at, actorId, before, after, reason }: RecordedEntry,
): Recorded {
  const started =
    action === 'startPayout'
      ? { startedAt: at, startedById: actorId, reason, approvedById: null, pausedReason: null }
      : {};
  const isApproval = action === 'changePayout' && fieldsOf(before).state === 'AWAITING_APPROVAL';
  const approved = isApproval && fieldsOf(after).state === 'RUNNING' ? { approvedById: actorId } : {};
  return { ...record, ...started, ...fieldsOf(after), ...approved };
}
