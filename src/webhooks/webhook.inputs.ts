import { ArrayMinSize, IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { FeedType } from '../domain/reward-feed';
import { URL_MAX_CHARACTERS, type WebhookDeliveryState } from '../domain/webhook-rules';
import { PageArgs } from '../graphql/types/connection';
import { FeedEntryTypeEnum, WebhookDeliveryStateEnum } from '../graphql/types/enums';
import { Between, Characters, Distinct, NotNull } from '../graphql/types/input-rules';
import { SafeInt } from '../graphql/types/scalars';

const TYPES = 'The types of entries that it receives; each at most once.';
const URL =
  'An https URL without credentials and fragment, up to 2,000 characters. Outside production http is accepted for loopback addresses.';

@InputType({ description: 'An endpoint to create.' })
export class CreateWebhookEndpointInput {
  @Field(() => String, { description: URL })
  @Characters(1, URL_MAX_CHARACTERS)
  url!: string;

  @Field(() => [FeedEntryTypeEnum], { description: `${TYPES} At least one.` })
  @ArrayMinSize(1, { message: 'must name at least one value' })
  @Distinct()
  types!: FeedType[];

  @Field(() => SafeInt, {
    nullable: true,
    description:
      'The sequence of the first entry to send, at most one beyond the last entry. Omitted: entries from now on.',
  })
  @Between(0, Number.MAX_SAFE_INTEGER)
  fromSequence?: number | null;
}

@InputType({ description: 'Changes of an endpoint. An omitted field stays as it is.' })
export class UpdateWebhookEndpointInput {
  @Field(() => ID, { description: 'The endpoint.' })
  id!: string;

  @Field(() => String, { nullable: true, description: URL })
  @Characters(1, URL_MAX_CHARACTERS)
  @NotNull()
  url?: string | null;

  @Field(() => [FeedEntryTypeEnum], {
    nullable: true,
    description: `${TYPES} At least one. Entries that were passed over are not sent later.`,
  })
  @IsOptional()
  @ArrayMinSize(1, { message: 'must name at least one value' })
  @Distinct()
  @NotNull()
  types?: FeedType[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'False stops sending; messages are kept. True sends again, at once also what was to be sent later, and forgets former failures.',
  })
  @NotNull()
  active?: boolean | null;
}

@InputType({ description: 'An endpoint that gets a new secret.' })
export class RotateWebhookSecretInput {
  @Field(() => ID, { description: 'The endpoint.' })
  id!: string;
}

@InputType({ description: 'An endpoint to remove.' })
export class RemoveWebhookEndpointInput {
  @Field(() => ID, { description: 'The endpoint.' })
  id!: string;
}

@InputType({ description: 'A range of the feed to send again.' })
export class ReplayWebhookInput {
  @Field(() => ID, { description: 'The endpoint.' })
  id!: string;

  @Field(() => SafeInt, { description: 'The first sequence.' })
  @Between(1, Number.MAX_SAFE_INTEGER)
  fromSequence!: number;

  @Field(() => SafeInt, {
    description: "The last sequence, at least `fromSequence` and at most the endpoint's `cursor`.",
  })
  @Between(1, Number.MAX_SAFE_INTEGER)
  toSequence!: number;
}

@InputType({ description: 'Selects messages. An omitted field does not restrict the list.' })
export class WebhookDeliveryFilter {
  @Field(() => ID, { nullable: true, description: 'Messages to this endpoint.' })
  endpointId?: string | null;

  @Field(() => [WebhookDeliveryStateEnum], {
    nullable: true,
    description: 'Messages in one of these states; each at most once. An empty list selects none.',
  })
  @Distinct()
  states?: WebhookDeliveryState[] | null;

  @Field(() => SafeInt, { nullable: true, description: 'Messages of this entry of the feed.' })
  sequence?: number | null;
}

@ArgsType()
export class WebhookDeliveriesArgs extends PageArgs {
  @Field(() => WebhookDeliveryFilter, { nullable: true, description: 'Selects messages. Omitted: all.' })
  @IsOptional()
  @ValidateNested()
  filter?: WebhookDeliveryFilter | null;
}
