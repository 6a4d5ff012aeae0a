import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { AuditEntry } from '../audit/audit-entry.model';
import type { Context } from '../graphql/context';
import { User } from './user.model';

@Resolver(() => AuditEntry)
export class AuditActorResolver {
  @FieldResolver(() => User, {
    nullable: true,
    description: 'The account that made the change. Null for the command line and for automatic actions.',
  })
  actor(@Root() { actorId }: AuditEntry, @Ctx() { loaders }: Context): Promise<User | null> | null {
    return actorId === null ? null : loaders.user.load(actorId.toHexString());
  }
}
