import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Page } from '../domain/page';
import type { Context } from '../graphql/context';
import { User } from '../users/user.model';
import { ActivitiesArgs, MyActivitiesArgs } from './activity.inputs';
import { Activity } from './activity.model';
import { ActivityConnection } from './activity.payloads';

@Resolver(() => Activity)
export class ActivityResolver {
  @Query(() => ActivityConnection, {
    nullable: true,
    description: 'Activities, newest first by `occurredAt`. OPERATOR, AUDITOR, ADMIN.',
  })
  activities(
    @Args(() => ActivitiesArgs) args: ActivitiesArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<Page<Activity>> {
    return services.activities.list('activities', args.filter ?? {}, args, signal);
  }

  @Query(() => ActivityConnection, {
    nullable: true,
    description: "The viewer's activities, newest first by `occurredAt`. USER.",
  })
  async myActivities(
    @Args(() => MyActivitiesArgs) args: MyActivitiesArgs,
    @Ctx() { services, viewer, signal }: Context,
  ): Promise<Page<Activity>> {
    const { id: userId } = await viewer.require();
    return services.activities.list('myActivities', { userId, kind: args.kind ?? null }, args, signal);
  }

  @FieldResolver(() => User, { description: 'The user who did it.' })
  user(@Root() { userId }: Activity, @Ctx() { loaders }: Context): Promise<User | null> {
    return loaders.user.load(userId.toHexString());
  }
}
