import { Field, ObjectType } from 'type-graphql';
import type { Refusal, RefusalCode } from '../errors';
import { RefusalCodeEnum } from './enums';

@ObjectType({ description: 'A refusal by a rule of the domain: data, not a fault.', simpleResolvers: true })
export class UserError implements Refusal {
  @Field(() => RefusalCodeEnum, { description: 'What a client localises by.' })
  code!: RefusalCode;

  @Field(() => String, { description: 'English, for developers and logs; clients localise by code.' })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Path of the input field at fault, when there is one.',
  })
  field!: string[] | null;
}
