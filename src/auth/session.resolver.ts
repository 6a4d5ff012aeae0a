import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { AppError, refusal } from '../errors';
import type { Context } from '../graphql/context';
import {
  ChangePasswordInput,
  LoginInput,
  LogoutInput,
  RefreshTokensInput,
  RegisterInput,
} from './session.inputs';
import { originOf } from './origin';
import {
  ChangePasswordPayload,
  LoginPayload,
  LogoutPayload,
  RefreshTokensPayload,
  RegisterPayload,
} from './session.payloads';

@Resolver()
export class SessionResolver {
  @Mutation(() => RegisterPayload, {
    nullable: true,
    description: 'Registers an account, always a USER, and logs it in. FORBIDDEN while REGISTRATION is off.',
  })
  async register(
    @Arg('input', () => RegisterInput, { description: 'The new account.' }) input: RegisterInput,
    @Ctx() context: Context,
  ): Promise<RegisterPayload> {
    const { services, now } = context;
    if (!services.registrationOpen) throw new AppError('FORBIDDEN', { detail: 'REGISTRATION is off' });
    const registered = await services.sessions.register(input, originOf(context), now);
    if (registered) return { ...registered, userErrors: [] };
    return { user: null, tokens: null, userErrors: [refusal('USERNAME_TAKEN', ['input', 'username'])] };
  }

  @Mutation(() => LoginPayload, {
    nullable: true,
    description:
      'Starts a login. An account has at most 20; the oldest one ends. PASSWORD_CHANGE_REQUIRED for a one-time password, which redeemOneTimePassword exchanges.',
  })
  async login(
    @Arg('input', () => LoginInput, { description: 'The account that logs in.' }) input: LoginInput,
    @Ctx() context: Context,
  ): Promise<LoginPayload> {
    return context.services.sessions.login(input, originOf(context), context.now);
  }

  @Mutation(() => RefreshTokensPayload, {
    nullable: true,
    description:
      'Returns a new pair of tokens. For 10 s a used refresh token returns the same pair again; after that, using it ends the login.',
  })
  async refreshTokens(
    @Arg('input', () => RefreshTokensInput, { description: 'The refresh token.' }) input: RefreshTokensInput,
    @Ctx() { services, now }: Context,
  ): Promise<RefreshTokensPayload> {
    return { tokens: await services.loginFamilies.refresh(input.refreshToken, now) };
  }

  @Mutation(() => LogoutPayload, {
    nullable: true,
    description: "Ends a login and its access tokens: the caller's, or that of `refreshToken`.",
  })
  async logout(
    @Arg('input', () => LogoutInput, { description: 'The login to end.' })
    { refreshToken, everywhere }: LogoutInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<LogoutPayload> {
    const endedSessions =
      refreshToken == null
        ? await services.loginFamilies.endOf(await viewer.require(), everywhere, now)
        : await services.loginFamilies.endByToken(refreshToken, everywhere, now);
    return { endedSessions };
  }

  @Mutation(() => ChangePasswordPayload, {
    nullable: true,
    description:
      "Changes the caller's password, ends every login of the account including the current one, and returns the tokens of a new login. INVALID_CREDENTIALS for an account without a password.",
  })
  async changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'Both passwords.' }) input: ChangePasswordInput,
    @Ctx() context: Context,
  ): Promise<ChangePasswordPayload> {
    const { services, viewer, now } = context;
    return services.sessions.changePassword(input, await viewer.require(), originOf(context), now);
  }
}
