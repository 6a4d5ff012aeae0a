import { Field, ID, ObjectType } from 'type-graphql';
import type { Refusal } from '../errors';
import { UserError } from '../graphql/types/user-error';
import { WebhookEndpoint } from './webhook-endpoint.model';

const NONE = 'Empty: no rule refuses it.';
const ENDPOINT = 'The current endpoint.';
const SECRET = 'The secret that verifies its messages, `whsec_…`. It is returned only once.';

@ObjectType({ description: 'The new endpoint and its secret.', simpleResolvers: true })
export class CreateWebhookEndpointPayload {
  @Field(() => WebhookEndpoint, { nullable: true, description: ENDPOINT })
  endpoint!: WebhookEndpoint | null;

  @Field(() => String, { nullable: true, description: SECRET })
  secret!: string | null;

  @Field(() => [UserError], { description: NONE })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The changed endpoint.', simpleResolvers: true })
export class UpdateWebhookEndpointPayload {
  @Field(() => WebhookEndpoint, { nullable: true, description: ENDPOINT })
  endpoint!: WebhookEndpoint | null;

  @Field(() => [UserError], { description: NONE })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The endpoint and its new secret.', simpleResolvers: true })
export class RotateWebhookSecretPayload {
  @Field(() => WebhookEndpoint, { nullable: true, description: ENDPOINT })
  endpoint!: WebhookEndpoint | null;

  @Field(() => String, { nullable: true, description: SECRET })
  secret!: string | null;

  @Field(() => [UserError], { description: NONE })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The endpoint that no longer exists.', simpleResolvers: true })
export class RemoveWebhookEndpointPayload {
  @Field(() => ID, { nullable: true, description: 'Its id.' })
  removedId!: string | null;

  @Field(() => [UserError], { description: NONE })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The endpoint whose messages are sent again.', simpleResolvers: true })
export class ReplayWebhookPayload {
  @Field(() => WebhookEndpoint, { nullable: true, description: ENDPOINT })
  endpoint!: WebhookEndpoint | null;

  @Field(() => [UserError], { description: NONE })
  userErrors!: Refusal[];
}
