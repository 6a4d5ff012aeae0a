import type { Types } from 'mongoose';
import { requireObjectId } from '../database/object-ids';
import { READ_LIMIT_MS } from '../database/read-limits';
import { AppError } from '../errors';
import { defineExport } from '../exports/format/export';
import { ANSWER_ROWS } from '../exports/format/limits';
import { answersOf, Names } from '../exports/format/names';
import { PageArgs } from '../graphql/types/connection';

/** Those of the query `audience`. */
class AudienceMembersArgs extends PageArgs {
  id!: string;
}

interface Row {
  readonly userId: Types.ObjectId;
  readonly username: string | undefined;
}

export const audienceMembersExport = defineExport<AudienceMembersArgs, Row>({
  name: 'audience-members',
  query: 'audience',
  action: 'exportAudienceMembers',
  argsType: AudienceMembersArgs,
  columns: [
    { name: 'userId', value: ({ userId }) => userId.toHexString() },
    { name: 'user', value: ({ username }) => username ?? null },
  ],
  async *batches({ id, reverse }, { database }) {
    const audienceId = requireObjectId(id);
    const audience = await database.audiences.findOne({ _id: audienceId }, { projection: { _id: 1 } });
    if (audience === null) throw new AppError('NOT_FOUND');
    const direction = reverse ? -1 : 1;
    const cursor = database.audienceMembers
      .find({ audienceId }, { maxTimeMS: READ_LIMIT_MS.whole })
      .sort({ audienceId: direction, userId: direction })
      .batchSize(ANSWER_ROWS);
    const names = new Names(database);
    for await (const rows of answersOf(cursor)) {
      const users = await names.usernames(rows.map(({ userId }) => userId));
      yield rows.map(({ userId }) => ({ userId, username: users.get(userId.toHexString()) }));
    }
  },
});
