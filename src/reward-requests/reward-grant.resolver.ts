import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../graphql/context';
import { connectionOf, PageArgs } from '../graphql/pagination';
import { SafeInt } from '../graphql/scalars';
import { User } from '../users/user.model';
import { RewardGrantsArgs } from './reward-request.inputs';
import { RewardGrant, RewardRequest } from './reward-request.model';
import type { GrantNode } from './request-filter';

export const RewardGrantConnection = connectionOf('RewardGrant', () => RewardGrant);

@Resolver(() => RewardGrant)
export class RewardGrantResolver {
  @Query(() => RewardGrantConnection, {
    nullable: true,
    description: 'Everything that was paid, newest first. OPERATOR, AUDITOR, ADMIN.',
  })
  rewardGrants(@Args() { filter, ...page }: RewardGrantsArgs, @Ctx() { services, signal }: Context) {
    return services.rewardRequests.listGrants({ ...filter }, page, signal);
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
