import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../graphql/context';
import { UserError } from '../graphql/types/user-error';
import { decideEach } from './many-decisions';
import { ApproveRewardRequestsInput, RejectRewardRequestsInput } from './many-decisions.inputs';
import { RewardRequest } from './reward-request.model';

@ObjectType({ description: 'The result for one request.', simpleResolvers: true })
export class RequestDecisionOutcome {
  @Field(() => RewardRequest, {
    nullable: true,
    description: 'The current request. Null with REQUEST_NOT_FOUND and DECISION_UNAVAILABLE.',
  })
  request!: RewardRequest | null;

  @Field(() => [UserError], {
    description:
      'The reason why the request was not decided: those of the decision of one request, REQUEST_NOT_FOUND or DECISION_UNAVAILABLE. Empty if it was decided.',
  })
  userErrors!: UserError[];
}

@ObjectType({ description: 'One outcome per request, in order.', simpleResolvers: true })
export class ApproveRewardRequestsPayload {
  @Field(() => [RequestDecisionOutcome], { description: 'One outcome per request, in order.' })
  outcomes!: RequestDecisionOutcome[];
}

@ObjectType({ description: 'One outcome per request, in order.', simpleResolvers: true })
export class RejectRewardRequestsPayload {
  @Field(() => [RequestDecisionOutcome], { description: 'One outcome per request, in order.' })
  outcomes!: RequestDecisionOutcome[];
}

@Resolver()
export class ManyDecisionsResolver {
  @Mutation(() => ApproveRewardRequestsPayload, {
    nullable: true,
    description:
      'Approves and pays up to 25 pending requests, each by itself as `approveRewardRequest` does. A refused one changes nothing for the others.',
  })
  async approveRewardRequests(
    @Arg('input', () => ApproveRewardRequestsInput, { description: 'The decisions.' })
    { ids, note }: ApproveRewardRequestsInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<ApproveRewardRequestsPayload> {
    const operator = await viewer.require();
    const approve = (id: string) => services.decisions.approve(operator, id, note ?? null, now);
    return { outcomes: await decideEach(ids, approve) };
  }

  @Mutation(() => RejectRewardRequestsPayload, {
    nullable: true,
    description:
      'Rejects up to 25 pending requests, each by itself as `rejectRewardRequest` does. A refused one changes nothing for the others.',
  })
  async rejectRewardRequests(
    @Arg('input', () => RejectRewardRequestsInput, { description: 'The decisions.' })
    { ids, reason }: RejectRewardRequestsInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RejectRewardRequestsPayload> {
    const operator = await viewer.require();
    const reject = (id: string) => services.decisions.reject(operator, id, reason, now);
    return { outcomes: await decideEach(ids, reject) };
  }
}
