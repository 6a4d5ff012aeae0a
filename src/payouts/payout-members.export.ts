import type { Types } from 'mongoose';
import { memberBatches, type NamedMember } from '../audiences/member-batches';
import type { Collections } from '../database/client-collections';
import { requireObjectId } from '../database/object-ids';
import { READ_LIMIT_MS } from '../database/read-limits';
import { isLive, LIVE_STATUSES, statusName } from '../domain/request-status';
import { AppError } from '../errors';
import { defineExport } from '../exports/format/export';
import { PageArgs } from '../graphql/types/connection';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import type { Payout } from './payout.model';
import type { MemberOutcome } from './payout-signals';
import { payoutKey } from './payout-step';

/** Those of the query `payout`. */
class PayoutMembersArgs extends PageArgs {
  id!: string;
}

type MemberRequest = Pick<RewardRequest, '_id' | 'userId' | 'status' | 'payoutId'>;

interface Row extends NamedMember {
  readonly outcome: MemberOutcome | 'waiting';
  readonly request: MemberRequest | undefined;
}

export const payoutMembersExport = defineExport<PayoutMembersArgs, Row>({
  name: 'payout-members',
  query: 'payout',
  action: 'exportPayoutMembers',
  argsType: PayoutMembersArgs,
  columns: [
    { name: 'userId', value: ({ userId }) => userId.toHexString() },
    { name: 'user', value: ({ username }) => username ?? null },
    { name: 'outcome', value: ({ outcome }) => outcome },
    { name: 'requestId', value: ({ request }) => request?._id.toHexString() ?? null },
    { name: 'status', value: ({ request }) => (request ? statusName(request.status) : null) },
  ],
  async *batches({ id, reverse }, { database }) {
    const _id = requireObjectId(id);
    const payout = await database.payouts.findOne({ _id }, { projection: { outbox: 0 } });
    if (payout === null) throw new AppError('NOT_FOUND');
    for await (const members of memberBatches(database, payout.audienceId, reverse)) {
      const userIds = members.map(({ userId }) => userId);
      const requests = await findRequests(database.requests, payout, userIds);
      yield members.map((member) => {
        const request = requests.get(member.userId.toHexString());
        return { ...member, outcome: outcomeOf(payout, member.userId, request), request };
      });
    }
  },
});

/** By user (hex) the request that the payout made, otherwise the one that holds the slot. */
async function findRequests(
  requests: Collections['requests'],
  { _id, eventId }: Payout,
  userIds: readonly Types.ObjectId[],
): Promise<ReadonlyMap<string, MemberRequest>> {
  const userId = { $in: [...userIds] };
  const options = {
    projection: { userId: 1, status: 1, payoutId: 1 },
    maxTimeMS: READ_LIMIT_MS.whole,
  } as const;
  const [holders, own] = await Promise.all([
    requests.find({ userId, eventId, status: { $in: [...LIVE_STATUSES] } }, options).toArray(),
    requests.find({ userId, idempotencyKey: payoutKey(_id) }, options).toArray(),
  ]);
  return new Map([...holders, ...own].map((request) => [request.userId.toHexString(), request]));
}

/** As the counts of the payout have it, by the requests that there are now. */
function outcomeOf(
  { _id, cursor }: Payout,
  userId: Types.ObjectId,
  request: MemberRequest | undefined,
): Row['outcome'] {
  if (request !== undefined && isLive(request.status)) {
    return request.payoutId?.equals(_id) === true ? 'paid' : 'already';
  }
  const isPassed = cursor !== null && userId.toHexString() <= cursor.toHexString();
  return isPassed ? 'refused' : 'waiting';
}
