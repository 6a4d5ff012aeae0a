import { Arg, Ctx, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { refusal, type Refusal } from '../errors';
import type { Context } from '../graphql/context';
import { UserError } from '../graphql/types/user-error';
import { UpsertUsersInput } from './identity.inputs';
import { Identity } from './identity.model';
import { User } from './user.model';

@ObjectType({ description: 'The result for one account.', simpleResolvers: true })
export class UpsertUserOutcome {
  @Field(() => User, { nullable: true, description: 'The account. Null if there is none.' })
  user!: User | null;

  @Field(() => Boolean, { description: 'Whether this call created the account.' })
  created!: boolean;

  @Field(() => [UserError], { description: 'USERNAME_TAKEN, ISSUER_NOT_ALLOWED, or empty.' })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'One outcome per account, in order.', simpleResolvers: true })
export class UpsertUsersPayload {
  @Field(() => [UpsertUserOutcome], { description: 'One outcome per account, in order.' })
  outcomes!: UpsertUserOutcome[];
}

@Resolver(() => User)
export class IdentityResolver {
  @Mutation(() => UpsertUsersPayload, {
    nullable: true,
    description:
      'Finds accounts by your own names for them, and creates those that are missing: role USER, no password. A repeat finds the same accounts.',
  })
  async upsertUsers(
    @Arg('input', () => UpsertUsersInput, { description: 'The accounts.' }) { users }: UpsertUsersInput,
    @Ctx() { services, viewer, loaders, now }: Context,
  ): Promise<UpsertUsersPayload> {
    const { id: serviceKeyId } = await viewer.requireServiceKey();
    const wanted = users.map(({ identity, username }) => ({ identity, username: username ?? null }));
    const ensured = await services.identities.upsert(wanted, {
      actor: { serviceKeyId },
      action: 'upsertUsers',
      now,
    });
    const outcomes = ensured.map(async ({ userId, created, refusal: code }, place) => {
      if (userId !== null)
        return { user: await loaders.user.load(userId.toHexString()), created, userErrors: [] };
      const field = code === 'USERNAME_TAKEN' ? ['username'] : ['identity', 'issuer'];
      return {
        user: null,
        created,
        userErrors: [refusal(code, ['input', 'users', String(place), ...field])],
      };
    });
    return { outcomes: await Promise.all(outcomes) };
  }

  @FieldResolver(() => [Identity], {
    nullable: true,
    description: 'Names of this account elsewhere. Service keys need USERS_WRITE or GRANTS_READ.',
  })
  identities(@Root() { identities }: User): Identity[] {
    return identities ?? [];
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'Whether a password is set; an account that came by an identity has none.',
  })
  hasPassword(@Root() { _id }: User, @Ctx() { loaders }: Context): Promise<boolean> {
    return loaders.hasPassword.load(_id.toHexString());
  }
}
