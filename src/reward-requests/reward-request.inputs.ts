import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { IDEMPOTENCY_KEY_MAX_CHARACTERS, NOTE_MAX_CHARACTERS, REASON_MAX_CHARACTERS } from '../domain/limits';
import type { RequestSource } from '../domain/request-source';
import type { RequestStatus } from '../domain/request-status';
import type { DeliveryState, RewardType } from '../domain/reward';
import type { RefusalCode } from '../errors';
import {
  DeliveryStateEnum,
  RefusalCodeEnum,
  RequestSourceEnum,
  RequestStatusEnum,
  RewardTypeEnum,
} from '../graphql/types/enums';
import { Characters, Distinct, NotReserved, Visible } from '../graphql/types/input-rules';
import { PageArgs } from '../graphql/types/connection';
import { DateTime } from '../graphql/types/scalars';
import { ServedUser, UserRefInput } from '../users/user-ref.inputs';

@InputType({ description: 'The event whose rewards the caller requests.' })
export class RequestRewardInput {
  @Field(() => ID, { description: 'The event.' })
  eventId!: string;

  @Field(() => String, {
    nullable: true,
    description:
      '1 to 128 characters of your choice. A retry with the same key returns the same result, so a lost response can be retried safely.',
  })
  @Characters(1, IDEMPOTENCY_KEY_MAX_CHARACTERS)
  @NotReserved()
  idempotencyKey?: string | null;
}

@InputType({ description: 'A request for the rewards of an event, sent for a user.' })
export class RequestRewardForInput {
  @Field(() => UserRefInput, { description: 'The user, by id or identity.' })
  @ServedUser()
  user!: UserRefInput;

  @Field(() => ID, { description: 'The event.' })
  eventId!: string;

  @Field(() => String, {
    description:
      '1 to 128 characters of your choice. A retry with the same key returns the same result. The user and all service keys share one set of keys per user.',
  })
  @Characters(1, IDEMPOTENCY_KEY_MAX_CHARACTERS)
  @NotReserved()
  idempotencyKey!: string;
}

@InputType({ description: 'The request to approve.' })
export class ApproveRewardRequestInput {
  @Field(() => ID, { description: 'The pending request.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'A message to the user, up to 1,000 characters.' })
  @Characters(0, NOTE_MAX_CHARACTERS)
  @Visible()
  note?: string | null;
}

@InputType({ description: 'The request to reject.' })
export class RejectRewardRequestInput {
  @Field(() => ID, { description: 'The pending request.' })
  id!: string;

  @Field(() => String, {
    description: 'The reason, which the user can read. 1 to 1,000 characters, at least one of them visible.',
  })
  @Characters(1, REASON_MAX_CHARACTERS)
  @Visible()
  reason!: string;
}

@InputType({ description: 'The payment to take back.' })
export class RevokeRewardRequestInput {
  @Field(() => ID, { description: 'The paid request.' })
  id!: string;

  @Field(() => String, {
    description: 'The reason, which the user can read. 1 to 1,000 characters, at least one of them visible.',
  })
  @Characters(1, REASON_MAX_CHARACTERS)
  @Visible()
  reason!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether the units of all limited rewards of the request go back to stock, also of an archived event: `remaining` rises, `stock` does not.',
  })
  returnStock!: boolean;

  @Field(() => String, {
    description:
      'Up to 128 characters of your choice. A retry with the same key changes nothing further. createEvent, adjustRewardStock and revokeRewardRequest share one key space.',
  })
  @Characters(1, IDEMPOTENCY_KEY_MAX_CHARACTERS)
  idempotencyKey!: string;
}

@InputType({ description: 'Selects requests. An omitted field does not restrict the list.' })
export class RewardRequestFilter {
  @Field(() => ID, { nullable: true, description: 'Requests for this event.' })
  eventId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Requests of this user.' })
  userId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Requests that this account decided.' })
  decidedById?: string | null;

  @Field(() => [RequestStatusEnum], {
    nullable: true,
    description: 'Requests with one of these statuses; each status at most once.',
  })
  @Distinct()
  statuses?: RequestStatus[] | null;

  @Field(() => [RefusalCodeEnum], {
    nullable: true,
    description: 'Requests that FAILED for one of these reasons; each reason at most once.',
  })
  @Distinct()
  failureCodes?: RefusalCode[] | null;

  @Field(() => RequestSourceEnum, { nullable: true, description: 'Requests from this source.' })
  source?: RequestSource | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'true: requests whose payment was revoked; false: all others.',
  })
  revoked?: boolean | null;

  @Field(() => DateTime, { nullable: true, description: 'Requested at or after this instant.' })
  requestedFrom?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Requested before this instant.' })
  requestedTo?: Date | null;
}

@InputType({ description: 'Selects requests of the caller. An omitted field does not restrict the list.' })
export class MyRewardRequestFilter {
  @Field(() => ID, { nullable: true, description: 'Requests for this event.' })
  eventId?: string | null;

  @Field(() => [RequestStatusEnum], {
    nullable: true,
    description: 'Requests with one of these statuses; each status at most once.',
  })
  @Distinct()
  statuses?: RequestStatus[] | null;
}

@InputType({ description: 'Selects grants. An omitted field does not restrict the list.' })
export class RewardGrantFilter {
  @Field(() => ID, { nullable: true, description: 'Grants of this event.' })
  eventId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Grants to this user.' })
  userId?: string | null;

  @Field(() => [RewardTypeEnum], {
    nullable: true,
    description: 'Grants of one of these types; each type at most once.',
  })
  @Distinct()
  types?: RewardType[] | null;

  @Field(() => String, { nullable: true, description: 'Grants with exactly this externalId.' })
  externalId?: string | null;

  @Field(() => DeliveryStateEnum, {
    nullable: true,
    description: 'Grants in the reward feed whose delivery has this state. Revoked grants do not wait.',
  })
  delivery?: DeliveryState | null;

  @Field(() => DateTime, { nullable: true, description: 'Granted at or after this instant.' })
  grantedFrom?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Granted before this instant.' })
  grantedTo?: Date | null;
}

@ArgsType()
export class RewardRequestsArgs extends PageArgs {
  @Field(() => RewardRequestFilter, { nullable: true, description: 'Selects requests. Omitted: all.' })
  @IsOptional()
  @ValidateNested()
  filter?: RewardRequestFilter | null;
}

@ArgsType()
export class MyRewardRequestsArgs extends PageArgs {
  @Field(() => MyRewardRequestFilter, {
    nullable: true,
    description: 'Selects requests. Omitted: all requests of the caller.',
  })
  @IsOptional()
  @ValidateNested()
  filter?: MyRewardRequestFilter | null;
}

@ArgsType()
export class RewardGrantsArgs extends PageArgs {
  @Field(() => RewardGrantFilter, { nullable: true, description: 'Selects grants. Omitted: all.' })
  @IsOptional()
  @ValidateNested()
  filter?: RewardGrantFilter | null;
}
