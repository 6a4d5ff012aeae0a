import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { TokenPair } from '../auth/token-pair';
import { refusal, type Refusal } from '../errors';
import type { Context } from '../graphql/context';
import { UserError } from '../graphql/types/user-error';
import { User } from '../users/user.model';
import type { ChangedIdentities } from './identity-links.service';
import { LinkIdentityInput, LoginWithIdentityInput, UnlinkIdentityInput } from './identity-provider.inputs';

@ObjectType({ description: 'The account and its new login.', simpleResolvers: true })
export class LoginWithIdentityPayload {
  @Field(() => User, { description: 'Who logged in.' })
  user!: User;

  @Field(() => TokenPair, { description: 'The tokens of the new login.' })
  tokens!: TokenPair;

  @Field(() => Boolean, { description: 'Whether this call created the account.' })
  created!: boolean;
}

@ObjectType({
  description: 'The current account, and the reason if nothing was linked.',
  simpleResolvers: true,
})
export class LinkIdentityPayload {
  @Field(() => User, { nullable: true, description: 'The current account.' })
  user!: User | null;

  @Field(() => [UserError], { description: 'IDENTITY_TAKEN, or empty.' })
  userErrors!: Refusal[];
}

@ObjectType({
  description: 'The current account, and the reason if the identity was not removed.',
  simpleResolvers: true,
})
export class UnlinkIdentityPayload {
  @Field(() => User, { nullable: true, description: 'The current account.' })
  user!: User | null;

  @Field(() => [UserError], { description: 'ISSUER_NOT_ALLOWED, LAST_WAY_IN, or empty.' })
  userErrors!: Refusal[];
}

@Resolver()
export class IdentityProviderResolver {
  @Mutation(() => LoginWithIdentityPayload, {
    nullable: true,
    description:
      'Starts a login by a token of an identity provider. The first one creates the account: role USER, no password, a generated username. INVALID_IDENTITY_TOKEN for every token that is not accepted, and for a disabled account.',
  })
  async loginWithIdentity(
    @Arg('input', () => LoginWithIdentityInput, { description: 'The token.' })
    { token }: LoginWithIdentityInput,
    @Ctx() { services, device, now }: Context,
  ): Promise<LoginWithIdentityPayload> {
    return services.identityLogins.login(token, device, now);
  }

  @Mutation(() => LinkIdentityPayload, {
    nullable: true,
    description:
      'Links an identity of an identity provider to the caller, who can log in by it from now on. The same one again changes nothing; an account has at most 10.',
  })
  async linkIdentity(
    @Arg('input', () => LinkIdentityInput, { description: 'The token.' }) { token }: LinkIdentityInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<LinkIdentityPayload> {
    const account = await viewer.require();
    await services.limits.linkIdentity(account.id);
    const changed = await services.identityLinks.link(token, account, now);
    return payloadOf(changed, ['input', 'token']);
  }

  @Mutation(() => UnlinkIdentityPayload, {
    nullable: true,
    description:
      'Removes an identity of an identity provider from the caller, unless it is the last way in: a password or an identity of a configured issuer stays. One that the account does not have changes nothing.',
  })
  async unlinkIdentity(
    @Arg('input', () => UnlinkIdentityInput, { description: 'The identity.' })
    { issuer, subject }: UnlinkIdentityInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<UnlinkIdentityPayload> {
    const changed = await services.identityLinks.unlink({ issuer, subject }, await viewer.require(), now);
    return payloadOf(changed, ['input', 'issuer']);
  }
}

function payloadOf(
  { user, refusal: code }: ChangedIdentities,
  field: string[],
): { user: User; userErrors: Refusal[] } {
  return { user, userErrors: code === null ? [] : [refusal(code, field)] };
}
