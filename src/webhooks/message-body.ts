import type { Collections } from '../database/client-collections';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import type { WebhookDelivery } from './webhook-delivery.model';

/** Bodies are smaller: 20 grants and 10 identities of the greatest length are below it. */
export const BODY_MAX_BYTES = 65_536;

type Row = Pick<RewardRequest, 'userId' | 'eventId' | 'grants'>;
interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/**
 * The body of a message, built when it is sent: what was erased or revoked meanwhile is not sent any more. It contains
 * ids, identities and grants, and neither a username nor a code nor a reason.
 */
export async function messageBody(
  { requests, users }: Pick<Collections, 'requests' | 'users'>,
  { type, at, rowId }: Pick<WebhookDelivery, 'type' | 'at' | 'rowId'>,
): Promise<string> {
  const about = { type, timestamp: at };
  if (type === 'USER_ERASED') return JSON.stringify({ ...about, data: { userId: rowId } });
  const row = await requests.findOne<Row>(
    { _id: rowId },
    { projection: { userId: 1, eventId: 1, grants: 1 } },
  );
  if (row === null) return JSON.stringify({ ...about, data: { requestId: rowId } });
  const user = await users.findOne<{ identities?: Identity[] }>(
    { _id: row.userId },
    { projection: { identities: 1 } },
  );
  const data = {
    requestId: rowId,
    eventId: row.eventId,
    userId: row.userId,
    identities: (user?.identities ?? []).map(({ issuer, subject }) => ({ issuer, subject })),
    grants: (row.grants ?? []).map(
      ({ id, rewardId, type: rewardType, name, quantity, externalId, grantedAt, revokedAt, delivery }) => ({
        id,
        rewardId,
        type: rewardType,
        name,
        quantity,
        externalId,
        grantedAt,
        revokedAt,
        // As in the API. A message that pays is sent after its entry, so a grant without a delivery waits.
        delivery: { state: delivery?.state ?? 'WAITING' },
      }),
    ),
  };
  const body = JSON.stringify({ ...about, data });
  if (Buffer.byteLength(body) < BODY_MAX_BYTES) return body;
  // Only control characters in every text take a body so far; names are for people and can be read by the ids.
  const grants = data.grants.map(({ name: _name, ...grant }) => grant);
  return JSON.stringify({ ...about, data: { ...data, grants } });
}
