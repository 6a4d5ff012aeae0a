import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Page } from '../domain/page';
import type { Context } from '../graphql/context';
import { connectionOf, PageArgs } from '../graphql/types/connection';
import { Seal, SealProof } from './seal.payloads';

const SealConnection = connectionOf('Seal', () => Seal);

@Resolver()
export class SealResolver {
  @Query(() => SealConnection, {
    nullable: true,
    description: 'Seals of the reward feed, newest first. The servers seal once in each service day.',
  })
  seals(@Args(() => PageArgs) args: PageArgs, @Ctx() { services, signal }: Context): Promise<Page<Seal>> {
    return services.seals.list(args, signal);
  }

  @Query(() => [SealProof], {
    nullable: true,
    description:
      'One proof of each sealed entry of a request, in the order of the reward feed: for the claimant, AUDITOR and ADMIN. Empty until the request is sealed.',
  })
  async sealProof(
    @Arg('requestId', () => ID, { description: 'The request.' }) requestId: string,
    @Ctx() { services, viewer, signal }: Context,
  ): Promise<SealProof[]> {
    return services.sealProofs.of(await viewer.require(), requestId, signal);
  }
}
