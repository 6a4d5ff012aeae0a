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
import type { Page } from '../domain/page';
import { refusal, type Refusal } from '../errors';
import { Event } from '../events/event.model';
import type { Context } from '../graphql/context';
import { connectionOf } from '../graphql/types/connection';
import { UserError } from '../graphql/types/user-error';
import { User } from '../users/user.model';
import { AddStaffNoteInput, StaffNotesArgs } from './staff-note.inputs';
import { StaffNote } from './staff-note.model';

const StaffNoteConnection = connectionOf('StaffNote', () => StaffNote);

@ObjectType({ description: 'The note, or the reason why there is none.', simpleResolvers: true })
class AddStaffNotePayload {
  @Field(() => StaffNote, { nullable: true, description: 'The note. Null if it was refused.' })
  note!: StaffNote | null;

  @Field(() => [UserError], {
    description: 'TOO_MANY_NOTES, ACCOUNT_ERASED, IDEMPOTENCY_KEY_REUSED, or empty.',
  })
  userErrors!: Refusal[];
}

@Resolver(() => StaffNote)
export class StaffNoteResolver {
  @Query(() => StaffNoteConnection, {
    nullable: true,
    description: 'The notes of staff about an account or a request, newest first.',
  })
  async staffNotes(
    @Args(() => StaffNotesArgs) args: StaffNotesArgs,
    @Ctx() context: Context,
  ): Promise<Page<StaffNote>> {
    const { services, signal } = context;
    await services.accessLog.opened(context, await services.staffNotes.accountOf(args), 'staffNotes');
    return services.staffNotes.list(args, signal);
  }

  @Mutation(() => AddStaffNotePayload, {
    nullable: true,
    description: 'Adds a note about an account or a request. Only staff read it, and nobody removes it.',
  })
  async addStaffNote(
    @Arg('input', () => AddStaffNoteInput, { description: 'The note.' }) input: AddStaffNoteInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<AddStaffNotePayload> {
    const { note, refusal: code } = await services.staffNotes.add(await viewer.require(), input, now);
    return { note, userErrors: code === null ? [] : [refusal(code, ['input'])] };
  }

  @FieldResolver(() => User, { nullable: true, description: 'The member of staff who wrote the note.' })
  createdBy(@Root() { createdById }: StaffNote, @Ctx() { loaders }: Context): Promise<User | null> {
    return loaders.user.load(createdById.toHexString());
  }

  @FieldResolver(() => Event, {
    nullable: true,
    description: 'The event of the request that the note is on. Null if it is on the account.',
  })
  async event(@Root() { requestId }: StaffNote, @Ctx() { loaders }: Context): Promise<Event | null> {
    if (requestId === null) return null;
    const pair = await loaders.requestPair.load(requestId.toHexString());
    return pair && loaders.event.load(pair.eventId.toHexString());
  }
}
