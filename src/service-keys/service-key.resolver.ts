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
import { knownScopes, type ServiceScope } from '../domain/service-scopes';
import type { Refusal } from '../errors';
import type { Context } from '../graphql/context';
import { connectionOf, PageArgs } from '../graphql/types/connection';
import { ServiceScopeEnum } from '../graphql/types/enums';
import { UserError } from '../graphql/types/user-error';
import { AuditEntry } from '../audit/audit-entry.model';
import { User } from '../users/user.model';
import { CreateServiceKeyInput, RevokeServiceKeyInput } from './service-key.inputs';
import { ServiceKey } from './service-key.model';

const ServiceKeyConnection = connectionOf('ServiceKey', () => ServiceKey);

@ObjectType({ description: 'The new key and its secret.', simpleResolvers: true })
export class CreateServiceKeyPayload {
  @Field(() => ServiceKey, { nullable: true, description: 'The new key.' })
  key!: ServiceKey | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The text that the backend sends as `Authorization: Bearer`. It is returned only once and is not stored.',
  })
  secret!: string | null;

  @Field(() => [UserError], { description: 'Empty in this release.' })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The revoked key.', simpleResolvers: true })
export class RevokeServiceKeyPayload {
  @Field(() => ServiceKey, { nullable: true, description: 'The revoked key.' })
  key!: ServiceKey | null;

  @Field(() => [UserError], { description: 'Empty in this release.' })
  userErrors!: Refusal[];
}

@Resolver(() => ServiceKey)
export class ServiceKeyResolver {
  @Query(() => ServiceKeyConnection, {
    nullable: true,
    description: 'Service keys, newest first by createdAt.',
  })
  serviceKeys(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<Page<ServiceKey>> {
    return services.serviceKeys.list(args, signal);
  }

  @Mutation(() => CreateServiceKeyPayload, {
    nullable: true,
    description: 'Creates a service key. Its secret is in the answer and nowhere else.',
  })
  async createServiceKey(
    @Arg('input', () => CreateServiceKeyInput, { description: 'The key.' }) input: CreateServiceKeyInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<CreateServiceKeyPayload> {
    const created = await services.serviceKeys.create(await viewer.require(), input, now);
    return { ...created, userErrors: [] };
  }

  @Mutation(() => RevokeServiceKeyPayload, {
    nullable: true,
    description: 'Revokes a service key, from its next operation on. A key that is revoked stays as it is.',
  })
  async revokeServiceKey(
    @Arg('input', () => RevokeServiceKeyInput, { description: 'The key.' })
    { id, reason = null }: RevokeServiceKeyInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RevokeServiceKeyPayload> {
    const key = await services.serviceKeys.revoke(await viewer.require(), id, reason, now);
    return { key, userErrors: [] };
  }

  @FieldResolver(() => [ServiceScopeEnum], { description: 'What the key may do.' })
  scopes(@Root() { scopes }: ServiceKey): ServiceScope[] {
    return knownScopes(scopes);
  }

  @FieldResolver(() => User, { nullable: true, description: 'The account that created the key.' })
  createdBy(@Root() { createdById }: ServiceKey, @Ctx() { loaders }: Context): Promise<User | null> {
    return loaders.user.load(createdById.toHexString());
  }
}

@Resolver(() => AuditEntry)
export class AuditServiceKeyResolver {
  @FieldResolver(() => ServiceKey, {
    nullable: true,
    description:
      'The service key that made the change. Null if an account, the command line or the server did.',
  })
  serviceKey(
    @Root() { serviceKeyId }: AuditEntry,
    @Ctx() { loaders }: Context,
  ): Promise<ServiceKey | null> | null {
    return serviceKeyId === undefined ? null : loaders.serviceKey.load(serviceKeyId.toHexString());
  }
}
