import type { DeliveryState } from '../domain/reward';
import { owes } from '../domain/reward-feed';
import type { StoredDelivery } from './grant-delivery.model';

/** Whether the entry that pays a request is in the feed. */
export function isFed({ fed, due }: { readonly fed?: true; readonly due?: readonly string[] }): boolean {
  return fed === true || (due !== undefined && !due.includes(owes('REWARD_GRANTED')));
}

/** @returns null while the grant is not in the feed and nothing was reported */
export function deliveryStateOf({
  row,
  delivery,
}: {
  readonly row: Parameters<typeof isFed>[0];
  readonly delivery?: StoredDelivery;
}): DeliveryState | null {
  return delivery?.state ?? (isFed(row) ? 'WAITING' : null);
}
