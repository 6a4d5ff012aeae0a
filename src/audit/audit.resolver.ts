import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../graphql/context';
import type { Page } from '../domain/page';
import { connectionOf } from '../graphql/types/connection';
import { DateTime } from '../graphql/types/scalars';
import { AuditEntry } from './audit-entry.model';
import { AuditEntriesArgs } from './audit.inputs';
import type { ReadEntry } from './audit.service';
import { canonicalEntry } from './chain';
import type { Verification } from './verification';

const AuditEntryConnection = connectionOf('AuditEntry', () => AuditEntry);

@ObjectType({ description: 'The result of recomputing the whole audit chain.', simpleResolvers: true })
export class AuditVerification implements Verification {
  @Field(() => Boolean, {
    description: 'Whether every entry and link is intact and the stored head matches the last entry.',
  })
  ok!: boolean;

  @Field(() => Int, { description: 'Number of entries that were read.' })
  entries!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'The sequence of the first entry that is wrong or missing. Null if the chain is intact.',
  })
  firstBadSequence!: number | null;

  @Field(() => DateTime, {
    description: 'When the verification began. Callers that ask while one runs share its result.',
  })
  checkedAt!: Date;
}

@Resolver(() => AuditEntry)
export class AuditResolver {
  @Query(() => AuditEntryConnection, {
    nullable: true,
    description: 'The audit trail, newest first.',
  })
  auditEntries(
    @Args(() => AuditEntriesArgs) args: AuditEntriesArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<Page<ReadEntry>> {
    return services.audit.findAuditEntries(args, signal);
  }

  @Query(() => AuditVerification, {
    nullable: true,
    description: 'Recomputes the whole audit chain; a million entries take about half a minute.',
  })
  auditVerification(@Ctx() { services, now }: Context): Promise<Verification> {
    return services.audit.verifyChain(now);
  }

  @FieldResolver(() => String, {
    description:
      'The entry as canonical JSON, which `hash` covers together with `previousHash`: SHA-256 of previousHash, a line feed and this text. Free texts are commitments: lower-case hex of SHA-256 over a nonce of 16 bytes and the text; `commitments` lists their places.',
  })
  canonical(@Root() entry: AuditEntry | ReadEntry): string {
    return canonicalEntry('stored' in entry ? entry.stored : entry);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "The current display name of the record: a username, an event's title, or both for a request. Null for other kinds of records and for a record that no longer exists.",
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
}
