import { knownOf } from '../domain/known-values';
import { REWARD_TYPES } from '../domain/reward';
import { afterPlace } from '../database/keyset-page';
import { deliveryStateOf } from './delivery-state';
import { grantQuery, type GrantNode } from './request-filter';
import { RewardGrantFilter, RewardGrantsArgs } from './reward-request.inputs';
import { defineExport } from '../exports/format/export';
import { ANSWER_ROWS } from '../exports/format/limits';
import { answersOf, Names } from '../exports/format/names';
import { READ_LIMIT_MS } from '../database/read-limits';

type Row = GrantNode & { readonly username: string | undefined; readonly eventTitle: string | undefined };

export const grantsExport = defineExport<RewardGrantsArgs, Row>({
  name: 'grants',
  query: 'rewardGrants',
  action: 'exportRewardGrants',
  argsType: RewardGrantsArgs,
  filterType: RewardGrantFilter,
  columns: [
    { name: 'id', value: ({ id }) => id.toHexString() },
    { name: 'grantedAt', instant: ({ grantedAt }) => grantedAt },
    { name: 'type', value: ({ type }) => knownOf(REWARD_TYPES, type) },
    { name: 'name', value: ({ name }) => name },
    { name: 'quantity', value: ({ quantity }) => quantity },
    { name: 'externalId', value: ({ externalId }) => externalId },
    { name: 'revokedAt', instant: ({ revokedAt }) => revokedAt },
    { name: 'userId', value: ({ row }) => row.userId.toHexString() },
    { name: 'user', value: ({ username }) => username ?? null },
    { name: 'eventId', value: ({ row }) => row.eventId.toHexString() },
    { name: 'event', value: ({ eventTitle }) => eventTitle ?? null },
    { name: 'requestId', value: ({ row }) => row._id.toHexString() },
    { name: 'delivery', value: deliveryStateOf },
    { name: 'deliveryReference', value: ({ delivery }) => delivery?.reference ?? null },
  ],
  async *batches({ filter, reverse }, { database }) {
    const { rows: selected, wantedOf } = grantQuery({ ...filter });
    const direction = reverse ? 1 : -1;
    const cursor = database.requests
      .find(
        { $and: [selected, afterPlace('decidedAt', null, reverse)] },
        {
          projection: { userId: 1, eventId: 1, grants: 1, due: 1 },
          maxTimeMS: READ_LIMIT_MS.whole,
        },
      )
      .sort({ decidedAt: direction, _id: direction })
      .batchSize(ANSWER_ROWS);
    const names = new Names(database);
    for await (const rows of answersOf(cursor)) {
      const [users, titles] = await Promise.all([
        names.usernames(rows.map(({ userId }) => userId)),
        names.eventTitles(rows.map(({ eventId }) => eventId)),
      ]);
      yield rows.flatMap((row) =>
        wantedOf(row, reverse).map(({ grant }) => ({
          ...grant,
          username: users.get(row.userId.toHexString()),
          eventTitle: titles.get(row.eventId.toHexString()),
        })),
      );
    }
  },
});
