import { ADMIN, AUDITORS } from '../access/permissions';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import type { Collections } from '../database/client-collections';
import { RowsById } from '../database/rows-by-id';
import type { Feature, Foundation, LoaderParts } from '../feature';
import { ServiceKey } from './service-key.model';
import { AuditServiceKeyResolver, ServiceKeyResolver } from './service-key.resolver';
import { ServiceKeyService } from './service-key.service';

export const serviceKeyFeature: Feature = {
  collections: [{ name: 'servicekeys', model: { property: 'serviceKeys', rows: ServiceKey } }],
  resolvers: [ServiceKeyResolver, AuditServiceKeyResolver],
  queries: { serviceKeys: AUDITORS },
  mutations: {
    createServiceKey: { access: ADMIN, needs: ['servicekeys', ...RECORDED_COLLECTIONS] },
    // A key that leaked must be revocable whatever is wrong with the database.
    revokeServiceKey: { access: ADMIN, needs: [] },
  },
};

export function serviceKeyServices({ database, chainer }: Foundation & { readonly chainer: Chainer }) {
  return { serviceKeys: new ServiceKeyService({ database, chainer }) };
}

/** Nobody reads what verifies a secret. */
export function serviceKeyRows({ serviceKeys }: Pick<Collections, 'serviceKeys'>) {
  return new RowsById(serviceKeys, { secretHash: 0, outbox: 0 }, 'serviceKeys');
}

export function serviceKeyLoaders({ services, kind }: LoaderParts) {
  return { serviceKey: services.rows[kind].serviceKeys.loader() };
}
