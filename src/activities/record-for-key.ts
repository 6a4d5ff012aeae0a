import type { ServiceKeyCaller } from '../access/service-key-verifier';
import type { Services } from '../services';
import type { OperationRecord } from '../telemetry/operation-record';
import type { ActivityOutcome } from './activity-recorder';
import type { ActivityReport } from './activity-report';

interface Call {
  readonly services: Pick<Services, 'activities' | 'querySlots'>;
  readonly key: ServiceKeyCaller;
  readonly record: OperationRecord;
  readonly receivedAt: Date;
}

/** Of a call, in slots: it takes one of those of light queries, whatever its rows. */
const COST = 1;

/**
 * Records the rows that a service key sent by either door, in a slot of the key. The codes of rows that were not stored
 * are on the operation's record.
 *
 * @throws AppError RATE_LIMITED when too many calls of the key wait
 * @throws ServiceUnavailable as ActivityService.record
 */
export async function recordForKey(
  { services, key, record, receivedAt }: Call,
  reports: ReadonlyArray<ActivityReport | null>,
): Promise<ActivityOutcome[]> {
  const outcomes = await services.querySlots.runForCaller(key.id, COST, () =>
    services.activities.record(reports, key.source, receivedAt),
  );
  for (const { code } of outcomes) if (code !== 'RECORDED' && code !== 'DUPLICATE') record.add(code);
  return outcomes;
}
