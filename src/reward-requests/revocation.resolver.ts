import { Arg, Ctx, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { mayRead } from '../domain/reading-rights';
import type { Context } from '../graphql/context';
import { UserError } from '../graphql/types/user-error';
import { User } from '../users/user.model';
import { RevokeRewardRequestInput } from './reward-request.inputs';
import { RewardRequest } from './reward-request.model';

@ObjectType({ description: 'The request after the revocation.', simpleResolvers: true })
export class RevokeRewardRequestPayload {
  @Field(() => RewardRequest, {
    nullable: true,
    description: 'The current request. Null with IDEMPOTENCY_KEY_REUSED.',
  })
  request!: RewardRequest | null;

  @Field(() => [UserError], { description: 'The reason why the payment was not revoked. Empty if it was.' })
  userErrors!: UserError[];
}

@Resolver(() => RewardRequest)
export class RevocationResolver {
  @Mutation(() => RevokeRewardRequestPayload, {
    nullable: true,
    description:
      "Takes a payment back, with all of its grants. The status stays SUCCESS, and the user can send no other request for the event. Payments to the caller's own account are refused.",
  })
  async revokeRewardRequest(
    @Arg('input', () => RevokeRewardRequestInput, { description: 'The revocation.' })
    input: RevokeRewardRequestInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RevokeRewardRequestPayload> {
    return services.revocations.revoke(await viewer.require(), input, now);
  }

  @FieldResolver(() => User, {
    nullable: true,
    description:
      'The account that revoked the payment. Null if it is not revoked, or if the viewer is a USER.',
  })
  async revokedBy(@Root() { revokedById }: RewardRequest, @Ctx() { loaders, viewer }: Context) {
    if (revokedById === undefined || !mayRead(await viewer.require(), 'actingStaff')) return null;
    return loaders.user.load(revokedById.toHexString());
  }
}
