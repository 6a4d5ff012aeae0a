import { Field, ObjectType } from 'type-graphql';
import type { Refusal, RefusalCode } from '../../errors';
import { RefusalCodeEnum } from './enums';

@ObjectType({ description: 'A refusal by a rule of the platform.', simpleResolvers: true })
export class UserError implements Refusal {
  @Field(() => RefusalCodeEnum, { description: 'The reason. Localise by it.' })
  code!: RefusalCode;

  @Field(() => String, { description: 'English text for developers and logs. Localise by `code`.' })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Path of the invalid input field, if there is one.',
  })
  field!: string[] | null;
}
