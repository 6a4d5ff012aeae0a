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
import type { RewardType } from '../domain/reward';
import { Event } from '../events/event.model';
import type { Context } from '../graphql/context';
import { connectionOf, PageArgs } from '../graphql/pagination';
import { RewardTypeEnum } from '../graphql/enums';
import { SafeInt } from '../graphql/scalars';
import { User } from '../users/user.model';
import type * as summed from './grant-sums';
import { RewardGrantFilter, RewardGrantsArgs } from './reward-request.inputs';
import { RewardGrant, RewardRequest } from './reward-request.model';
import type { GrantNode } from './request-filter';

export const RewardGrantConnection = connectionOf('RewardGrant', () => RewardGrant);

@ArgsType()
class RewardGrantSumsArgs {
  @Field(() => RewardGrantFilter, { nullable: true, description: 'Which grants; none: all.' })
  @IsOptional()
  @ValidateNested()
  filter?: RewardGrantFilter | null;
}

@ObjectType({ description: 'The grants of one type.', simpleResolvers: true })
class GrantTypeSum {
  @Field(() => RewardTypeEnum, { description: 'What kind of thing was paid.' })
  type!: RewardType;

  @Field(() => Int, { description: 'How many grants.' })
  grants!: number;

  @Field(() => SafeInt, { description: 'The sum of their quantities.' })
  quantity!: number;
}

@ObjectType({ description: 'The grants of one event with the same type, name and externalId.' })
class GrantRewardSum extends GrantTypeSum {
  @Field(() => String, { description: "The reward's name when it was paid." })
  name!: string;

  @Field(() => String, { nullable: true, description: "What the client's own systems call it." })
  externalId!: string | null;
}

@ObjectType({
  description: 'What a list of grants comes to, without what was revoked.',
  simpleResolvers: true,
})
class RewardGrantSums {
  @Field(() => [GrantTypeSum], {
    description: 'All grants by their type; types without a grant are left out.',
  })
  types!: readonly GrantTypeSum[];

  @Field(() => [GrantRewardSum], {
    description: 'By event and reward, the largest quantity first; at most 200.',
  })
  rewards!: readonly summed.RewardSum[];

  @Field(() => Boolean, {
    description: 'Whether there are more than 200 rewards; `types` counts all of them.',
  })
  hasMoreRewards!: boolean;
}

@Resolver(() => GrantRewardSum)
export class GrantRewardSumResolver {
  @FieldResolver(() => Event, { description: 'The event that paid it.' })
  event(@Root() { eventId }: summed.RewardSum, @Ctx() { loaders }: Context) {
    return loaders.event.load(eventId.toHexString());
  }
}

@Resolver(() => RewardGrant)
export class RewardGrantResolver {
  @Query(() => RewardGrantConnection, {
    nullable: true,
    description: 'Everything that was paid, newest first. OPERATOR, AUDITOR, ADMIN.',
  })
  rewardGrants(@Args() { filter, ...page }: RewardGrantsArgs, @Ctx() { services, signal }: Context) {
    return services.rewardRequests.listGrants({ ...filter }, page, signal);
  }

  @Query(() => RewardGrantSums, {
    nullable: true,
    description:
      'Sums over the grants that `rewardGrants` lists for the same filter. Null when they can not be had within 5 seconds, or are made of more than 5,000 rewards. OPERATOR, AUDITOR, ADMIN.',
  })
  rewardGrantSums(
    @Args(() => RewardGrantSumsArgs) { filter }: RewardGrantSumsArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<RewardGrantSums | null> {
    return services.rewardRequests.sumGrants({ ...filter }, signal);
  }

  @FieldResolver(() => RewardRequest, { description: 'The request that paid it.' })
  request(@Root() { row }: GrantNode): RewardRequest {
    return row;
  }

  @FieldResolver(() => User, { description: 'Who got it.' })
  user(@Root() { row }: GrantNode, @Ctx() { loaders }: Context) {
    return loaders.user.load(row.userId.toHexString());
  }
}

/** What a user was paid belongs to the user. */
@Resolver(() => User)
export class UserGrantResolver {
  @FieldResolver(() => SafeInt, { description: 'Sum of the POINT grants whose revokedAt is null.' })
  points(@Root() { _id }: User, @Ctx() { loaders }: Context): Promise<number> {
    return loaders.points.load(_id.toHexString());
  }

  @FieldResolver(() => RewardGrantConnection, { description: 'What the user was paid, newest first.' })
  grants(@Root() { _id }: User, @Args() page: PageArgs, @Ctx() { services, signal }: Context) {
    return services.rewardRequests.listGrants({ userId: _id.toHexString() }, page, signal);
  }
}
