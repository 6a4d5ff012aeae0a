import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { mayRead } from '../domain/reading-rights';
import type { RefusalCode } from '../errors';
import { Event } from '../events/event.model';
import type { Context } from '../graphql/context';
import { RefusalCodeEnum } from '../graphql/types/enums';
import { DateTime } from '../graphql/types/scalars';
import { User } from '../users/user.model';
import type { EligibilityAnswer } from './eligibility';
import { ConditionProgress } from './condition-progress.model';

@ObjectType({
  description: 'The decision that requestReward would make now. Nothing is written.',
  simpleResolvers: true,
})
export class Eligibility {
  @Field(() => [RefusalCodeEnum], {
    description:
      'Empty if a request would be accepted now. Listed in the order in which requestReward checks them, so the first code is what a request would return. For a hidden event CONDITIONS_NOT_MET and OUT_OF_STOCK are omitted.',
  })
  blockedBy!: RefusalCode[];

  @Field(() => [ConditionProgress], {
    description: "The user's progress towards each condition. Empty if the event is hidden.",
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
      'Whether a request would be accepted now: for the calling USER without `userId`, or for any user, by staff, with `userId`.',
  })
  async eligibility(
    @Arg('eventId', () => ID, { description: 'The event.' }) eventId: string,
    @Arg('userId', () => ID, {
      nullable: true,
      description: 'The user. Required for OPERATOR, AUDITOR and ADMIN, refused for a USER.',
    })
    userId: string | null | undefined,
    @Ctx() context: Context,
  ) {
    const { services, viewer, now } = context;
    const answer = await services.eligibility.find(await viewer.require(), eventId, userId ?? null, now);
    await services.accessLog.opened(context, answer.userId, 'eligibility');
    return answer;
  }

  @FieldResolver(() => Boolean, { description: 'Whether nothing blocks a request.' })
  eligible(@Root() { blockedBy }: EligibilityAnswer): boolean {
    return blockedBy.length === 0;
  }

  @FieldResolver(() => Event, {
    nullable: true,
    description: 'Null if the viewer may not read the event (EVENT_INACTIVE).',
  })
  event(@Root() { eventId, eventVisible }: EligibilityAnswer, @Ctx() { loaders }: Context) {
    return eventVisible ? loaders.event.load(eventId.toHexString()) : null;
  }

  @FieldResolver(() => User, { description: 'The user whose eligibility this is.' })
  user(@Root() { userId }: EligibilityAnswer, @Ctx() { loaders }: Context) {
    return loaders.user.load(userId.toHexString());
  }
}

@Resolver(() => Event)
export class EventEligibilityResolver {
  @FieldResolver(() => Eligibility, {
    nullable: true,
    description:
      "The viewer's eligibility. Null for roles other than USER and for an event that only a newer server can judge. Show a claim button by its `eligible`, not by `state`.",
  })
  async myEligibility(@Root() { _id }: Event, @Ctx() { services, viewer, now }: Context) {
    const asking = await viewer.require();
    if (!mayRead(asking, 'ownEligibility')) return null;
    return services.eligibility.findOwn(asking, _id, now);
  }
}
