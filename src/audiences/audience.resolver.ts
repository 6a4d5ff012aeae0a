import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Page } from '../domain/page';
import type { Context } from '../graphql/context';
import { connectionOf, PageArgs } from '../graphql/types/connection';
import { User } from '../users/user.model';
import { AddAudienceMembersInput, CreateAudienceInput, SealAudienceInput } from './audience.inputs';
import { Audience } from './audience.model';
import { AddAudienceMembersPayload, CreateAudiencePayload, SealAudiencePayload } from './audience.payloads';

const AudienceConnection = connectionOf('Audience', () => Audience);

@Resolver(() => Audience)
export class AudienceResolver {
  @Query(() => Audience, { nullable: true, description: 'An audience.' })
  audience(
    @Arg('id', () => ID, { description: 'The audience.' }) id: string,
    @Ctx() { services }: Context,
  ): Promise<Audience> {
    return services.audiences.get(id);
  }

  @Query(() => AudienceConnection, { nullable: true, description: 'Audiences, newest first by createdAt.' })
  audiences(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<Page<Audience>> {
    return services.audiences.list(args, signal);
  }

  @Mutation(() => CreateAudiencePayload, { nullable: true, description: 'Creates an empty audience.' })
  async createAudience(
    @Arg('input', () => CreateAudienceInput, { description: 'The audience.' }) input: CreateAudienceInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<CreateAudiencePayload> {
    const audience = await services.audiences.create(await viewer.require(), input, now);
    return { audience, userErrors: [] };
  }

  @Mutation(() => AddAudienceMembersPayload, {
    nullable: true,
    description:
      'Adds up to 200 accounts to an audience that is not sealed. An account that is in already stays, so the same call may be sent again.',
  })
  async addAudienceMembers(
    @Arg('input', () => AddAudienceMembersInput, { description: 'The audience and the accounts.' })
    input: AddAudienceMembersInput,
    @Ctx() { services, viewer }: Context,
  ): Promise<AddAudienceMembersPayload> {
    const { refusals, ...result } = await services.audiences.add(await viewer.require(), input);
    return { ...result, userErrors: refusals };
  }

  @Mutation(() => SealAudiencePayload, {
    nullable: true,
    description:
      'Makes the members of an audience final. A large audience is sealed within seconds of the answer; sealing a sealed one again changes nothing.',
  })
  async sealAudience(
    @Arg('input', () => SealAudienceInput, { description: 'The audience.' }) { id }: SealAudienceInput,
    @Ctx() { services, viewer }: Context,
  ): Promise<SealAudiencePayload> {
    const { audience, refusals } = await services.audiences.seal(await viewer.require(), id);
    return { audience, userErrors: refusals };
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether it is being sealed: nobody can be added, and its digest is being computed.',
  })
  sealing(@Root() { state }: Audience): boolean {
    return state === 'SEALING';
  }

  @FieldResolver(() => User, { nullable: true, description: 'The account that created it.' })
  createdBy(@Root() { createdById }: Audience, @Ctx() { loaders }: Context): Promise<User | null> {
    return loaders.user.load(createdById.toHexString());
  }
}
