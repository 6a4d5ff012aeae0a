import type { mongo } from 'mongoose';
import { USER_SOURCE } from '../domain/request-source';
import { RequestStatus } from '../domain/request-status';
import { owes } from '../domain/reward-feed';
import type { RefusalCode } from '../errors';
import { between } from '../database/instant-range';
import { filterId } from '../database/object-ids';
import type { RewardGrantFilter, RewardRequestFilter } from './reward-request.inputs';
import type { RewardGrant } from './reward-grant.model';
import type { RewardRequest } from './reward-request.model';

/** A grant with the request that paid it. */
export type GrantNode = RewardGrant & { readonly row: RewardRequest };

/** A tombstone has no status, so every list of requests filters on it. */
export const ANY_STATUS: RequestStatus[] = Object.values(RequestStatus);

/** As the partial index of revoked requests has it. */
const REVOKED: mongo.Filter<RewardRequest> = { revokedAt: { $type: 'date' } };

/** The requests that a list, and its export, holds. */
export function requestQuery(filter: RewardRequestFilter): mongo.Filter<RewardRequest> {
  const { eventId, userId, decidedById, statuses, failureCodes, requestedFrom, requestedTo } = filter;
  const { revoked, source } = filter;
  return {
    ...(eventId != null && { eventId: filterId(eventId) }),
    ...(userId != null && { userId: filterId(userId) }),
    ...(decidedById != null && { decidedById: filterId(decidedById) }),
    ...(failureCodes == null ? { status: { $in: statuses ?? ANY_STATUS } } : failed(failureCodes, statuses)),
    ...(source != null && { source: source === USER_SOURCE ? { $exists: false } : source }),
    ...(revoked != null && (revoked ? REVOKED : { revokedAt: null })),
    ...between('requestedAt', requestedFrom, requestedTo),
  };
}

/**
 * The index by which a whole list is read while its rows change: none of its fields up to `_id` does. Left to
 * itself the planner may merge one scan per status, and a row that moves from one to another would be lost.
 *
 * @returns undefined for a single status, whose rows an index of their own finds
 */
export function orderedIndex({
  eventId,
  userId,
  decidedById,
  statuses,
  revoked,
  source,
}: RewardRequestFilter): Record<string, 1 | -1> | undefined {
  const order = { requestedAt: -1, _id: -1 } as const;
  if (userId != null) return { userId: 1, ...order, status: 1 };
  if (eventId != null && revoked === true) return { eventId: 1, ...order };
  if (eventId != null) return { eventId: 1, ...order, status: 1, failureCode: 1 };
  if (decidedById != null) return { decidedById: 1, ...order };
  if (revoked === true) return order;
  if (source != null && source !== USER_SOURCE) return { source: 1, ...order };
  if (statuses?.length === 1) return undefined;
  return { ...order, status: 1, failureCode: 1 };
}

/** Grants are embedded: the requests that hold any of a list, and which of each request's are in it. */
export function grantQuery({
  eventId,
  userId,
  types,
  externalId,
  delivery,
  grantedFrom,
  grantedTo,
}: RewardGrantFilter) {
  const inGrant = {
    ...(types != null && { type: { $in: types } }),
    ...(externalId != null && { externalId }),
    // A grant that waits has no delivery, and nobody hands over a revoked one.
    ...(delivery != null &&
      (delivery === 'WAITING'
        ? { 'delivery.state': null, revokedAt: null }
        : { 'delivery.state': delivery })),
  };
  // The same once more by the names of the index's fields: the planner takes no index for a part of $elemMatch.
  const byIndex = inGrants(inGrant);
  const rows: mongo.Filter<RewardRequest> = {
    status: RequestStatus.SUCCESS,
    ...(eventId != null && { eventId: filterId(eventId) }),
    ...(userId != null && { userId: filterId(userId) }),
    ...between('decidedAt', grantedFrom, grantedTo),
    // Nothing waits before its entry is in the feed.
    ...(delivery === 'WAITING' && { due: { $exists: true, $ne: owes('REWARD_GRANTED') } }),
    ...byIndex,
    grants: { $elemMatch: inGrant },
  };
  const isWanted = (grant: RewardGrant) =>
    (types == null || types.includes(grant.type)) &&
    (externalId == null || grant.externalId === externalId) &&
    (delivery == null ||
      ((grant.delivery?.state ?? 'WAITING') === delivery &&
        (delivery !== 'WAITING' || grant.revokedAt == null)));
  return {
    rows,
    inGrant,
    /** Those of one request by their place in it, in the order of the list. */
    wantedOf: (row: RewardRequest, reverse: boolean) => {
      const wanted = row.grants
        .map((grant, index) => ({ grant: { ...grant, row }, index }))
        .filter(({ grant }) => isWanted(grant));
      return reverse ? wanted : wanted.reverse();
    },
  };
}

/** The rule for a grant, for one that has been unwound from its request. */
export function inGrants(inGrant: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inGrant).map(([field, rule]) => [`grants.${field}`, rule as unknown]),
  );
}

/** Only a FAILED request has a failureCode: said so, their own index finds rare ones. */
function failed(
  failureCodes: readonly RefusalCode[],
  statuses: readonly RequestStatus[] | null | undefined,
): mongo.Filter<RewardRequest> {
  const isAsked = statuses == null || statuses.includes(RequestStatus.FAILED);
  return { status: RequestStatus.FAILED, failureCode: { $in: isAsked ? [...failureCodes] : [] } };
}
