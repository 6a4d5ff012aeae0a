import { Field, ID, InputType } from 'type-graphql';
import { DECISIONS_MAX, NOTE_MAX_CHARACTERS, REASON_MAX_CHARACTERS } from '../domain/limits';
import { AtLeast, AtMost, Characters, Distinct, Visible } from '../graphql/types/input-rules';

@InputType({ description: 'The requests to approve.' })
export class ApproveRewardRequestsInput {
  @Field(() => [ID], { description: 'The pending requests: 1 to 25, each once.' })
  @AtLeast(1)
  @AtMost(DECISIONS_MAX)
  @Distinct()
  ids!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'A message to all of these users, up to 1,000 characters.',
  })
  @Characters(0, NOTE_MAX_CHARACTERS)
  @Visible()
  note?: string | null;
}

@InputType({ description: 'The requests to reject.' })
export class RejectRewardRequestsInput {
  @Field(() => [ID], { description: 'The pending requests: 1 to 25, each once.' })
  @AtLeast(1)
  @AtMost(DECISIONS_MAX)
  @Distinct()
  ids!: string[];

  @Field(() => String, {
    description:
      'The reason, which all of these users can read. 1 to 1,000 characters, at least one of them visible.',
  })
  @Characters(1, REASON_MAX_CHARACTERS)
  @Visible()
  reason!: string;
}
