import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../graphql/types/user-error';
import { RewardRequest } from './reward-request.model';

@ObjectType({ description: 'The result of a request.', simpleResolvers: true })
export class RequestRewardPayload {
  @Field(() => RewardRequest, {
    nullable: true,
    description:
      'The new request. With ALREADY_REQUESTED or ALREADY_REWARDED, the live request. After 20 refused requests on one service day, the latest of them. Null if the window is closed, and with IDEMPOTENCY_KEY_REUSED.',
  })
  request!: RewardRequest | null;

  @Field(() => [UserError], {
    description: 'The reason why the request was refused. Empty for PENDING and SUCCESS.',
  })
  userErrors!: UserError[];
}
