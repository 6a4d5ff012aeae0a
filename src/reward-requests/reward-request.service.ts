import type { mongo, Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { mayRead } from '../domain/reading-rights';
import type { Viewer } from '../domain/viewer';
import { AppError } from '../errors';
import { requireObjectId } from '../database/object-ids';
import { Listing } from '../database/cursor';
import { afterPlace, COUNT_LIMIT_MS, findPage, pageOf } from '../database/keyset-page';
import type { Page } from '../domain/page';
import type { PageArgs } from '../graphql/types/connection';
import { sumGrants, type GrantSums } from './grant-sums';
import { ANY_STATUS, grantQuery, inGrants, requestQuery, type GrantNode } from './request-filter';
import type { RewardGrantFilter, RewardRequestFilter } from './reward-request.inputs';
import type { RewardRequest } from './reward-request.model';

export function grantNodes(row: RewardRequest): GrantNode[] {
  return row.grants.map((grant) => ({ ...grant, row }));
}

/** What identifies a request to people. */
export type RequestPair = Pick<RewardRequest, 'userId' | 'eventId'>;

/** Reads of requests and grants. */
export class RewardRequestService {
  constructor(private readonly database: Collections) {}

  /** Another user's is, to a USER, as if it did not exist. @throws AppError NOT_FOUND */
  async get(viewer: Viewer, id: string): Promise<RewardRequest> {
    const row = await this.database.requests.findOne({
      _id: requireObjectId(id),
      status: { $in: ANY_STATUS },
    });
    if (row === null) throw new AppError('NOT_FOUND');
    if (!row.userId.equals(viewer.id) && !mayRead(viewer, 'othersRequests')) throw new AppError('NOT_FOUND');
    return row;
  }

  /**
   * Newest first by requestedAt.
   *
   * @param asked names of the fields that are asked for: evidence is most of a row, and seldom among them
   * @throws BadUserInput for a foreign cursor
   */
  list(
    filter: RewardRequestFilter,
    args: PageArgs,
    asked: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<Page<RewardRequest>> {
    return findPage(
      this.database.requests,
      {
        name: 'rewardRequests',
        sortKey: 'requestedAt',
        without: [
          'outbox',
          'rewards',
          ...(asked.has('evidence') ? [] : ['evidence', 'evidenceDays']),
          ...(asked.has('grants') ? [] : ['grants']),
        ],
        filter: requestQuery(filter),
      },
      args,
      signal,
    );
  }

  /**
   * Grants by grantedAt, newest first; those of one request by their place in it. They are embedded, so a
   * page is cut from the rows that hold it: each holds at least one, so two rows more than asked suffice.
   *
   * @throws BadUserInput for a foreign cursor
   */
  async listGrants(filter: RewardGrantFilter, args: PageArgs, signal: AbortSignal): Promise<Page<GrantNode>> {
    const { rows: rowFilter, inGrant, wantedOf } = grantQuery(filter);
    const listing = new Listing('rewardGrants', rowFilter, args);
    const place = args.after == null ? null : listing.read(args.after);
    const direction = args.reverse ? 1 : -1;
    const rows = await this.database.requests
      .find({ $and: [rowFilter, afterPlace('decidedAt', place, args.reverse, 'orAt')] }, { signal })
      .sort({ decidedAt: direction, _id: direction })
      .limit(args.first + 2)
      .toArray();

    const placed = rows.flatMap((row) => {
      const ordered = wantedOf(row, args.reverse);
      if (place === null || !row._id.equals(place.id)) return ordered;
      return ordered.filter(({ index }) => (args.reverse ? index > place.index : index < place.index));
    });
    const indexes = new Map(placed.map(({ grant, index }) => [grant, index]));
    return pageOf({
      listing,
      args,
      rows: placed.map(({ grant }) => grant),
      placeOf: (grant) => ({ key: grant.grantedAt, id: grant.row._id, index: indexes.get(grant)! }),
      count: () => this.countGrants(rowFilter, inGrant, signal),
    });
  }

  /** The sums of the grants of a list, or null when the operation has no time left. */
  sumGrants(filter: RewardGrantFilter, signal: AbortSignal): Promise<GrantSums | null> {
    return sumGrants(this.database, filter, signal);
  }

  /** The user and event of each request, in the order of the ids; null for a missing one. */
  async pairsOf(ids: readonly Types.ObjectId[], signal: AbortSignal): Promise<Array<RequestPair | null>> {
    const rows = await this.database.requests
      .find(
        { _id: { $in: [...ids] }, status: { $in: ANY_STATUS } },
        { projection: { userId: 1, eventId: 1 }, signal },
      )
      .toArray();
    const byId = new Map(rows.map((row) => [row._id.toHexString(), row]));
    return ids.map((id) => byId.get(id.toHexString()) ?? null);
  }

  /** Points of each user, in the order of the ids: the sum of their POINT grants that are not revoked. */
  async points(userIds: readonly Types.ObjectId[], signal: AbortSignal): Promise<number[]> {
    const sums = await this.database.requests
      .aggregate<{ _id: Types.ObjectId; points: number }>(
        [
          { $match: { userId: { $in: userIds }, status: 1 } },
          { $unwind: '$grants' },
          { $match: { 'grants.type': 'POINT', 'grants.revokedAt': null } },
          { $group: { _id: '$userId', points: { $sum: '$grants.quantity' } } },
        ],
        { signal },
      )
      .toArray();
    const byUser = new Map(sums.map(({ _id, points }) => [_id.toHexString(), points]));
    return userIds.map((id) => byUser.get(id.toHexString()) ?? 0);
  }

  /** Per event the user's live request, else the latest; in the order of the ids. */
  async latestOf(
    userId: Types.ObjectId,
    eventIds: readonly Types.ObjectId[],
    signal: AbortSignal,
  ): Promise<Array<RewardRequest | null>> {
    const pair = { userId, eventId: { $in: [...eventIds] } };
    const [live, latest] = await Promise.all([
      this.database.requests.find({ ...pair, status: { $in: [0, 1] } }, { signal }).toArray(),
      this.database.requests
        .aggregate<{ row: RewardRequest }>(
          [
            // By the history index alone, which then gives the first row of each event without the others.
            { $match: pair },
            { $sort: { userId: 1, eventId: 1, requestedAt: -1 } },
            { $group: { _id: '$eventId', row: { $first: '$$ROOT' } } },
            { $match: { 'row.status': { $in: ANY_STATUS } } },
          ],
          { signal },
        )
        .toArray(),
    ]);
    const byEvent = new Map(latest.map(({ row }) => [row.eventId.toHexString(), row]));
    for (const row of live) byEvent.set(row.eventId.toHexString(), row);
    return eventIds.map((id) => byEvent.get(id.toHexString()) ?? null);
  }

  private async countGrants(
    rowFilter: mongo.Filter<RewardRequest>,
    inGrant: object,
    signal: AbortSignal,
  ): Promise<number> {
    const [result] = await this.database.requests
      .aggregate<{ count: number }>(
        [{ $match: rowFilter }, { $unwind: '$grants' }, { $match: inGrants(inGrant) }, { $count: 'count' }],
        { maxTimeMS: COUNT_LIMIT_MS, signal },
      )
      .toArray();
    return result?.count ?? 0;
  }
}
