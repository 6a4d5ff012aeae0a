import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import type { ServiceScope } from '../../src/domain/service-scopes';
import { scopePermissions } from '../../src/access/permissions';
import { permissions } from '../../src/graphql/permissions';
import { Client } from './client';
import type { TestServer } from './server';

/** Root fields that service keys alone may call. */
export const KEY_FIELDS: ReadonlySet<string> = new Set(
  Object.entries({ Query: permissions.Query, Mutation: permissions.Mutation }).flatMap(([type, fields]) =>
    Object.entries(fields ?? {}).flatMap(([field, access]) =>
      Array.isArray(access) && access.length === 0 ? [`${type}.${field}`] : [],
    ),
  ),
);

type ReadsField = (typeName: string, fieldName: string) => boolean;

/** Whether keys with every scope may read a field below a root field such as `Query.rewardFeed`; null: they can't call it. */
export function readableByKeys(place: string): ReadsField | null {
  const [typeName = '', fieldName = ''] = place.split('.');
  const opening = Object.values(scopePermissions).filter((fields) => fields[typeName]?.includes(fieldName));
  if (opening.length === 0) return null;
  return (type, field) => opening.some((fields) => fields[type]?.includes(field) ?? false);
}

/** A backend that calls with a service key. */
export class Backend extends Client {
  constructor(
    url: () => string,
    readonly keyId: string,
    readonly key: string,
    readonly source: string,
  ) {
    super(url, key);
  }
}

/** A fresh key with these scopes, and a client that sends it. */
export async function backendOf(
  { services, clock, url }: Pick<TestServer, 'services' | 'clock' | 'url'>,
  scopes: readonly ServiceScope[],
  { source = `shop-${randomUUID().slice(0, 8)}`, expiresAt = null as Date | null } = {},
): Promise<Backend> {
  const admin = { id: new Types.ObjectId().toHexString(), role: 'ADMIN', sessionId: '0'.repeat(24) } as const;
  const input = { name: 'A backend of the tests', source, scopes: [...scopes], expiresAt };
  const { key, secret } = await services.serviceKeys.create(admin, input, clock.now());
  return new Backend(() => url, key._id.toHexString(), secret, source);
}
