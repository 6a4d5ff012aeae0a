import { Field, InputType } from 'type-graphql';
import { ACTIVITIES_PER_CALL_MAX } from '../domain/activities';
import { REASON_MAX_CHARACTERS } from '../domain/limits';
import { AtLeast, AtMost, Characters, Visible } from '../graphql/types/input-rules';
import { UserRefInput } from '../users/user-ref.inputs';

@InputType({ description: 'An activity, by its user and the id that its source gave it.' })
export class ActivityRef {
  @Field(() => UserRefInput, { description: 'The account.' })
  user!: UserRefInput;

  @Field(() => String, { description: 'The id that the source gave the activity.' })
  externalId!: string;
}

@InputType({ description: 'Voids activities of a source. Conditions no longer count them.' })
export class VoidActivitiesInput {
  @Field(() => String, { description: 'The source. A service key can name only its own.' })
  source!: string;

  @Field(() => [ActivityRef], { description: 'The activities, 1 to 200.' })
  @AtLeast(1)
  @AtMost(ACTIVITIES_PER_CALL_MAX)
  activities!: ActivityRef[];

  @Field(() => String, { description: 'The reason, 1 to 1,000 characters. It is kept with the activities.' })
  @Characters(1, REASON_MAX_CHARACTERS)
  @Visible()
  reason!: string;
}
