import { Args, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../graphql/context';
import { connectionOf, type Page } from '../graphql/pagination';
import { DateTime } from '../graphql/scalars';
import { User } from '../users/user.model';
import { AuditEntry } from './audit-entry.model';
import { AuditEntriesArgs } from './audit.inputs';
import type { InvariantResult } from './invariants';
import type { Verification } from './verification';

const AuditEntryConnection = connectionOf('AuditEntry', () => AuditEntry);

@ObjectType({ description: 'What recomputing the whole audit chain found.', simpleResolvers: true })
export class AuditVerification implements Verification {
  @Field(() => Boolean, { description: 'Whether every entry, link and the head record fit.' })
  ok!: boolean;

  @Field(() => Int, { description: 'How many entries were read.' })
  entries!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'The first bad entry; of a missing one the missing sequence. Null when all is well.',
  })
  firstBadSequence!: number | null;

  @Field(() => DateTime, {
    description: 'When the verification began; callers that ask while one runs share its answer.',
  })
  checkedAt!: Date;
}

@ObjectType({
  description: 'One rule of the ledger, recomputed from the stored rows.',
  simpleResolvers: true,
})
export class InvariantCheck implements InvariantResult {
  @Field(() => String, { description: "The rule's permanent name." })
  name!: string;

  @Field(() => String, { description: 'What must hold, in one plain sentence.' })
  description!: string;

  @Field(() => Boolean, { description: 'Whether no row breaks the rule.' })
  ok!: boolean;

  @Field(() => Int, { description: 'How often the rule is broken.' })
  violations!: number;

  @Field(() => [ID], { description: 'Up to 10 of the rows at fault.' })
  examples!: string[];
}

@Resolver(() => AuditEntry)
export class AuditResolver {
  @Query(() => AuditEntryConnection, {
    nullable: true,
    description: 'The audit trail, newest first by sequence. AUDITOR, ADMIN.',
  })
  auditEntries(
    @Args(() => AuditEntriesArgs) args: AuditEntriesArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<Page<AuditEntry>> {
    return services.audit.findAuditEntries(args, signal);
  }

  @Query(() => AuditVerification, {
    nullable: true,
    description:
      'Recomputes the whole audit chain; a million entries take about half a minute. AUDITOR, ADMIN.',
  })
  auditVerification(@Ctx() { services, now }: Context): Promise<Verification> {
    return services.audit.verifyChain(now);
  }

  @Query(() => [InvariantCheck], {
    nullable: true,
    description: "Recomputes the ledger's rules from the stored rows, each on one snapshot. AUDITOR, ADMIN.",
  })
  invariants(@Ctx() { services }: Context): Promise<InvariantResult[]> {
    return services.audit.checkInvariants();
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'What people call the record now: a username, the title of an event, or both for a request. Null for other kinds of records, and for a record that is not there any more.',
  })
  async targetName(
    @Root() { targetType, targetId }: AuditEntry,
    @Ctx() { loaders }: Context,
  ): Promise<string | null> {
    const id = targetId.toHexString();
    if (targetType === 'User') return (await loaders.user.load(id))?.username ?? null;
    if (targetType === 'Event') return (await loaders.event.load(id))?.title ?? null;
    const pair = targetType === 'RewardRequest' ? await loaders.requestPair.load(id) : null;
    if (pair === null) return null;
    const [user, event] = await Promise.all([
      loaders.user.load(pair.userId.toHexString()),
      loaders.event.load(pair.eventId.toHexString()),
    ]);
    return user && event && `${user.username} · ${event.title}`;
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'Who acted; null for the command line and for automatic acts.',
  })
  actor(@Root() { actorId }: AuditEntry, @Ctx() { loaders }: Context): Promise<User | null> | null {
    return actorId === null ? null : loaders.user.load(actorId.toHexString());
  }
}
