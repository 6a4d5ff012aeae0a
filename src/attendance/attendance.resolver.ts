import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { UnservedUser, type UnservedCode } from '../access/service-proof';
import { AppError, refusal } from '../errors';
import type { Context } from '../graphql/context';
import { requireObjectId } from '../database/object-ids';
import type { Page } from '../domain/page';
import { User } from '../users/user.model';
import { AttendanceArgs, CheckAttendanceForInput, MyAttendanceArgs } from './attendance.inputs';
import { Attendance } from './attendance.model';
import { AttendanceConnection, AttendanceStreak, CheckAttendancePayload } from './attendance.payloads';

@Resolver(() => Attendance)
export class AttendanceResolver {
  @Mutation(() => CheckAttendancePayload, {
    nullable: true,
    description: 'Checks in on the current service day by server time. A repeat returns the same check-in.',
  })
  async checkAttendance(@Ctx() { services, viewer, now }: Context): Promise<CheckAttendancePayload> {
    const proof = viewer.requireProof();
    await services.limits.checkAttendance(proof.userId);
    const result = await services.attendance.checkAttendance(proof, now);
    viewer.judgedAs('USER');
    return { ...result, userErrors: [] };
  }

  @Mutation(() => CheckAttendancePayload, {
    nullable: true,
    description:
      'Checks a user in on the current service day by server time, with the answers of checkAttendance, and UNKNOWN_USER or ACCOUNT_DISABLED.',
  })
  async checkAttendanceFor(
    @Arg('input', () => CheckAttendanceForInput, { description: 'The user.' })
    { user }: CheckAttendanceForInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<CheckAttendancePayload> {
    const { id: serviceKeyId } = await viewer.requireServiceKey();
    const userId = await services.identities.findServed(user);
    if (userId === null) return unserved('UNKNOWN_USER');
    await services.limits.checkAttendance(userId);
    try {
      const result = await services.attendance.checkAttendance({ userId, serviceKeyId }, now);
      return { ...result, userErrors: [] };
    } catch (error) {
      if (error instanceof UnservedUser) return unserved(error.code);
      throw error;
    }
  }

  @Query(() => AttendanceConnection, {
    nullable: true,
    description: "The viewer's check-ins, newest first; from and to are service days, both included.",
  })
  async myAttendance(
    @Args(() => MyAttendanceArgs) args: MyAttendanceArgs,
    @Ctx() { services, viewer, signal }: Context,
  ): Promise<Page<Attendance>> {
    const { id } = await viewer.require();
    return services.attendance.findAttendance('myAttendance', requireObjectId(id), args, signal);
  }

  @Query(() => AttendanceConnection, {
    nullable: true,
    description: "A user's check-ins, newest first; from and to are service days, both included.",
  })
  async attendance(
    @Args(() => AttendanceArgs) args: AttendanceArgs,
    @Ctx() context: Context,
  ): Promise<Page<Attendance>> {
    const { services, loaders, signal } = context;
    const userId = requireObjectId(args.userId);
    if ((await loaders.user.load(args.userId)) === null) throw new AppError('NOT_FOUND');
    await services.accessLog.opened(context, userId, 'attendance');
    return services.attendance.findAttendance('attendance', userId, args, signal);
  }

  @FieldResolver(() => User, { description: 'The user who checked in.' })
  user(@Root() { userId }: Attendance, @Ctx() { loaders }: Context): Promise<User | null> {
    return loaders.user.load(userId.toHexString());
  }
}

@Resolver(() => User)
export class AttendanceStreakResolver {
  @FieldResolver(() => AttendanceStreak, {
    description: 'Current and longest run of consecutive service days with a check-in.',
  })
  async attendanceStreak(@Root() { _id }: User, @Ctx() { loaders }: Context): Promise<AttendanceStreak> {
    return loaders.attendanceStreak.load(_id.toHexString());
  }
}

/** A key may not act for the user: no check-in, and a streak of zero. */
function unserved(code: UnservedCode): CheckAttendancePayload {
  const streak = { current: 0, longest: 0, lastDay: null };
  return { attendance: null, created: false, streak, userErrors: [refusal(code, ['input', 'user'])] };
}
