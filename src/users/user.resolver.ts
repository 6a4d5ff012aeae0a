import { Arg, Args, Ctx, Field, ID, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { AppError, refusal, type Refusal } from '../errors';
import type { Context } from '../graphql/context';
import { requireObjectId } from '../database/object-ids';
import type { Page } from '../domain/page';
import { connectionOf } from '../graphql/types/connection';
import { UserError } from '../graphql/types/user-error';
import type { ChangedAccount } from './admins';
import { ChangeUserRoleInput, SetUserDisabledInput, UsersArgs } from './user.inputs';
import { User } from './user.model';

const UserConnection = connectionOf('User', () => User);

@ObjectType({
  description: 'The current account, and the reason if its role was not changed.',
  simpleResolvers: true,
})
export class ChangeUserRolePayload {
  @Field(() => User, { nullable: true, description: 'The current account.' })
  user!: User | null;

  @Field(() => [UserError], { description: 'LAST_ADMIN, or empty.' })
  userErrors!: Refusal[];
}

@ObjectType({
  description: 'The current account, and the reason if it was not changed.',
  simpleResolvers: true,
})
export class SetUserDisabledPayload {
  @Field(() => User, { nullable: true, description: 'The current account.' })
  user!: User | null;

  @Field(() => [UserError], { description: 'LAST_ADMIN, or empty.' })
  userErrors!: Refusal[];
}

@Resolver(() => User)
export class UserResolver {
  @Query(() => User, { nullable: true, description: "The caller's account." })
  async me(@Ctx() { viewer, loaders }: Context): Promise<User> {
    const user = await loaders.user.load((await viewer.require()).id);
    if (user === null) throw new AppError('UNAUTHENTICATED');
    return user;
  }

  @Query(() => User, { nullable: true, description: 'An account by its id.' })
  async user(
    @Arg('id', () => ID, { description: 'The account.' }) id: string,
    @Ctx() context: Context,
  ): Promise<User> {
    const user = await context.loaders.user.load(String(requireObjectId(id)));
    if (user === null) throw new AppError('NOT_FOUND');
    await context.services.accessLog.opened(context, id, 'user');
    return user;
  }

  @Query(() => UserConnection, {
    nullable: true,
    description: 'Accounts, newest first by createdAt.',
  })
  async users(
    @Args(() => UsersArgs) args: UsersArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<Page<User>> {
    return services.users.findUsers(args, signal);
  }

  @Mutation(() => ChangeUserRolePayload, {
    nullable: true,
    description: 'Changes the role of an account, from its next operation on. The same role changes nothing.',
  })
  async changeUserRole(
    @Arg('input', () => ChangeUserRoleInput, { description: 'Account and role.' })
    { userId, role, reason = null }: ChangeUserRoleInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<ChangeUserRolePayload> {
    const actor = await viewer.require();
    return payloadOf(await services.admins.change({ userId, set: { role }, actor, reason, now }));
  }

  @Mutation(() => SetUserDisabledPayload, {
    nullable: true,
    description:
      'Disables an account and ends its logins, or enables it again. The same state changes nothing.',
  })
  async setUserDisabled(
    @Arg('input', () => SetUserDisabledInput, { description: 'Account and state.' })
    { userId, disabled, reason = null }: SetUserDisabledInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<SetUserDisabledPayload> {
    const actor = await viewer.require();
    return payloadOf(await services.admins.change({ userId, set: { disabled }, actor, reason, now }));
  }
}

function payloadOf({ user, refusal: code }: ChangedAccount): { user: User; userErrors: Refusal[] } {
  return { user, userErrors: code === null ? [] : [refusal(code, ['input', 'userId'])] };
}
