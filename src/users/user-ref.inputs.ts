import { ValidateBy } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { IDENTITY_PART_MAX_CHARACTERS } from '../domain/identities';
import { characterCount, isWellFormedText } from '../domain/text';
import type { UserRef } from './user-refs';

@InputType({ description: 'An identity of an account: a subject, as its issuer names it.' })
export class IdentityInput {
  @Field(() => String, { description: 'The issuer, 1 to 255 characters. Compared byte by byte.' })
  issuer!: string;

  @Field(() => String, { description: 'The subject, 1 to 255 characters. Compared byte by byte.' })
  subject!: string;
}

@InputType('UserRef', { description: 'An account. Give exactly one of the fields.' })
export class UserRefInput {
  @Field(() => ID, { nullable: true, description: 'Its id.' })
  id?: string | null;

  @Field(() => IdentityInput, { nullable: true, description: 'One of its identities.' })
  identity?: IdentityInput | null;

  @Field(() => String, { nullable: true, description: 'Its username. Service keys cannot use it.' })
  username?: string | null;
}

const isPart = (text: string) =>
  text !== '' && characterCount(text) <= IDENTITY_PART_MAX_CHARACTERS && isWellFormedText(text);

/** Null where not exactly one field is given, an identity is outside of its limits, or a username is not allowed. */
export function userRefOf(
  { id, identity, username }: UserRefInput,
  { byUsername }: { readonly byUsername: boolean },
): UserRef | null {
  const given = [id, identity, username].filter((field) => field != null);
  if (given.length !== 1) return null;
  if (id != null) return { id };
  if (identity != null) return isPart(identity.issuer) && isPart(identity.subject) ? { identity } : null;
  return byUsername && username != null ? { username } : null;
}

/** An account that a service key may name: by id or identity, exactly one of them. */
export function ServedUser(): PropertyDecorator {
  return ValidateBy({
    name: 'servedUser',
    validator: {
      validate: (value) => userRefOf(value as UserRefInput, { byUsername: false }) !== null,
      defaultMessage: () => 'must have an id or an identity, and no other field',
    },
  });
}
