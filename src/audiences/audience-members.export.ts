import { requireObjectId } from '../database/object-ids';
import { AppError } from '../errors';
import { defineExport } from '../exports/format/export';
import { PageArgs } from '../graphql/types/connection';
import { memberBatches, type NamedMember } from './member-batches';

/** Those of the query `audience`. */
class AudienceMembersArgs extends PageArgs {
  id!: string;
}

export const audienceMembersExport = defineExport<AudienceMembersArgs, NamedMember>({
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
    yield* memberBatches(database, audienceId, reverse);
  },
});
