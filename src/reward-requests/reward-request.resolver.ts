import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type DataLoader from 'dataloader';
import { decodeEvidence } from '../domain/evidence';
import { mayRead } from '../domain/reading-rights';
import { Event } from '../events/event.model';
import type { Context } from '../graphql/context';
import { filterId } from '../database/object-ids';
import { fieldsBelow } from '../graphql/types/look-ahead';
import type { Page } from '../domain/page';
import { connectionOf, type PageArgs } from '../graphql/types/connection';
import { UserError } from '../graphql/types/user-error';
import { validateInput } from '../graphql/types/validate-input';
import { User } from '../users/user.model';
import {
  ApproveRewardRequestInput,
  MyRewardRequestsArgs,
  RejectRewardRequestInput,
  RequestRewardInput,
  RewardRequestFilter,
  RewardRequestsArgs,
} from './reward-request.inputs';
import { ConditionProgress } from './condition-progress.model';
import { RewardGrant } from './reward-grant.model';
import { RewardRequest } from './reward-request.model';
import { RequestRewardPayload } from './reward-request.payloads';
import type { GrantNode } from './request-filter';
import { grantNodes } from './reward-request.service';

export const RewardRequestConnection = connectionOf('RewardRequest', () => RewardRequest);

@ObjectType({ description: 'The request after the decision.', simpleResolvers: true })
export class ApproveRewardRequestPayload {
  @Field(() => RewardRequest, { nullable: true, description: 'The current request.' })
  request!: RewardRequest | null;

  @Field(() => [UserError], { description: 'The reason why the request was not approved. Empty if it was.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The request after the decision.', simpleResolvers: true })
export class RejectRewardRequestPayload {
  @Field(() => RewardRequest, { nullable: true, description: 'The current request.' })
  request!: RewardRequest | null;

  @Field(() => [UserError], { description: 'The reason why the request was not rejected. Empty if it was.' })
  userErrors!: UserError[];
}

@Resolver(() => RewardRequest)
export class RewardRequestResolver {
  @Query(() => RewardRequestConnection, {
    nullable: true,
    description: "The caller's own requests, newest first.",
  })
  async myRewardRequests(
    @Args() { filter, ...page }: MyRewardRequestsArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { id } = await context.viewer.require();
    return pageWithEdges({ ...filter, userId: id }, page, context, fieldsBelow(info));
  }

  @Query(() => RewardRequest, {
    nullable: true,
    description: 'A request. A USER can read only their own; others are NOT_FOUND.',
  })
  async rewardRequest(
    @Arg('id', () => ID, { description: 'The request.' }) id: string,
    @Ctx() context: Context,
  ) {
    const { services, viewer } = context;
    const request = await services.rewardRequests.get(await viewer.require(), id);
    await services.accessLog.opened(context, request.userId, 'rewardRequest');
    return request;
  }

  @Query(() => RewardRequestConnection, {
    nullable: true,
    description: 'The requests of all users, newest first.',
  })
  async rewardRequests(
    @Args() { filter, ...page }: RewardRequestsArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    await context.services.accessLog.opened(context, filter?.userId, 'rewardRequests');
    return pageWithEdges({ ...filter }, page, context, fieldsBelow(info));
  }

  @Mutation(() => RequestRewardPayload, {
    nullable: true,
    description: 'Requests the rewards of an event. A paid request receives all of them.',
  })
  async requestReward(
    // The role is judged with the facts, and the values' limits come after it: the service asks for them.
    @Arg('input', () => RequestRewardInput, { description: 'The request.', validateFn: () => undefined })
    input: RequestRewardInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RequestRewardPayload> {
    const proof = viewer.requireProof();
    await services.limits.requestReward(proof.userId);
    const { request, refusal } = await services.claims.claim({
      proof,
      eventId: filterId(input.eventId),
      idempotencyKey: input.idempotencyKey ?? undefined,
      now,
      inputFault: faultOf(() => validateInput(input, RequestRewardInput)),
    });
    viewer.judgedAs('USER');
    return { request, userErrors: refusal === null ? [] : [refusal] };
  }

  @Mutation(() => ApproveRewardRequestPayload, {
    nullable: true,
    description:
      "Approves and pays a pending request. Requests of the caller's own account and of disabled accounts (ACCOUNT_DISABLED) are refused.",
  })
  async approveRewardRequest(
    @Arg('input', () => ApproveRewardRequestInput, { description: 'The decision.' })
    { id, note }: ApproveRewardRequestInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<ApproveRewardRequestPayload> {
    return services.decisions.approve(await viewer.require(), id, note ?? null, now);
  }

  @Mutation(() => RejectRewardRequestPayload, {
    nullable: true,
    description:
      "Rejects a pending request and returns its units to stock. Requests of the caller's own account are refused.",
  })
  async rejectRewardRequest(
    @Arg('input', () => RejectRewardRequestInput, { description: 'The decision.' })
    { id, reason }: RejectRewardRequestInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RejectRewardRequestPayload> {
    return services.decisions.reject(await viewer.require(), id, reason, now);
  }

  @FieldResolver(() => Event, { description: 'The event of the request.' })
  event(@Root() { eventId, event }: RowWithEdges, @Ctx() { loaders }: Context) {
    return event ?? loaders.event.load(eventId.toHexString());
  }

  @FieldResolver(() => User, { description: 'The user who sent the request.' })
  user(@Root() { userId, user }: RowWithEdges, @Ctx() { loaders }: Context) {
    return user ?? loaders.user.load(userId.toHexString());
  }

  @FieldResolver(() => User, {
    nullable: true,
    description:
      'The account that decided the request. Null if it is not decided, if the rules decided it, or if the viewer is a USER.',
  })
  async decidedBy(@Root() { decidedById }: RewardRequest, @Ctx() { loaders, viewer }: Context) {
    if (decidedById === null || !mayRead(await viewer.require(), 'actingStaff')) return null;
    return loaders.user.load(decidedById.toHexString());
  }

  @FieldResolver(() => [ConditionProgress], {
    description: "The user's progress when the request was judged: one entry per condition.",
  })
  evidence(@Root() row: RewardRequest): ConditionProgress[] {
    return decodeEvidence(row);
  }

  @FieldResolver(() => [RewardGrant], { description: 'The rewards that were paid. Empty unless SUCCESS.' })
  grants(@Root() row: RewardRequest): GrantNode[] {
    return grantNodes(row);
  }
}

/** A row of a page: its edges hang on it, so that they answer at once. A promise for each costs more than the rows. */
type RowWithEdges = RewardRequest & { user?: User | null; event?: Event | null };

async function pageWithEdges(
  filter: RewardRequestFilter,
  page: PageArgs,
  { services, loaders, signal }: Context,
  asked: ReadonlySet<string>,
): Promise<Page<RewardRequest>> {
  const found = await services.rewardRequests.list(filter, page, asked, signal);
  const rows = found.nodes as readonly RowWithEdges[];
  await Promise.all([
    asked.has('user') && hang(rows, 'userId', loaders.user, (row, user) => (row.user = user)),
    asked.has('event') && hang(rows, 'eventId', loaders.event, (row, event) => (row.event = event)),
  ]);
  return found;
}

async function hang<Node>(
  rows: readonly RowWithEdges[],
  key: 'userId' | 'eventId',
  loader: DataLoader<string, Node | null>,
  assign: (row: RowWithEdges, node: Node | null) => void,
): Promise<void> {
  const ids = rows.map((row) => row[key].toHexString());
  const distinct = [...new Set(ids)];
  const nodes = await Promise.all(distinct.map((id) => loader.load(id)));
  const byId = new Map(distinct.map((id, place) => [id, nodes[place]!]));
  rows.forEach((row, place) => assign(row, byId.get(ids[place]!) ?? null));
}

/** The viewer's own request belongs to the event's page. */
@Resolver(() => Event)
export class EventRequestResolver {
  @FieldResolver(() => RewardRequest, {
    nullable: true,
    description: "The viewer's live request, or else the latest one. Null if there is none.",
  })
  async myRequest(@Root() { _id }: Event, @Ctx() { loaders, viewer }: Context) {
    const { id } = await viewer.require();
    return loaders.latestRequest.load(`${id}/${_id.toHexString()}`);
  }
}

function faultOf(check: () => void): Error | null {
  try {
    check();
    return null;
  } catch (error) {
    return error as Error;
  }
}
