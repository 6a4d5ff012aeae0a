import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { BadUserInput, refusal, type Refusal } from '../errors';
import type { Context } from '../graphql/context';
import { UserError } from '../graphql/types/user-error';
import { User } from '../users/user.model';
import { EraseMyAccountInput, EraseUserInput } from './erasure.inputs';

@ObjectType({
  description: 'The erased account, and the reason if it was not erased.',
  simpleResolvers: true,
})
export class EraseUserPayload {
  @Field(() => User, { nullable: true, description: 'The current account.' })
  user!: User | null;

  @Field(() => [UserError], { description: 'NOT_ERASABLE, or empty.' })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'Whether the account was erased.', simpleResolvers: true })
export class EraseMyAccountPayload {
  @Field(() => Boolean, { description: 'Whether the account was erased. All of its logins have ended.' })
  erased!: boolean;

  @Field(() => [UserError], { description: 'NOT_ERASABLE, or empty.' })
  userErrors!: Refusal[];
}

@Resolver()
export class ErasureResolver {
  @Mutation(() => EraseUserPayload, {
    nullable: true,
    description:
      "Permanently erases the personal data of an account: its name, identities, check-ins, activities, codes and texts. Pending requests are rejected. Paid requests stay under the account's id.",
  })
  async eraseUser(
    @Arg('input', () => EraseUserInput, { description: 'Account and reason.' })
    { userId, reason }: EraseUserInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<EraseUserPayload> {
    const actor = await viewer.require();
    const { user, refusal: code } = await services.erasures.eraseUser(actor, userId, reason, now);
    return { user, userErrors: code === null ? [] : [refusal(code, ['input', 'userId'])] };
  }

  @Mutation(() => EraseMyAccountPayload, {
    nullable: true,
    description:
      "Permanently erases the caller's own account. eraseUser says what is removed and what stays.",
  })
  async eraseMyAccount(
    @Arg('input', () => EraseMyAccountInput, { description: 'The password or an identity token.' })
    input: EraseMyAccountInput,
    @Ctx() { services, viewer, now, clientAddress }: Context,
  ): Promise<EraseMyAccountPayload> {
    if ((input.password == null) === (input.identityToken == null))
      throw new BadUserInput({
        path: 'input',
        message: 'must have exactly one of password and identityToken',
      });
    const owner = await viewer.require();
    const { refusal: code } = await services.erasures.eraseOwn(owner, input, clientAddress, now);
    return { erased: code === null, userErrors: code === null ? [] : [refusal(code, [])] };
  }
}
