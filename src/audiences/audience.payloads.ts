import { Field, Int, ObjectType } from 'type-graphql';
import type { Refusal } from '../errors';
import { UserError } from '../graphql/types/user-error';
import { Audience } from './audience.model';

const CURRENT = 'The current audience.';

@ObjectType({ description: 'The new audience.', simpleResolvers: true })
export class CreateAudiencePayload {
  @Field(() => Audience, { nullable: true, description: 'The new audience.' })
  audience!: Audience | null;

  @Field(() => [UserError], { description: 'Empty: no rule refuses it.' })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The audience after the addition.', simpleResolvers: true })
export class AddAudienceMembersPayload {
  @Field(() => Audience, { nullable: true, description: CURRENT })
  audience!: Audience | null;

  @Field(() => Int, { description: 'How many accounts were added. Those that were in already do not count.' })
  added!: number;

  @Field(() => [Int], {
    description: 'Positions in `users`, from 0, of entries that name no account. The others were added.',
  })
  unknown!: number[];

  @Field(() => [UserError], { description: 'AUDIENCE_SEALED, or empty.' })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The audience after sealing.', simpleResolvers: true })
export class SealAudiencePayload {
  @Field(() => Audience, {
    nullable: true,
    description: 'The current audience. While `sealing` is true, its digest is still being computed.',
  })
  audience!: Audience | null;

  @Field(() => [UserError], { description: 'AUDIENCE_EMPTY, or empty.' })
  userErrors!: Refusal[];
}
