import { Arg, Ctx, Field, FieldResolver, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { isLowPool } from '../domain/reward-codes';
import { mayRead } from '../domain/reading-rights';
import { StoredReward } from '../events/event.model';
import type { Context } from '../graphql/context';
import { UserError } from '../graphql/types/user-error';
import { RewardGrant } from '../reward-requests/reward-grant.model';
import type { GrantNode } from '../reward-requests/request-filter';
import type { WithCodes } from '../reward-requests/codes-of-requests';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { codeOfGrant } from './code.service';
import { RevealCodeInput } from './reward-code.inputs';

@ObjectType({
  description: 'The codes of a reward, of which each winner receives one.',
  simpleResolvers: true,
})
class CodePool {
  @Field(() => Int, { description: 'Codes that were imported: the stock of the reward.' })
  imported!: number;

  @Field(() => Int, { description: 'Codes that no request has.' })
  free!: number;

  @Field(() => Int, { description: 'Codes that a paid request has.' })
  bound!: number;

  @Field(() => Boolean, {
    description: 'Whether fewer than a tenth of the codes, or fewer than 100, can still be won.',
  })
  low!: boolean;
}

@ObjectType({ description: 'The code of a grant.', simpleResolvers: true })
class RevealCodePayload {
  @Field(() => String, {
    nullable: true,
    description: 'The code. Null with GRANT_NOT_FOUND, and while no code is bound to the grant yet.',
  })
  code!: string | null;

  @Field(() => [UserError], { description: 'GRANT_NOT_FOUND for a grant that gives no code.' })
  userErrors!: UserError[];
}

@Resolver(() => StoredReward)
export class CodePoolResolver {
  @FieldResolver(() => CodePool, {
    nullable: true,
    description: 'Null for a reward without a code pool, and for a USER.',
  })
  async codes(
    @Root() { id, codePool, stock, remaining }: StoredReward,
    @Ctx() { loaders, viewer }: Context,
  ): Promise<CodePool | null> {
    if (!codePool || !mayRead(await viewer.require(), 'codePools')) return null;
    const imported = stock ?? 0;
    const bound = await loaders.boundCodeCount.load(id.toHexString());
    // Codes that were imported or bound between the two reads.
    const free = Math.max(0, imported - bound);
    return { imported, bound, free, low: isLowPool({ imported, remaining: remaining ?? 0 }) };
  }
}

@Resolver(() => RewardGrant)
export class GrantCodeResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The code, for the user who won it and for service keys with GRANTS_READ. Staff see its last characters; revealCode shows it. Null for a reward without codes, and for the few seconds until a code is bound.',
  })
  async code(
    @Root() grant: GrantNode,
    @Ctx() { loaders, services, viewer }: Context,
  ): Promise<string | null> {
    if (!grant.codePool) return null;
    const caller = await viewer.caller();
    const owns = caller.kind === 'account' && grant.row.userId.equals(caller.viewer.id);
    // What a key may read was judged with the document: only GRANTS_READ lists this field.
    const readsAll = owns || caller.kind === 'serviceKey';
    if (!readsAll && !(caller.kind === 'account' && mayRead(caller.viewer, 'othersRequests'))) return null;
    const { boundCodes, _id }: WithCodes<RewardRequest> = grant.row;
    const codes = boundCodes ?? (await loaders.codesOfRequest.load(_id.toHexString()));
    const code = codeOfGrant(grant, codes);
    if (code === undefined) return null;
    return readsAll ? services.rewardCodes.textOf(code) : services.rewardCodes.maskedTextOf(code);
  }

  @Mutation(() => RevealCodePayload, {
    nullable: true,
    description: 'Shows the code of a grant. Each call is recorded in the audit trail with its reason.',
  })
  async revealCode(
    @Arg('input', () => RevealCodeInput, { description: 'The grant, and the reason.' })
    input: RevealCodeInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RevealCodePayload> {
    const { code, refusals } = await services.rewardCodes.reveal(await viewer.require(), now, input);
    return { code, userErrors: refusals };
  }
}
