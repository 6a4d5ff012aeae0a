import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Types } from 'mongoose';
import { mayRead } from '../domain/reading-rights';
import type { RefusalCode } from '../errors';
import { Event } from '../events/event.model';
import type { Context } from '../graphql/context';
import { RefusalCodeEnum } from '../graphql/enums';
import { DateTime } from '../graphql/scalars';
import { User } from '../users/user.model';
import type { EligibilityAnswer } from './eligibility';
import { ConditionProgress } from './reward-request.model';

@ObjectType({
  description: 'The same decision function as a request, with nothing written.',
  simpleResolvers: true,
})
export class Eligibility {
  @Field(() => [RefusalCodeEnum], {
    description:
      'Empty when a request would be accepted now. In the order of requestReward: the first is what a request would answer. Of a hidden event: without CONDITIONS_NOT_MET and OUT_OF_STOCK.',
  })
  blockedBy!: RefusalCode[];

  @Field(() => [ConditionProgress], {
    description: 'How far the user is with each condition; empty where the event is hidden.',
  })
  progress!: ConditionProgress[];

  @Field(() => DateTime, { description: 'Server time of the evaluation.' })
  evaluatedAt!: Date;
}

@Resolver(() => Eligibility)
export class EligibilityResolver {
  @Query(() => Eligibility, {
    nullable: true,
    description:
      "Whether a request would be accepted now. A USER's own (without userId); a given user's for OPERATOR, AUDITOR, ADMIN.",
  })
  async eligibility(
    @Arg('eventId', () => ID, { description: 'The event.' }) eventId: string,
    @Arg('userId', () => ID, {
      nullable: true,
      description: 'Whose; required for staff, forbidden for others.',
    })
    userId: string | null | undefined,
    @Ctx() { services, viewer, now }: Context,
  ) {
    return services.eligibility.find(await viewer.require(), eventId, userId ?? null, now);
  }

  @FieldResolver(() => Boolean, { description: 'Whether nothing blocks a request.' })
  eligible(@Root() { blockedBy }: EligibilityAnswer): boolean {
    return blockedBy.length === 0;
  }

  @FieldResolver(() => Event, {
    nullable: true,
    description: 'Null when the viewer may not read it (EVENT_INACTIVE).',
  })
  event(@Root() { eventId, eventVisible }: EligibilityAnswer, @Ctx() { loaders }: Context) {
    return eventVisible ? loaders.event.load(eventId.toHexString()) : null;
  }

  @FieldResolver(() => User, { description: 'Whose eligibility it is.' })
  user(@Root() { userId }: EligibilityAnswer, @Ctx() { loaders }: Context) {
    return loaders.user.load(userId.toHexString());
  }
}

@Resolver(() => Event)
export class EventEligibilityResolver {
  @FieldResolver(() => Eligibility, {
    nullable: true,
    description:
      'eligibility of the viewer; null to other roles than USER. Whether a claim button is shown is its `eligible`, never `state`.',
  })
  async myEligibility(@Root() { _id }: Event, @Ctx() { services, viewer, now }: Context) {
    const asking = await viewer.require();
    if (!mayRead(asking, 'ownEligibility')) return null;
    return services.eligibility.of(asking, _id, new Types.ObjectId(asking.id), now);
  }
}
