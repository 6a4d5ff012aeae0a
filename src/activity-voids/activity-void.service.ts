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
    const updates = open.map(({ _id }) => ({
      updateOne: {
        filter: { _id, voided: false },
        update: {
          $set: { voided: true, ...after },
          $push: {
            outbox: outboxEntry({
              at: now,
              actor,
              action: 'voidActivities',
              targetType: 'Activity',
              targetId: _id,
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
    return { voided: await this.countMarked(open, now), affected: await this.findAffected(rows), refusals };
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
    const filter = { _id: { $in: open.map(({ _id }) => _id) }, voided: true, voidedAt: now };
    return this.parts.database.activities.countDocuments(filter);
  }

  /** The paid requests whose evidence spans a row of its kind. */
  private async findAffected(rows: readonly Activity[]): Promise<RewardRequest[]> {
    if (rows.length === 0) return [];
    const byUser = new Map<string, Activity[]>();
    for (const row of rows) byUser.set(String(row.userId), [...(byUser.get(String(row.userId)) ?? []), row]);
    const userIds = [...new Map(rows.map(({ userId }) => [String(userId), userId])).values()];
    const kinds = [...new Set(rows.map(({ kind }) => kind))];
    const paid = await this.parts.database.requests
      .find(
        {
          userId: { $in: userIds },
          status: RequestStatus.SUCCESS,
          // The second condition tells the planner that the partial index holds them.
          $and: [{ 'evidence.activityKind': { $in: kinds } }, { 'evidence.activityKind': { $gt: '' } }],
        },
        { projection: { outbox: 0 } },
      )
      .limit(AFFECTED_MAX)
      .toArray();
    return paid.filter((request) =>
      byUser.get(String(request.userId))!.some((row) => hasCounted(request, row)),
    );
  }
}

function hasCounted({ evidence, requestedAt }: RewardRequest, row: Activity): boolean {
  return (
    row.receivedAt.getTime() <= requestedAt.getTime() + OVERLAP_MS &&
    (row.voidedAt === null || row.voidedAt.getTime() >= requestedAt.getTime() - OVERLAP_MS) &&
    evidence.some(
      ({ activityKind, firstActivityAt, lastActivityAt }) =>
        activityKind === row.kind &&
        firstActivityAt != null &&
        lastActivityAt != null &&
        firstActivityAt <= row.occurredAt &&
        row.occurredAt <= lastActivityAt,
    )
  );
}
