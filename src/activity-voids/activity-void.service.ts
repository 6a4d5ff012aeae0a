import type { mongo } from 'mongoose';
import { findRecorded } from '../activities/activity-queries';
import type { Activity } from '../activities/activity.model';
import type { Chainer } from '../audit/chainer';
import { outboxEntry, type Actor } from '../audit/entries';
import type { Database } from '../database/connection';
import { untilAnswered } from '../database/retry';
import { AFFECTED_MAX } from '../domain/activities';
import { RequestStatus } from '../domain/request-status';
import { BadUserInput, refusal, type Refusal } from '../errors';
import { reached } from '../fault-points';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { userRefOf } from '../users/user-ref.inputs';
import { findUserRefs, userRefKey } from '../users/user-refs';
import type { VoidActivitiesInput } from './activity-void.inputs';

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
}

interface Voided {
  /** Rows that this call marked. */
  readonly voided: number;
  readonly affected: RewardRequest[];
  /** Whether there are more than `affected` has. */
  readonly moreAffected: boolean;
  readonly refusals: Refusal[];
}

/** A row that arrived shortly after a request may have been counted by it: both instants are those of arrival. */
const OVERLAP_MS = 60_000;

/** Voids activities. It never takes a payment back: the answer says which ones had counted a voided row. */
export class ActivityVoidService {
  constructor(private readonly parts: Parts) {}

  /**
   * Marks the rows that are not voided yet; a repeat marks none and returns the same requests.
   *
   * @param byUsername whether the caller may name accounts by username
   * @throws BadUserInput for a reference that does not name exactly one thing
   * @throws ServiceUnavailable when the database or the audit chain can't be reached; repeating is safe
   */
  async void(
    actor: Actor,
    input: VoidActivitiesInput,
    now: Date,
    { byUsername }: { readonly byUsername: boolean },
  ): Promise<Voided> {
    const { database, chainer } = this.parts;
    const { rows, refusals } = await this.find(input, byUsername);
    const open = rows.filter(({ voided }) => !voided);
    const after = { voidedAt: now, voidReason: input.reason };
    const updates = open.map(({ _id, userId }) => ({
      updateOne: {
        filter: { _id, userId, voided: false },
        update: {
          $set: { voided: true, ...after },
          $push: {
            outbox: outboxEntry({
              at: now,
              actor,
              action: 'voidActivities',
              targetType: 'Activity',
              targetId: _id,
              subjectId: userId,
              before: { voidedAt: null },
              after,
              reason: input.reason,
            }),
          },
        },
      },
    }));
    if (updates.length > 0) {
      // Repeatable: a row that an earlier attempt marked is not matched again.
      await untilAnswered(() => database.activities.bulkWrite(updates, { ordered: false }));
    }
    reached('activities.voided');
    await Promise.all(rows.map(({ _id }) => chainer.drain('activities', _id)));
    return { voided: await this.countMarked(open, now), ...(await this.findAffected(rows)), refusals };
  }

  private async find(
    { source, activities }: VoidActivitiesInput,
    byUsername: boolean,
  ): Promise<{ readonly rows: Activity[]; readonly refusals: Refusal[] }> {
    const refs = activities.map(({ user }) => userRefOf(user, { byUsername }));
    const bad = refs.flatMap((ref, place) =>
      ref === null
        ? [{ path: `input.activities.${place}.user`, message: 'must have exactly one valid field' }]
        : [],
    );
    if (bad.length > 0) throw new BadUserInput(...bad.slice(0, 20));
    const users = await findUserRefs(
      this.parts.database,
      refs.filter((ref) => ref !== null),
    );
    const refusals: Refusal[] = [];
    const wanted = activities.flatMap(({ externalId }, place) => {
      const user = users.get(userRefKey(refs[place]!));
      if (user !== undefined) return [{ userId: user._id, source, externalId }];
      refusals.push(refusal('UNKNOWN_USER', ['input', 'activities', String(place), 'user']));
      return [];
    });
    const found = await findRecorded(this.parts.database, wanted);
    return { rows: [...found.values()], refusals };
  }

  private async countMarked(open: readonly Activity[], now: Date): Promise<number> {
    if (open.length === 0) return 0;
    const filter = {
      _id: { $in: open.map(({ _id }) => _id) },
      userId: { $in: open.map(({ userId }) => userId) },
      voided: true,
      voidedAt: now,
    };
    return this.parts.database.activities.countDocuments(filter);
  }

  /** The newest of the paid requests whose evidence spans a row of its kind. */
  private async findAffected(rows: readonly Activity[]): Promise<Pick<Voided, 'affected' | 'moreAffected'>> {
    if (rows.length === 0) return { affected: [], moreAffected: false };
    const userIds = [...new Map(rows.map(({ userId }) => [String(userId), userId])).values()];
    const kinds = [...new Set(rows.map(({ kind }) => kind))];
    const { requests } = this.parts.database;
    // Few: a user is paid once for an event. Sorted here, because no index has their order.
    const places = await requests
      .find(
        {
          userId: { $in: userIds },
          status: RequestStatus.SUCCESS,
          // The second condition tells the planner that the partial index holds them.
          $and: [{ 'evidence.activityKind': { $in: kinds } }, { 'evidence.activityKind': { $gt: '' } }],
          $or: rows.map(counted),
        },
        // Left to itself the planner tries an index for each of the rows.
        { hint: { userId: 1, 'evidence.activityKind': 1 } },
      )
      .project<Place>({ requestedAt: 1 })
      .toArray();
    const ids = places
      .sort(newestFirst)
      .slice(0, AFFECTED_MAX)
      .map(({ _id }) => _id);
    const affected = await requests
      .find(
        { _id: { $in: ids }, userId: { $in: userIds }, status: RequestStatus.SUCCESS },
        { projection: { outbox: 0 } },
      )
      .toArray();
    return { affected: affected.sort(newestFirst), moreAffected: places.length > AFFECTED_MAX };
  }
}

type Place = Pick<RewardRequest, '_id' | 'requestedAt'>;

function newestFirst(a: Place, b: Place): number {
  return (
    b.requestedAt.getTime() - a.requestedAt.getTime() || (a._id.toHexString() < b._id.toHexString() ? 1 : -1)
  );
}

/** The requests that had counted a row: all rows of the kind between the first and the last one were counted. */
function counted({ userId, kind, occurredAt, receivedAt, voidedAt }: Activity): mongo.Filter<RewardRequest> {
  return {
    userId,
    requestedAt: {
      $gte: new Date(receivedAt.getTime() - OVERLAP_MS),
      ...(voidedAt !== null && { $lte: new Date(voidedAt.getTime() + OVERLAP_MS) }),
    },
    evidence: {
      $elemMatch: {
        activityKind: kind,
        firstActivityAt: { $lte: occurredAt },
        lastActivityAt: { $gte: occurredAt },
      },
    },
  };
}
