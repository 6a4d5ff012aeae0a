import { IsOptional, ValidateNested } from 'class-validator';
import {
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { UNKNOWN } from '../domain/known-values';
import type { RewardType } from '../domain/reward';
import { Event } from '../events/event.model';
import type { Context } from '../graphql/context';
import { connectionOf, PageArgs } from '../graphql/types/connection';
import { RewardTypeEnum } from '../graphql/types/enums';
import { SafeInt } from '../graphql/types/scalars';
import { User } from '../users/user.model';
import type * as summed from './grant-sums';
import { RewardGrantFilter, RewardGrantsArgs } from './reward-request.inputs';
import { RewardGrant } from './reward-grant.model';
import { RewardRequest } from './reward-request.model';
import type { GrantNode } from './request-filter';

export const RewardGrantConnection = connectionOf('RewardGrant', () => RewardGrant);

@ArgsType()
class RewardGrantSumsArgs {
  @Field(() => RewardGrantFilter, { nullable: true, description: 'Selects grants. Omitted: all.' })
  @IsOptional()
  @ValidateNested()
  filter?: RewardGrantFilter | null;
}

@ObjectType({ description: 'The grants of one type.', simpleResolvers: true })
class GrantTypeSum {
  @Field(() => RewardTypeEnum, { description: 'The type of the reward.' })
  type!: RewardType | typeof UNKNOWN;

  @Field(() => Int, { description: 'Number of grants.' })
  grants!: number;

  @Field(() => SafeInt, { description: 'Sum of the quantities.' })
  quantity!: number;
}

@ObjectType({ description: 'The grants of one event with the same type, name and externalId.' })
class GrantRewardSum extends GrantTypeSum {
  @Field(() => String, { description: "The reward's name when it was paid." })
  name!: string;

  @Field(() => String, { nullable: true, description: "The id of the reward in the client's own systems." })
  externalId!: string | null;
}

@ObjectType({
  description: 'Sums of a list of grants, without revoked ones.',
  simpleResolvers: true,
})
class RewardGrantSums {
  @Field(() => [GrantTypeSum], {
    description: 'Sums by type. Types without a grant are omitted.',
  })
  types!: readonly GrantTypeSum[];

  @Field(() => [GrantRewardSum], {
    description: 'Sums by event and reward, the largest quantity first. At most 200.',
  })
  rewards!: readonly summed.RewardSum[];

  @Field(() => Boolean, {
    description: 'Whether there are more than 200 rewards. `types` includes all of them.',
  })
  hasMoreRewards!: boolean;
}

@Resolver(() => GrantRewardSum)
export class GrantRewardSumResolver {
  @FieldResolver(() => Event, { description: 'The event of the grants.' })
  event(@Root() { eventId }: summed.RewardSum, @Ctx() { loaders }: Context) {
    return loaders.event.load(eventId.toHexString());
  }
}

@Resolver(() => RewardGrant)
export class RewardGrantResolver {
  @Query(() => RewardGrantConnection, {
    nullable: true,
    description: 'All grants, newest first.',
  })
  async rewardGrants(@Args() { filter, ...page }: RewardGrantsArgs, @Ctx() context: Context) {
    const { services, signal } = context;
    await services.accessLog.opened(context, filter?.userId, 'rewardGrants');
    return services.rewardRequests.listGrants({ ...filter }, page, signal);
  }

  @Query(() => RewardGrantSums, {
    nullable: true,
    description:
      'Sums of the grants that `rewardGrants` lists with the same filter. Null if computing them takes too long (2 seconds) or if they cover more than 5,000 rewards.',
  })
  async rewardGrantSums(
    @Args(() => RewardGrantSumsArgs) { filter }: RewardGrantSumsArgs,
    @Ctx() context: Context,
  ): Promise<RewardGrantSums | null> {
    const { services, signal } = context;
    await services.accessLog.opened(context, filter?.userId, 'rewardGrantSums');
    return services.rewardRequests.sumGrants({ ...filter }, signal);
  }

  @FieldResolver(() => RewardRequest, { description: 'The request that was paid.' })
  request(@Root() { row }: GrantNode): RewardRequest {
    return row;
  }

  @FieldResolver(() => User, { description: 'The user who received the reward.' })
  user(@Root() { row }: GrantNode, @Ctx() { loaders }: Context) {
    return loaders.user.load(row.userId.toHexString());
  }
}

/** The grants of a user. */
@Resolver(() => User)
export class UserGrantResolver {
  @FieldResolver(() => SafeInt, { description: 'Sum of the POINT grants that are not revoked.' })
  points(@Root() { _id }: User, @Ctx() { loaders }: Context): Promise<number> {
    return loaders.points.load(_id.toHexString());
  }

  @FieldResolver(() => RewardGrantConnection, {
    description: 'The rewards that the user received, newest first.',
  })
  grants(@Root() { _id }: User, @Args() page: PageArgs, @Ctx() { services, signal }: Context) {
    return services.rewardRequests.listGrants({ userId: _id.toHexString() }, page, signal);
  }
}
