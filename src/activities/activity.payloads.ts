import { Field, ObjectType } from 'type-graphql';
import { words } from '../graphql/types/enums';
import { connectionOf } from '../graphql/types/connection';
import type { ActivityOutcome as Outcome, OutcomeCode } from './activity-recorder';
import { Activity } from './activity.model';

export const ActivityConnection = connectionOf('Activity', () => Activity);

const OutcomeCodeEnum = words<OutcomeCode>('ActivityOutcomeCode', 'The result for a row.', {
  RECORDED: 'The activity was recorded.',
  DUPLICATE: 'The same row was recorded before. Nothing changed.',
  CONFLICT: 'Another row was recorded under this `externalId`. It stays as it is.',
  UNKNOWN_USER: 'There is no such account, or it is disabled, erased or not a USER.',
  TOO_LATE: 'The activity occurred too long ago. The service’s configuration says how long that is.',
  IN_FUTURE: 'The activity occurred more than 2 minutes from now.',
  TOO_MANY: 'The user has 1,000 rows of this kind on this service day. Aggregate rows with `quantity`.',
  INVALID: 'A value is outside of its limits.',
});

@ObjectType({ description: 'The outcome of one row.', simpleResolvers: true })
export class ActivityOutcome implements Outcome {
  @Field(() => OutcomeCodeEnum, { description: 'The result for the row.' })
  code!: OutcomeCode;

  @Field(() => Activity, {
    nullable: true,
    description:
      'The activity that is recorded under the row’s `externalId`: of RECORDED, DUPLICATE and CONFLICT.',
  })
  activity!: Activity | null;
}

@ObjectType({ description: 'The outcomes of recorded rows.', simpleResolvers: true })
export class RecordActivitiesPayload {
  @Field(() => [ActivityOutcome], { description: 'One outcome per row, in order.' })
  outcomes!: Outcome[];
}
