import { Arg, Ctx, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { refusal, type Refusal } from '../errors';
import type { Context } from '../graphql/context';
import { DateTime } from '../graphql/types/scalars';
import { UserError } from '../graphql/types/user-error';
import { User } from '../users/user.model';
import { RedeemOneTimePasswordInput, ResetPasswordInput } from './one-time-password.inputs';
import { originOf } from './origin';
import { LoginPayload } from './session.payloads';

@ObjectType({
  description: 'The account with its one-time password, or the reason why there is none.',
  simpleResolvers: true,
})
export class ResetPasswordPayload {
  @Field(() => User, { nullable: true, description: 'The account.' })
  user!: User | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The one-time password. It is returned once and stored nowhere. Null if the reset was refused.',
  })
  oneTimePassword!: string | null;

  @Field(() => [UserError], { description: 'ACCOUNT_ERASED, or empty.' })
  userErrors!: Refusal[];
}

@Resolver(() => User)
export class OneTimePasswordResolver {
  @Mutation(() => ResetPasswordPayload, {
    nullable: true,
    description:
      'Replaces the password of an account by a one-time password and ends all of its logins. Until its owner has exchanged it with redeemOneTimePassword, within 24 hours, nobody can log in to the account.',
  })
  async resetPassword(
    @Arg('input', () => ResetPasswordInput, { description: 'Account and reason.' })
    { userId, reason }: ResetPasswordInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<ResetPasswordPayload> {
    const actor = await viewer.require();
    const reset = await services.oneTimePasswords.reset(actor, userId, reason, now);
    const userErrors = reset.refusal === null ? [] : [refusal(reset.refusal, ['input', 'userId'])];
    return { user: reset.user, oneTimePassword: reset.oneTimePassword, userErrors };
  }

  @Mutation(() => LoginPayload, {
    nullable: true,
    description:
      'Exchanges a one-time password of resetPassword for a new password, and starts a login. INVALID_CREDENTIALS for one that is wrong, used or older than 24 hours.',
  })
  redeemOneTimePassword(
    @Arg('input', () => RedeemOneTimePasswordInput, { description: 'Both passwords.' })
    input: RedeemOneTimePasswordInput,
    @Ctx() context: Context,
  ): Promise<LoginPayload> {
    return context.services.oneTimePasswords.redeem(input, originOf(context), context.now);
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When the one-time password of the account expires, or expired. Null: the account has none.',
  })
  passwordResetExpiresAt(@Root() { passwordReset }: User): Date | null {
    return passwordReset?.expiresAt ?? null;
  }
}
