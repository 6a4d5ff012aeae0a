import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { DeliveryState } from '../domain/reward';
import type { FeedType } from '../domain/reward-feed';
import type { Context } from '../graphql/context';
import { DeliveryStateEnum, FeedEntryTypeEnum } from '../graphql/types/enums';
import { DateTime, SafeInt } from '../graphql/types/scalars';
import { UserError } from '../graphql/types/user-error';
import { isFed } from '../reward-requests/delivery-state';
import type { GrantNode } from '../reward-requests/request-filter';
import { RewardGrant } from '../reward-requests/reward-grant.model';
import { RewardRequest } from '../reward-requests/reward-request.model';
import { User } from '../users/user.model';
import { AcknowledgeGrantsInput, RewardFeedArgs } from './reward-feed.inputs';
import type { FeedEntryNode, FeedPage } from './reward-feed.service';

@ObjectType('RewardFeedEntry', { description: 'Something that happened to a reward or to a request.' })
class FeedEntry {}

@ObjectType({
  description:
    'A page of the reward feed, which has no gaps: a reader that has read up to a sequence never misses an entry before it.',
  simpleResolvers: true,
})
export class RewardFeedPage {
  @Field(() => [FeedEntry], { description: 'In the order of their sequences.' })
  entries!: FeedEntryNode[];

  @Field(() => String, {
    description: 'Changes when the database was restored. Then read from the start and compare.',
  })
  epoch!: string;

  @Field(() => SafeInt, { description: 'Send it as `after` next.' })
  lastSequence!: number;

  @Field(() => Boolean, { description: 'Whether to read on at once.' })
  hasMore!: boolean;
}

@ObjectType({ description: 'Whether a grant has been handed over.', simpleResolvers: true })
export class GrantDelivery {
  @Field(() => DeliveryStateEnum, { description: 'What was acknowledged last; WAITING: nothing yet.' })
  state!: DeliveryState;

  @Field(() => String, { nullable: true, description: 'The reference of the last acknowledgement.' })
  reference!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was acknowledged last.' })
  at!: Date | null;

  @Field(() => Int, { description: 'Number of acknowledgements that changed the state.' })
  attempts!: number;
}

@ObjectType({ description: 'The result for one grant.', simpleResolvers: true })
export class AcknowledgeGrantOutcome {
  @Field(() => RewardGrant, { nullable: true, description: 'The grant. Null with GRANT_NOT_FOUND.' })
  grant!: GrantNode | null;

  @Field(() => [UserError], {
    description: 'GRANT_NOT_FOUND or ACKNOWLEDGED_OTHERWISE. Empty if it is stored.',
  })
  userErrors!: UserError[];
}

@ObjectType({ description: 'One outcome for each grant, in order.', simpleResolvers: true })
export class AcknowledgeGrantsPayload {
  @Field(() => [AcknowledgeGrantOutcome], { description: 'One for each grant, in order.' })
  outcomes!: AcknowledgeGrantOutcome[];
}

@Resolver(() => FeedEntry)
export class RewardFeedResolver {
  @Query(() => RewardFeedPage, {
    nullable: true,
    description: 'Lists changes of rewards and requests in order and without gaps.',
  })
  rewardFeed(
    @Args(() => RewardFeedArgs) { after, first, types }: RewardFeedArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<FeedPage> {
    return services.rewardFeed.page({ after, first, types: types ?? null }, signal);
  }

  @Mutation(() => AcknowledgeGrantsPayload, {
    nullable: true,
    description:
      'Reports that grants were handed over, or that this failed. DELIVERED is final, and a repeat changes nothing.',
  })
  async acknowledgeGrants(
    @Arg('input', () => AcknowledgeGrantsInput, { description: 'The grants.' })
    { grants }: AcknowledgeGrantsInput,
    @Ctx() { services, now }: Context,
  ): Promise<AcknowledgeGrantsPayload> {
    const wanted = grants.map((grant) => ({ ...grant, reference: grant.reference ?? null }));
    const answers = await services.grantDeliveries.acknowledge(wanted, now);
    return {
      outcomes: answers.map(({ grant, refusal }) => ({
        grant,
        userErrors: refusal === null ? [] : [refusal],
      })),
    };
  }

  @FieldResolver(() => SafeInt, { description: 'The place in the feed, from 1, without gaps.' })
  sequence(@Root() { entry }: FeedEntryNode): number {
    return entry._id;
  }

  @FieldResolver(() => FeedEntryTypeEnum, { description: 'What happened.' })
  type(@Root() { entry }: FeedEntryNode): FeedType {
    return entry.type;
  }

  @FieldResolver(() => DateTime, { description: 'When it happened.' })
  at(@Root() { entry }: FeedEntryNode): Date {
    return entry.at;
  }

  @FieldResolver(() => RewardRequest, {
    nullable: true,
    description: 'The request as it is now, which may be later than the entry. Null for USER_ERASED.',
  })
  request(@Root() { request }: FeedEntryNode): RewardRequest | null {
    return request;
  }

  @FieldResolver(() => User, { description: 'The account that it is about.' })
  user(@Root() { userId }: FeedEntryNode, @Ctx() { loaders }: Context) {
    return loaders.user.load(userId.toHexString());
  }
}

@Resolver(() => RewardGrant)
export class GrantDeliveryResolver {
  @FieldResolver(() => GrantDelivery, {
    nullable: true,
    description: 'Whether the reward was handed over. Null until the grant is in the reward feed.',
  })
  delivery(@Root() { row, delivery }: GrantNode): GrantDelivery | null {
    if (delivery !== undefined) return delivery;
    return isFed(row) ? { state: 'WAITING', reference: null, at: null, attempts: 0 } : null;
  }
}
