import { Arg, Ctx, Field, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { AppError, type Refusal } from '../errors';
import type { Context } from '../graphql/context';
import { UserError } from '../graphql/types/user-error';
import { RewardRequest } from '../reward-requests/reward-request.model';
import { VoidActivitiesInput } from './activity-void.inputs';

@ObjectType({ description: 'The result of voiding activities.', simpleResolvers: true })
class VoidActivitiesPayload {
  @Field(() => Int, { description: 'Number of activities that this call voided.' })
  voided!: number;

  @Field(() => [RewardRequest], {
    description:
      'Paid requests whose evidence had counted one of the activities, newest first by requestedAt, at most 1,000. They stay paid. A request within a minute of the arrival of an activity may be among them although it came too early to count it.',
  })
  affected!: RewardRequest[];

  @Field(() => Boolean, {
    description:
      'Whether more requests had counted one of the activities than `affected` has. Void fewer activities at once, by their own calls, to see all of them; a repeat is safe.',
  })
  moreAffected!: boolean;

  @Field(() => [UserError], {
    description: 'UNKNOWN_USER for each reference that names no account. The other activities were voided.',
  })
  userErrors!: Refusal[];
}

@Resolver()
export class ActivityVoidResolver {
  @Mutation(() => VoidActivitiesPayload, {
    nullable: true,
    description:
      'Voids activities. It never takes a payment back. A service key voids activities of its own source only.',
  })
  async voidActivities(
    @Arg('input', () => VoidActivitiesInput, { description: 'The activities.' }) input: VoidActivitiesInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<VoidActivitiesPayload> {
    const key = viewer.isServiceKey ? await viewer.requireServiceKey() : null;
    if (key !== null && key.source !== input.source) throw new AppError('FORBIDDEN');
    const actor = key === null ? await viewer.require() : { serviceKeyId: key.id };
    const { refusals, ...result } = await services.activityVoids.void(actor, input, now, {
      byUsername: key === null,
    });
    return { ...result, userErrors: refusals };
  }
}
