import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../graphql/context';
import type { Page } from '../domain/page';
import { connectionOf } from '../graphql/types/connection';
import { SafeInt } from '../graphql/types/scalars';
import { WebhookDelivery } from './webhook-delivery.model';
import { WebhookEndpoint } from './webhook-endpoint.model';
import {
  CreateWebhookEndpointInput,
  RemoveWebhookEndpointInput,
  ReplayWebhookInput,
  RotateWebhookSecretInput,
  UpdateWebhookEndpointInput,
  WebhookDeliveriesArgs,
} from './webhook.inputs';
import {
  CreateWebhookEndpointPayload,
  RemoveWebhookEndpointPayload,
  ReplayWebhookPayload,
  RotateWebhookSecretPayload,
  UpdateWebhookEndpointPayload,
} from './webhook.payloads';

const WebhookDeliveryConnection = connectionOf('WebhookDelivery', () => WebhookDelivery);

@Resolver(() => WebhookEndpoint)
export class WebhookEndpointResolver {
  @Query(() => [WebhookEndpoint], {
    nullable: true,
    description: 'All endpoints of webhooks, at most 20, oldest first.',
  })
  webhookEndpoints(@Ctx() { services }: Context): Promise<WebhookEndpoint[]> {
    return services.webhookReaders.query.findEndpoints();
  }

  @FieldResolver(() => SafeInt, {
    description: 'The last sequence of the reward feed whose message is stored for this endpoint.',
  })
  async cursor(@Root() { _id, start }: WebhookEndpoint, @Ctx() { loaders }: Context): Promise<number> {
    return (await loaders.webhookCursor.load(_id.toHexString())) ?? start;
  }

  @Mutation(() => CreateWebhookEndpointPayload, {
    nullable: true,
    description: 'Creates an endpoint, at most 20. Its secret is returned only once.',
  })
  async createWebhookEndpoint(
    @Arg('input', () => CreateWebhookEndpointInput, { description: 'The endpoint.' })
    input: CreateWebhookEndpointInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<CreateWebhookEndpointPayload> {
    const made = await services.webhooks.create(input, { viewer: await viewer.require(), now });
    return { ...made, userErrors: [] };
  }

  @Mutation(() => UpdateWebhookEndpointPayload, {
    nullable: true,
    description: 'Changes an endpoint.',
  })
  async updateWebhookEndpoint(
    @Arg('input', () => UpdateWebhookEndpointInput, { description: 'The endpoint and its changes.' })
    input: UpdateWebhookEndpointInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<UpdateWebhookEndpointPayload> {
    const endpoint = await services.webhooks.update(input, { viewer: await viewer.require(), now });
    return { endpoint, userErrors: [] };
  }

  @Mutation(() => RotateWebhookSecretPayload, {
    nullable: true,
    description: 'Gives an endpoint a new secret. For 24 hours the former one signs too.',
  })
  async rotateWebhookSecret(
    @Arg('input', () => RotateWebhookSecretInput, { description: 'The endpoint.' })
    { id }: RotateWebhookSecretInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RotateWebhookSecretPayload> {
    const rotated = await services.webhooks.rotateSecret(id, { viewer: await viewer.require(), now });
    return { ...rotated, userErrors: [] };
  }

  @Mutation(() => RemoveWebhookEndpointPayload, {
    nullable: true,
    description: 'Removes an endpoint with its messages, also those that wait.',
  })
  async removeWebhookEndpoint(
    @Arg('input', () => RemoveWebhookEndpointInput, { description: 'The endpoint.' })
    { id }: RemoveWebhookEndpointInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RemoveWebhookEndpointPayload> {
    await services.webhooks.remove(id, { viewer: await viewer.require(), now });
    return { removedId: id, userErrors: [] };
  }

  @Mutation(() => ReplayWebhookPayload, {
    nullable: true,
    description: 'Sends the messages of a range of the feed again, under the same ids.',
  })
  async replayWebhook(
    @Arg('input', () => ReplayWebhookInput, { description: 'The endpoint and the range.' })
    input: ReplayWebhookInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<ReplayWebhookPayload> {
    const endpoint = await services.webhooks.replay(input, { viewer: await viewer.require(), now });
    return { endpoint, userErrors: [] };
  }
}

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryResolver {
  @Query(() => WebhookDeliveryConnection, {
    nullable: true,
    description: 'Messages of the last 30 days and those that wait, newest first by sequence.',
  })
  webhookDeliveries(
    @Args(() => WebhookDeliveriesArgs) args: WebhookDeliveriesArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<Page<WebhookDelivery>> {
    return services.webhookReaders.query.findDeliveries(args, signal);
  }

  @FieldResolver(() => WebhookEndpoint, {
    nullable: true,
    description: 'The endpoint. Null while a removed endpoint is being cleaned up.',
  })
  endpoint(
    @Root() { endpointId }: WebhookDelivery,
    @Ctx() { loaders }: Context,
  ): Promise<WebhookEndpoint | null> {
    return loaders.webhookEndpoint.load(endpointId.toHexString());
  }
}
