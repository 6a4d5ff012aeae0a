import { Field, Int, ObjectType } from 'type-graphql';
import type { RefusalCode } from '../errors';
import { RefusalCodeEnum } from '../graphql/types/enums';
import { connectionOf } from '../graphql/types/connection';
import { Event } from './event.model';
import type * as counted from './event-stats';

export const EventConnection = connectionOf('Event', () => Event);

@ObjectType({ description: 'How many requests failed for one reason.', simpleResolvers: true })
export class ReasonCount implements counted.ReasonCount {
  @Field(() => RefusalCodeEnum, { description: 'The reason.' })
  code!: RefusalCode;

  @Field(() => Int, { description: 'Number of FAILED requests with this reason.' })
  count!: number;
}
