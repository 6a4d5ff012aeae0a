import { ArrayMinSize, IsOptional, ValidateBy, ValidateNested } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { IDENTITY_PART_MAX_CHARACTERS, UPSERT_USERS_MAX } from '../domain/identities';
import { characterCount } from '../domain/text';
import { AtMost } from '../graphql/types/input-rules';
import { Username } from './account-rules';
import { IdentityInput } from './user-ref.inputs';

/** Issuer and subject within their limits. */
function IdentityWithinLimits(): PropertyDecorator {
  const fits = (text: string) => text !== '' && characterCount(text) <= IDENTITY_PART_MAX_CHARACTERS;
  return ValidateBy({
    name: 'identityWithinLimits',
    validator: {
      validate: (value) => fits((value as IdentityInput).issuer) && fits((value as IdentityInput).subject),
      defaultMessage: () => 'must have an issuer and a subject of 1 to 255 characters each',
    },
  });
}

@InputType({ description: 'An account of your own product.' })
export class UpsertUserInput {
  @Field(() => IdentityInput, {
    description: 'Your name for the account. The issuer is a label of your own: `[a-z0-9_.-]{1,64}`.',
  })
  @IdentityWithinLimits()
  identity!: IdentityInput;

  @Field(() => String, {
    nullable: true,
    description:
      'The username of a new account, by the rules of `register`. Omitted: a generated one. An account that exists keeps its name.',
  })
  @IsOptional()
  @Username()
  username?: string | null;
}

@InputType({ description: 'The accounts to find or create.' })
export class UpsertUsersInput {
  @Field(() => [UpsertUserInput], { description: '1 to 200 accounts.' })
  @ArrayMinSize(1, { message: 'must have 1 to 200 items' })
  @AtMost(UPSERT_USERS_MAX)
  @ValidateNested({ each: true })
  users!: UpsertUserInput[];
}
