import { ArgsType, Field, Int } from 'type-graphql';
import { ENDING_EVENTS_MAX, LOW_STOCK_MAX } from '../domain/limits';
import type { BucketUnit } from '../domain/time-buckets';
import { BucketUnitEnum } from '../graphql/types/enums';
import { Between } from '../graphql/types/input-rules';

const BUCKETS_MAX = 168;

@ArgsType()
export class RequestActivityArgs {
  @Field(() => BucketUnitEnum, { defaultValue: 'HOUR', description: 'The length of a bucket.' })
  unit!: BucketUnit;

  @Field(() => Int, {
    defaultValue: 24,
    description: 'Number of buckets including the current one, 1 to 168.',
  })
  @Between(1, BUCKETS_MAX)
  count!: number;
}

@ArgsType()
export class EndingArgs {
  @Field(() => Int, { defaultValue: 10, description: 'Maximum number of events, 1 to 50.' })
  @Between(1, ENDING_EVENTS_MAX)
  first!: number;
}

@ArgsType()
export class LowStockArgs {
  @Field(() => Int, { defaultValue: 10, description: 'Maximum number of rewards, 1 to 50.' })
  @Between(1, LOW_STOCK_MAX)
  first!: number;
}
