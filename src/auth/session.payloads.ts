import { Field, Int, ObjectType } from 'type-graphql';
import type { Refusal } from '../errors';
import { UserError } from '../graphql/types/user-error';
import { User } from '../users/user.model';
import { TokenPair } from './token-pair';

@ObjectType({
  description: 'The new account and its first login, or the reason why there is none.',
  simpleResolvers: true,
})
export class RegisterPayload {
  @Field(() => User, {
    nullable: true,
    description: 'The new account. Null if the registration was refused.',
  })
  user!: User | null;

  @Field(() => TokenPair, {
    nullable: true,
    description: 'The tokens of the first login. Null if the registration was refused.',
  })
  tokens!: TokenPair | null;

  @Field(() => [UserError], { description: 'USERNAME_TAKEN, or empty.' })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The account and its new login.', simpleResolvers: true })
export class LoginPayload {
  @Field(() => User, { description: 'Who logged in.' })
  user!: User;

  @Field(() => TokenPair, { description: 'The tokens of the new login.' })
  tokens!: TokenPair;
}

@ObjectType({ description: 'The next pair of tokens.', simpleResolvers: true })
export class RefreshTokensPayload {
  @Field(() => TokenPair, { description: 'The new pair of tokens. The old refresh token is used up.' })
  tokens!: TokenPair;
}

@ObjectType({ description: 'The result of a logout.', simpleResolvers: true })
export class LogoutPayload {
  @Field(() => Int, { description: 'Number of logins that were ended. 0 if the login had already ended.' })
  endedSessions!: number;
}

@ObjectType({
  description: 'The account with its new password, and its new login.',
  simpleResolvers: true,
})
export class ChangePasswordPayload {
  @Field(() => User, { description: 'The account.' })
  user!: User;

  @Field(() => TokenPair, {
    description: 'The tokens of the new login. All other logins of the account have ended.',
  })
  tokens!: TokenPair;
}
