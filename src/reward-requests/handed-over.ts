import type { StoredDelivery } from './grant-delivery.model';

/** Of a grant that was handed over before the platform offered it: nobody acknowledged it. */
export function handedOver(reference: string, at: Date): StoredDelivery {
  return { state: 'DELIVERED', reference, at, attempts: 0 };
}
