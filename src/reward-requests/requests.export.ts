import type { ConditionProgress } from '../domain/conditions';
import { decodeEvidence } from '../domain/evidence';
import { knownOf } from '../domain/known-values';
import { REQUEST_SOURCES, USER_SOURCE } from '../domain/request-source';
import { statusName } from '../domain/request-status';
import { knownRefusal } from '../errors';
import { afterPlace } from '../database/keyset-page';
import { orderedIndex, requestQuery } from './request-filter';
import { RewardRequestFilter, RewardRequestsArgs } from './reward-request.inputs';
import type { RewardRequest } from './reward-request.model';
import { defineExport } from '../exports/format/export';
import { ANSWER_ROWS } from '../exports/format/limits';
import { answersOf, Names } from '../exports/format/names';
import { READ_LIMIT_MS } from '../database/read-limits';

interface Row extends RewardRequest {
  readonly username: string | undefined;
  readonly eventTitle: string | undefined;
  readonly decidedBy: string | undefined;
  readonly revokedBy: string | undefined;
}

export const requestsExport = defineExport<RewardRequestsArgs, Row>({
  name: 'requests',
  query: 'rewardRequests',
  action: 'exportRewardRequests',
  argsType: RewardRequestsArgs,
  filterType: RewardRequestFilter,
  columns: [
    { name: 'id', value: ({ _id }) => _id.toHexString() },
    { name: 'requestedAt', instant: ({ requestedAt }) => requestedAt },
    { name: 'status', value: ({ status }) => statusName(status) },
    { name: 'failureCode', value: ({ failureCode }) => failureCode && knownRefusal(failureCode) },
    { name: 'attempt', value: ({ attempt }) => attempt },
    { name: 'eventId', value: ({ eventId }) => eventId.toHexString() },
    { name: 'event', value: ({ eventTitle }) => eventTitle ?? null },
    { name: 'eventVersion', value: ({ eventVersion }) => eventVersion },
    { name: 'userId', value: ({ userId }) => userId.toHexString() },
    { name: 'user', value: ({ username }) => username ?? null },
    { name: 'decidedAt', instant: ({ decidedAt }) => decidedAt },
    { name: 'decidedById', value: ({ decidedById }) => decidedById?.toHexString() ?? null },
    { name: 'decidedBy', value: ({ decidedBy }) => decidedBy ?? null },
    { name: 'note', value: ({ note }) => note },
    { name: 'evidence', value: (row) => decodeEvidence(row).map(sentenceOf).join('; ') },
    {
      name: 'grants',
      value: ({ grants }) => grants.map(({ quantity, name }) => `${quantity} x ${name}`).join('; '),
    },
    { name: 'source', value: ({ source }) => knownOf(REQUEST_SOURCES, source ?? USER_SOURCE) },
    { name: 'serviceKeyId', value: ({ serviceKeyId }) => serviceKeyId?.toHexString() ?? null },
    { name: 'payoutId', value: ({ payoutId }) => payoutId?.toHexString() ?? null },
    { name: 'revokedAt', instant: ({ revokedAt }) => revokedAt ?? null },
    { name: 'revokedById', value: ({ revokedById }) => revokedById?.toHexString() ?? null },
    { name: 'revokedBy', value: ({ revokedBy }) => revokedBy ?? null },
    { name: 'revokeReason', value: ({ revokeReason }) => revokeReason ?? null },
  ],
  async *batches({ filter, reverse }, { database }) {
    const direction = reverse ? 1 : -1;
    const index = orderedIndex({ ...filter });
    const cursor = database.requests
      .find(
        { $and: [requestQuery({ ...filter }), afterPlace('requestedAt', null, reverse)] },
        { maxTimeMS: READ_LIMIT_MS.whole, ...(index && { hint: index }) },
      )
      .project<RewardRequest>({ outbox: 0, rewards: 0 })
      .sort({ requestedAt: direction, _id: direction })
      .batchSize(ANSWER_ROWS);
    const names = new Names(database);
    for await (const rows of answersOf(cursor)) {
      const [users, titles] = await Promise.all([
        names.usernames(
          rows.flatMap(({ userId, decidedById, revokedById = null }) => [userId, decidedById, revokedById]),
        ),
        names.eventTitles(rows.map(({ eventId }) => eventId)),
      ]);
      yield rows.map((row) => ({
        ...row,
        username: users.get(row.userId.toHexString()),
        eventTitle: titles.get(row.eventId.toHexString()),
        decidedBy: row.decidedById ? users.get(row.decidedById.toHexString()) : undefined,
        revokedBy: row.revokedById ? users.get(row.revokedById.toHexString()) : undefined,
      }));
    }
  },
});

/** Such as `Attend 3 consecutive days: 3 of 3, met (2026-05-30 2026-05-31 2026-06-01)`. */
function sentenceOf({ description, current, target, met, days, excusedDays }: ConditionProgress): string {
  const counted = days.length > 0 ? ` (${days.join(' ')})` : '';
  const excused = excusedDays === undefined ? '' : ` (excused: ${excusedDays.join(' ')})`;
  return `${description} ${current} of ${target}, ${met ? 'met' : 'not met'}${counted}${excused}`;
}
