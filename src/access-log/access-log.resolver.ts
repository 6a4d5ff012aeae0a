import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Page } from '../domain/page';
import type { Context } from '../graphql/context';
import { connectionOf } from '../graphql/types/connection';
import { User } from '../users/user.model';
import { AccessLogEntry } from './access-log-entry.model';
import { AccessLogArgs } from './access-log.inputs';

const AccessLogEntryConnection = connectionOf('AccessLogEntry', () => AccessLogEntry);

@Resolver(() => AccessLogEntry)
export class AccessLogResolver {
  @Query(() => AccessLogEntryConnection, {
    nullable: true,
    description:
      "The records of staff who opened another account's data, newest first. Lines are removed after ACCESS_LOG_DAYS.",
  })
  accessLog(
    @Args(() => AccessLogArgs) args: AccessLogArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<Page<AccessLogEntry>> {
    return services.accessLog.list(args, signal);
  }

  @FieldResolver(() => User, { description: 'The member of staff.' })
  actor(@Root() { actorId }: AccessLogEntry, @Ctx() { loaders }: Context): Promise<User | null> {
    return loaders.user.load(actorId.toHexString());
  }

  @FieldResolver(() => User, { description: 'The account whose data was opened.' })
  user(@Root() { userId }: AccessLogEntry, @Ctx() { loaders }: Context): Promise<User | null> {
    return loaders.user.load(userId.toHexString());
  }
}
