import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { filterId } from '../database/object-ids';
import { mayRead } from '../domain/reading-rights';
import { refusal } from '../errors';
import type { Context } from '../graphql/context';
import { USER_SOURCE } from '../domain/request-source';
import { RequestSourceEnum } from '../graphql/types/enums';
import { ServiceKey } from '../service-keys/service-key.model';
import { RequestRewardForInput } from './reward-request.inputs';
import { RewardRequest } from './reward-request.model';
import { RequestRewardPayload } from './reward-request.payloads';

/** Requests that backends send for users. */
@Resolver(() => RewardRequest)
export class ServedRequestResolver {
  @Mutation(() => RequestRewardPayload, {
    nullable: true,
    description:
      'Requests the rewards of an event for a user, with the answers of requestReward, and UNKNOWN_USER or ACCOUNT_DISABLED. Idempotency keys are one space per user.',
  })
  async requestRewardFor(
    @Arg('input', () => RequestRewardForInput, { description: 'The request.' })
    { user, eventId, idempotencyKey }: RequestRewardForInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RequestRewardPayload> {
    const { id: serviceKeyId } = await viewer.requireServiceKey();
    const userId = await services.identities.findServed(user);
    if (userId === null) return { request: null, userErrors: [refusal('UNKNOWN_USER', ['input', 'user'])] };
    await services.limits.requestReward(userId);
    const answer = await services.claims.claim({
      proof: { userId, serviceKeyId },
      eventId: filterId(eventId),
      idempotencyKey,
      now,
      inputFault: null,
    });
    return { request: answer.request, userErrors: answer.refusal === null ? [] : [answer.refusal] };
  }

  @FieldResolver(() => RequestSourceEnum, { description: 'Where the request comes from.' })
  source(@Root() { source }: RewardRequest): string {
    return source ?? USER_SOURCE;
  }

  @FieldResolver(() => ServiceKey, {
    nullable: true,
    description:
      'The service key that sent the request for the user. Null if none did, and if the viewer is a USER.',
  })
  async serviceKey(@Root() { serviceKeyId }: RewardRequest, @Ctx() { loaders, viewer }: Context) {
    if (serviceKeyId === undefined || !mayRead(await viewer.require(), 'actingStaff')) return null;
    return loaders.serviceKey.load(serviceKeyId.toHexString());
  }
}
