import type { Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { READ_LIMIT_MS } from '../database/read-limits';
import { ANSWER_ROWS } from '../exports/format/limits';
import { answersOf, Names } from '../exports/format/names';

export interface NamedMember {
  readonly userId: Types.ObjectId;
  readonly username: string | undefined;
}

/** The members of an audience for an export, in the order of their ids, with the names of their accounts. */
export async function* memberBatches(
  database: Pick<Collections, 'audienceMembers' | 'events' | 'users'>,
  audienceId: Types.ObjectId,
  reverse: boolean,
): AsyncGenerator<NamedMember[]> {
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
}
