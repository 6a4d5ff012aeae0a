import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { Context } from '../graphql/context';
import { DateTime } from '../graphql/types/scalars';

@ObjectType({
  description:
    'A login of the own account: it began with a password or an identity, and lasts until it ends or expires.',
  simpleResolvers: true,
})
export class Login {
  @Field(() => ID, { description: 'Opaque and permanent.' })
  id!: string;

  @Field(() => DateTime, { description: 'When it began.' })
  startedAt!: Date;

  @Field(() => DateTime, {
    description:
      'When its tokens were renewed last. Access tokens are valid for minutes, so it was in use after that.',
  })
  renewedAt!: Date;

  @Field(() => DateTime, { description: 'When it expires unless its tokens are renewed before.' })
  expiresAt!: Date;

  @Field(() => String, {
    nullable: true,
    description:
      'Browser and operating system by name, such as `Chrome, Windows`. Null if they are unknown. Nothing else is stored about the device.',
  })
  device!: string | null;

  @Field(() => Boolean, { description: 'Whether the caller uses it now.' })
  current!: boolean;
}

@InputType({ description: 'A login of the own account.' })
export class EndLoginInput {
  @Field(() => ID, { description: 'The login, which may be the current one.' })
  id!: string;
}

@ObjectType({ description: 'Whether the login was ended.', simpleResolvers: true })
export class EndLoginPayload {
  @Field(() => Boolean, {
    description: 'False if the account has no such login: it may have ended before.',
  })
  ended!: boolean;
}

@Resolver()
export class LoginResolver {
  @Query(() => [Login], {
    nullable: true,
    description: "The caller's logins, newest first; at most 20.",
  })
  async myLogins(@Ctx() { services, viewer, now, signal }: Context): Promise<Login[]> {
    return services.ownLogins.list(await viewer.require(), now, signal);
  }

  @Mutation(() => EndLoginPayload, {
    nullable: true,
    description: "Ends one of the caller's logins and its access tokens.",
  })
  async endLogin(
    @Arg('input', () => EndLoginInput, { description: 'The login to end.' }) { id }: EndLoginInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<EndLoginPayload> {
    return { ended: await services.ownLogins.end(await viewer.require(), id, now) };
  }
}
