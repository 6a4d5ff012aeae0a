import { ArrayMinSize, ValidateBy, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type { DeliveryOutcome } from '../domain/reward';
import { ACKNOWLEDGEMENTS_MAX, FEED_PAGE_MAX, type FeedType } from '../domain/reward-feed';
import { DeliveryOutcomeEnum, FeedEntryTypeEnum } from '../graphql/types/enums';
import { AtMost, Between, Characters, Distinct } from '../graphql/types/input-rules';
import { SafeInt } from '../graphql/types/scalars';

const REFERENCE_MAX_CHARACTERS = 200;

@ArgsType()
export class RewardFeedArgs {
  @Field(() => SafeInt, {
    defaultValue: 0,
    description:
      'The last sequence that you have read: `lastSequence` of the page before. 0: from the start.',
  })
  @Between(0, Number.MAX_SAFE_INTEGER)
  after!: number;

  @Field(() => Int, { defaultValue: 100, description: 'Number of entries, 1 to 200.' })
  @Between(1, FEED_PAGE_MAX)
  first!: number;

  @Field(() => [FeedEntryTypeEnum], {
    nullable: true,
    description:
      'Only entries of these types. Omitted: all. A page may then be empty although `hasMore` is true.',
  })
  @Distinct()
  types?: FeedType[] | null;
}

@InputType({ description: 'The result of handing one grant over.' })
export class GrantAcknowledgement {
  @Field(() => ID, { description: 'The request that was paid.' })
  requestId!: string;

  @Field(() => ID, { description: 'The grant.' })
  grantId!: string;

  @Field(() => DeliveryOutcomeEnum, { description: 'Whether it was handed over.' })
  outcome!: DeliveryOutcome;

  @Field(() => String, {
    nullable: true,
    description: 'Your own name of the hand-over, 1 to 200 characters.',
  })
  @Characters(1, REFERENCE_MAX_CHARACTERS)
  reference?: string | null;
}

@InputType({ description: 'Grants to acknowledge.' })
export class AcknowledgeGrantsInput {
  @Field(() => [GrantAcknowledgement], { description: '1 to 200, each grant once.' })
  @ArrayMinSize(1, { message: 'must name at least one grant' })
  @AtMost(ACKNOWLEDGEMENTS_MAX)
  @EachGrantOnce()
  @ValidateNested()
  grants!: GrantAcknowledgement[];
}

/** Two outcomes of one grant in one call would have no order. */
function EachGrantOnce(): PropertyDecorator {
  return ValidateBy({
    name: 'eachGrantOnce',
    validator: {
      validate: (value) => {
        const ids = (value as GrantAcknowledgement[]).map(
          ({ requestId, grantId }) => `${requestId} ${grantId}`,
        );
        return new Set(ids).size === ids.length;
      },
      defaultMessage: () => 'must name each grant at most once',
    },
  });
}
