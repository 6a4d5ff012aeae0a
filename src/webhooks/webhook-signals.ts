import type { DeliveryError } from '../domain/webhook-rules';
import { Signal } from '../telemetry/signals';

export const webhookSignals = {
  /** An attempt to send a webhook ended: `OK`, or why it failed. */
  attempt: new Signal<DeliveryError | 'OK'>('webhook-attempt'),
  /** A webhook was given up after its last attempt. */
  exhausted: new Signal<void>('webhook-exhausted'),
} as const;
