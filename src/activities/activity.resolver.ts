import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Page } from '../domain/page';
import type { Context } from '../graphql/context';
import { User } from '../users/user.model';
import { userRefOf } from '../users/user-ref.inputs';
import { isWithinLimits, type ActivityReport } from './activity-report';
import {
  ActivitiesArgs,
  MyActivitiesArgs,
  RecordActivitiesInput,
  type ActivityInput,
} from './activity.inputs';
import { Activity } from './activity.model';
import { ActivityConnection, RecordActivitiesPayload } from './activity.payloads';
import { recordForKey } from './record-for-key';

@Resolver(() => Activity)
export class ActivityResolver {
  @Query(() => ActivityConnection, {
    nullable: true,
    description: 'Activities, newest first by `occurredAt`.',
  })
  async activities(
    @Args(() => ActivitiesArgs) args: ActivitiesArgs,
    @Ctx() context: Context,
  ): Promise<Page<Activity>> {
    const { services, signal } = context;
    await services.accessLog.opened(context, args.filter?.userId, 'activities');
    return services.activities.list('activities', args.filter ?? {}, args, signal);
  }

  @Query(() => ActivityConnection, {
    nullable: true,
    description: "The viewer's activities, newest first by `occurredAt`.",
  })
  async myActivities(
    @Args(() => MyActivitiesArgs) args: MyActivitiesArgs,
    @Ctx() { services, viewer, signal }: Context,
  ): Promise<Page<Activity>> {
    const { id: userId } = await viewer.require();
    return services.activities.list('myActivities', { userId, kind: args.kind ?? null }, args, signal);
  }

  @Mutation(() => RecordActivitiesPayload, {
    nullable: true,
    description:
      'Records up to 200 activities. Each row has an outcome of its own, and sending a row again is safe.',
  })
  async recordActivities(
    @Arg('input', () => RecordActivitiesInput, { description: 'The activities.' })
    input: RecordActivitiesInput,
    @Ctx() { services, viewer, now, record }: Context,
  ): Promise<RecordActivitiesPayload> {
    const key = await viewer.requireServiceKey();
    const reports = input.activities.map(reportOf);
    return { outcomes: await recordForKey({ services, key, record, receivedAt: now }, reports) };
  }

  @FieldResolver(() => User, { description: 'The user who did it.' })
  user(@Root() { userId }: Activity, @Ctx() { loaders }: Context): Promise<User | null> {
    return loaders.user.load(userId.toHexString());
  }
}

function reportOf({ user, externalId, kind, quantity, occurredAt }: ActivityInput): ActivityReport | null {
  const ref = userRefOf(user, { byUsername: false });
  const report = { externalId, kind, quantity, occurredAt };
  return ref !== null && isWithinLimits(report) ? { user: ref, ...report } : null;
}
