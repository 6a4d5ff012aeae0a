import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { IDEMPOTENCY_KEY_MAX_CHARACTERS } from '../domain/limits';
import { STAFF_NOTE_MAX_CHARACTERS } from '../domain/staff-notes';
import { PageArgs } from '../graphql/types/connection';
import { Characters, NotReserved, Visible } from '../graphql/types/input-rules';

@InputType({ description: 'Selects notes. An omitted field does not restrict the list.' })
export class StaffNoteFilter {
  @Field(() => ID, {
    nullable: true,
    description: 'Notes about this account: those on it, and those on its requests.',
  })
  userId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Notes on this request.' })
  requestId?: string | null;
}

@ArgsType()
export class StaffNotesArgs extends PageArgs {
  @Field(() => StaffNoteFilter, { nullable: true, description: 'Selects notes. Omitted: all.' })
  @IsOptional()
  @ValidateNested()
  filter?: StaffNoteFilter | null;
}

@InputType({ description: 'A note: on exactly one of `userId` and `requestId`.' })
export class AddStaffNoteInput {
  @Field(() => ID, { nullable: true, description: 'The account that the note is on.' })
  userId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The request that the note is on.' })
  requestId?: string | null;

  @Field(() => String, {
    description:
      'The note, 1 to 1,000 characters. It is part of the data export of the account, and erased with it.',
  })
  @Characters(1, STAFF_NOTE_MAX_CHARACTERS)
  @Visible()
  text!: string;

  @Field(() => String, {
    nullable: true,
    description:
      '1 to 128 characters of your choice. A retry with the same key and input returns the same note.',
  })
  @Characters(1, IDEMPOTENCY_KEY_MAX_CHARACTERS)
  @NotReserved()
  idempotencyKey?: string | null;
}
