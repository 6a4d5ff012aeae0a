import { Field, ID, InputType } from 'type-graphql';
import { AUDIENCE_ADD_MAX } from '../domain/audiences';
import { NAME_MAX_CHARACTERS } from '../domain/limits';
import { AtLeast, AtMost, Characters, Visible } from '../graphql/types/input-rules';
import { UserRefInput } from '../users/user-ref.inputs';

@InputType({ description: 'A new audience.' })
export class CreateAudienceInput {
  @Field(() => String, { description: 'What staff call it, 1 to 200 characters.' })
  @Characters(1, NAME_MAX_CHARACTERS)
  @Visible()
  name!: string;
}

@InputType({ description: 'Accounts to add to an audience.' })
export class AddAudienceMembersInput {
  @Field(() => ID, { description: 'The audience.' })
  audienceId!: string;

  @Field(() => [UserRefInput], {
    description: 'The accounts, 1 to 200. The command import-audience adds many at once.',
  })
  @AtLeast(1)
  @AtMost(AUDIENCE_ADD_MAX)
  users!: UserRefInput[];

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'true: nobody is added, and `added` is the number of those who would be.',
  })
  dryRun!: boolean;
}

@InputType({ description: 'The audience to seal.' })
export class SealAudienceInput {
  @Field(() => ID, { description: 'The audience.' })
  id!: string;
}
