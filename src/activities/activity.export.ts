import { ActivitiesArgs, ActivityFilter } from './activity.inputs';
import type { Activity } from './activity.model';
import { activityQuery } from './activity.service';
import { afterPlace } from '../database/keyset-page';
import { READ_LIMIT_MS } from '../database/read-limits';
import { defineExport } from '../exports/format/export';
import { ANSWER_ROWS } from '../exports/format/limits';
import { answersOf, Names } from '../exports/format/names';

type Row = Activity & { readonly username: string | undefined };

export const activitiesExport = defineExport<ActivitiesArgs, Row>({
  name: 'activities',
  query: 'activities',
  action: 'exportActivities',
  argsType: ActivitiesArgs,
  filterType: ActivityFilter,
  columns: [
    { name: 'id', value: ({ _id }) => _id.toHexString() },
    { name: 'occurredAt', instant: ({ occurredAt }) => occurredAt },
    { name: 'day', value: ({ day }) => day },
    { name: 'kind', value: ({ kind }) => kind },
    { name: 'quantity', value: ({ quantity }) => quantity },
    { name: 'source', value: ({ source }) => source },
    { name: 'externalId', value: ({ externalId }) => externalId },
    { name: 'userId', value: ({ userId }) => userId.toHexString() },
    { name: 'user', value: ({ username }) => username ?? null },
    { name: 'receivedAt', instant: ({ receivedAt }) => receivedAt },
    { name: 'voidedAt', instant: ({ voidedAt }) => voidedAt },
    { name: 'voidReason', value: ({ voidReason }) => voidReason },
  ],
  async *batches({ filter, reverse }, { database }) {
    const direction = reverse ? 1 : -1;
    const cursor = database.activities
      .find(
        { $and: [activityQuery({ ...filter }), afterPlace('occurredAt', null, reverse)] },
        { maxTimeMS: READ_LIMIT_MS.whole, projection: { outbox: 0 } },
      )
      .sort({ occurredAt: direction, _id: direction })
      .batchSize(ANSWER_ROWS);
    const names = new Names(database);
    for await (const rows of answersOf(cursor)) {
      const users = await names.usernames(rows.map(({ userId }) => userId));
      yield rows.map((row) => ({ ...row, username: users.get(row.userId.toHexString()) }));
    }
  },
});
