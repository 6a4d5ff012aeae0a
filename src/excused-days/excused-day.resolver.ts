import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { mayRead } from '../domain/reading-rights';
import type { ServiceDay } from '../domain/service-calendar';
import type { Refusal } from '../errors';
import type { Context } from '../graphql/context';
import { LocalDate } from '../graphql/types/scalars';
import { UserError } from '../graphql/types/user-error';
import { User } from '../users/user.model';
import { ExcuseDayInput, ExcusedDaysArgs, RemoveExcusedDayInput } from './excused-day.inputs';
import { ExcusedDay } from './excused-day.model';

@ObjectType({ description: 'The excused day.', simpleResolvers: true })
class ExcuseDayPayload {
  @Field(() => ExcusedDay, {
    nullable: true,
    description: 'The excused day. If it was excused already, its reason is the one given then.',
  })
  excusedDay!: ExcusedDay | null;

  @Field(() => [UserError], { description: 'Empty in this release.' })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The day that is no longer excused.', simpleResolvers: true })
class RemoveExcusedDayPayload {
  @Field(() => LocalDate, { nullable: true, description: 'The day.' })
  removedDay!: ServiceDay | null;

  @Field(() => [UserError], { description: 'Empty in this release.' })
  userErrors!: Refusal[];
}

@Resolver(() => ExcusedDay)
export class ExcusedDayResolver {
  @Query(() => [ExcusedDay], {
    nullable: true,
    description: 'The excused days, earliest first; from and to are service days, both included.',
  })
  excusedDays(
    @Args(() => ExcusedDaysArgs) args: ExcusedDaysArgs,
    @Ctx() { services, now, signal }: Context,
  ): Promise<ExcusedDay[]> {
    return services.excusedDays.list(args, now, signal);
  }

  @Mutation(() => ExcuseDayPayload, {
    nullable: true,
    description:
      'Excuses a service day for everybody: it neither counts for a run of consecutive days nor breaks it. A repeat changes nothing.',
  })
  async excuseDay(
    @Arg('input', () => ExcuseDayInput, { description: 'The day.' }) input: ExcuseDayInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<ExcuseDayPayload> {
    const excusedDay = await services.excusedDays.excuse(await viewer.require(), input, now);
    return { excusedDay, userErrors: [] };
  }

  @Mutation(() => RemoveExcusedDayPayload, {
    nullable: true,
    description:
      'Ends the excusal of a day. It takes no payment back. NOT_FOUND for a day that was never excused; a repeat changes nothing.',
  })
  async removeExcusedDay(
    @Arg('input', () => RemoveExcusedDayInput, { description: 'The day.' }) input: RemoveExcusedDayInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RemoveExcusedDayPayload> {
    const removedDay = await services.excusedDays.remove(await viewer.require(), input, now);
    return { removedDay, userErrors: [] };
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'The account that excused the day. Null for a USER.',
  })
  async excusedBy(
    @Root() { excusedById }: ExcusedDay,
    @Ctx() { viewer, loaders }: Context,
  ): Promise<User | null> {
    if (!mayRead(await viewer.require(), 'actingStaff')) return null;
    return loaders.user.load(excusedById.toHexString());
  }
}
