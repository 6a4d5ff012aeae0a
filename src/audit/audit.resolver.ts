import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../graphql/context';
import type { Page } from '../domain/page';
import { DateTime } from '../graphql/types/scalars';
import { AuditEntry } from './audit-entry.model';
import { AuditEntriesArgs } from './audit.inputs';
import { AuditEntryConnection } from './audit.payloads';
import type { ReadEntry } from './audit.service';
import { canonicalEntry } from './chain';
import type { Verification } from './verification';

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

type Loaders = Context['loaders'];
type FindName = (loaders: Loaders, id: string) => Promise<string | null>;

const findUsername: FindName = async ({ user }, id) => (await user.load(id))?.username ?? null;
const findTitle: FindName = async ({ event }, id) => (await event.load(id))?.title ?? null;
const findAudienceName: FindName = async ({ audience }, id) => (await audience.load(id))?.name ?? null;

async function joined(...finding: ReadonlyArray<Promise<string | null>>): Promise<string | null> {
  const names = await Promise.all(finding);
  return names.includes(null) ? null : names.join(' · ');
}

/** How the records of a kind are called; a kind that is not here has no name. */
const NAMES: Readonly<Partial<Record<string, FindName>>> = {
  User: findUsername,
  Event: findTitle,
  EventSeries: async ({ eventSeries }, id) => (await eventSeries.load(id))?.title ?? null,
  Audience: findAudienceName,
  ExcusedDay: async ({ excusedDay }, id) => (await excusedDay.load(id))?.day ?? null,
  Activity: async (loaders, id) => {
    const activity = await loaders.activity.load(id);
    if (activity === null) return null;
    const username = await findUsername(loaders, activity.userId.toHexString());
    return username === null ? null : `${username} · ${activity.kind}`;
  },
  ServiceKey: async ({ serviceKey }, id) => (await serviceKey.load(id))?.name ?? null,
  WebhookEndpoint: async ({ webhookEndpoint }, id) => (await webhookEndpoint.load(id))?.url ?? null,
  RewardRequest: async (loaders, id) => {
    const pair = await loaders.requestPair.load(id);
    if (pair === null) return null;
    const { userId, eventId } = pair;
    return joined(findUsername(loaders, userId.toHexString()), findTitle(loaders, eventId.toHexString()));
  },
  Payout: async (loaders, id) => {
    const payout = await loaders.payout.load(id);
    if (payout === null) return null;
    const { eventId, audienceId } = payout;
    return joined(
      findTitle(loaders, eventId.toHexString()),
      findAudienceName(loaders, audienceId.toHexString()),
    );
  },
};

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
      "The current display name of the record: a username; the title of an event or a series; the name of an audience or a service key; the URL of a webhook endpoint; the username and the event's title for a request; the title and the audience's name for a payout; the username and the kind for an activity; the service day for an excused day. Null for other kinds of records and for a record that no longer exists.",
  })
  async targetName(
    @Root() { targetType, targetId }: AuditEntry,
    @Ctx() { loaders }: Context,
  ): Promise<string | null> {
    const find = NAMES[targetType];
    return find === undefined ? null : find(loaders, targetId.toHexString());
  }
}
