import { Field, InputType } from 'type-graphql';
import { IDENTITY_PART_MAX_CHARACTERS } from '../domain/identities';
import { Characters } from '../graphql/types/input-rules';

// No limit of its own: a text that cannot be a token is an invalid one.
@InputType({ description: 'A token of an identity provider.' })
export class LoginWithIdentityInput {
  @Field(() => String, {
    description: 'A JWT that an issuer of IDENTITY_ISSUERS signed for one of its audiences.',
  })
  token!: string;
}

@InputType({ description: 'A fresh token of an identity provider.' })
export class LinkIdentityInput {
  @Field(() => String, {
    description: 'As for loginWithIdentity; issued within the last 5 minutes.',
  })
  token!: string;
}

@InputType({ description: 'The identity to remove.' })
export class UnlinkIdentityInput {
  @Field(() => String, { description: 'The issuer, 1 to 255 characters. Compared byte by byte.' })
  @Characters(1, IDENTITY_PART_MAX_CHARACTERS)
  issuer!: string;

  @Field(() => String, { description: 'The subject, 1 to 255 characters. Compared byte by byte.' })
  @Characters(1, IDENTITY_PART_MAX_CHARACTERS)
  subject!: string;
}
