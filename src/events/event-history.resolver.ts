import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { AuditEntryConnection } from '../audit/audit.payloads';
import type { ReadEntry } from '../audit/audit.service';
import type { Page } from '../domain/page';
import type { Context } from '../graphql/context';
import { PageArgs } from '../graphql/types/connection';
import { Event } from './event.model';

@Resolver(() => Event)
export class EventHistoryResolver {
  @FieldResolver(() => AuditEntryConnection, {
    nullable: true,
    description:
      "The audit entries of the event, the latest first: who changed it, when, what and why. Those of its requests are not among them. Open to all of the staff; the whole audit trail is AUDITOR's and ADMIN's.",
  })
  history(
    @Root() { _id }: Event,
    @Args(() => PageArgs) { first, after, reverse }: PageArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<Page<ReadEntry>> {
    const filter = { targetType: 'Event', targetId: _id.toHexString() };
    return services.audit.findAuditEntries(
      { filter, first, reverse, ...(after != null && { after }) },
      signal,
    );
  }
}
