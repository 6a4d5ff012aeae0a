import { Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../graphql/context';

@Resolver()
export class DataExportResolver {
  @Query(() => String, {
    nullable: true,
    description:
      'Everything that is stored about the caller, as JSON, without credentials: account, identities, logins, audiences, excused days, requests with evidence, grants and codes, audit entries, check-ins, accesses by staff, notes of staff, and activities. At most 8 MB; `truncated` in it names lists that were cut off. 10 a day.',
  })
  async myDataExport(@Ctx() { services, viewer, now, signal }: Context): Promise<string> {
    const { id } = await viewer.require();
    return services.dataExports.export(id, now, signal);
  }
}
