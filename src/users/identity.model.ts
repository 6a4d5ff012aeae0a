import { modelOptions, prop } from '@typegoose/typegoose';
import { Field, ObjectType } from 'type-graphql';
import type { IdentityName } from '../domain/identities';
import { DateTime } from '../graphql/types/scalars';

@modelOptions({ schemaOptions: { _id: false } })
@ObjectType({ description: 'A name of an account elsewhere.', simpleResolvers: true })
export class Identity implements IdentityName {
  @Field(() => String, {
    description: 'The party that gives the name: the URL of a token issuer, or a label of your own.',
  })
  @prop({ required: true })
  issuer!: string;

  @Field(() => String, { description: 'The name that the issuer gives the account.' })
  @prop({ required: true })
  subject!: string;

  @Field(() => DateTime, { description: 'When the account got the identity.' })
  @prop({ required: true })
  linkedAt!: Date;
}
