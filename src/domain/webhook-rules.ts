/** When messages of webhooks are sent again, and when an endpoint is given up. Pure. */

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const RETRY_DELAYS_MS = [
  5_000,
  30_000,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
];
/** The first attempt and one after each delay. */
export const ATTEMPTS_MAX = RETRY_DELAYS_MS.length + 1;
/** A tenth more or less, so that messages that failed together are not sent again together. */
const JITTER = 0.1;
const RETRY_AFTER_MAX_MS = DAY_MS;
/** After so long without a success only the oldest message is tried. */
const STALLED_AFTER_MS = 10 * MINUTE_MS;
/** After so long without a success an endpoint is deactivated. */
const GIVEN_UP_AFTER_MS = 5 * DAY_MS;
/** How long the former secret signs beside the new one. */
export const FORMER_SECRET_MS = DAY_MS;
export const DELIVERIES_KEPT_MS = 30 * DAY_MS;
export const ENDPOINTS_MAX = 20;
export const URL_MAX_CHARACTERS = 2_000;

export const WEBHOOK_DELIVERY_STATES = ['WAITING', 'DELIVERED', 'EXHAUSTED'] as const;
export type WebhookDeliveryState = (typeof WEBHOOK_DELIVERY_STATES)[number];

/** Why an attempt failed; the only texts that are stored about it. */
export const DELIVERY_ERRORS = [
  'ADDRESS_NOT_ALLOWED',
  'CONNECTION_FAILED',
  'DNS_FAILED',
  'GONE',
  'HTTP_STATUS',
  'INTERNAL',
  'INVALID_RESPONSE',
  'REDIRECT',
  'TIMEOUT',
  'TLS_FAILED',
] as const;
export type DeliveryError = (typeof DELIVERY_ERRORS)[number];

/** Why the platform deactivated an endpoint by itself. */
export const PAUSED_REASONS = ['GONE', 'NO_SUCCESS_FOR_5_DAYS'] as const;
export type PausedReason = (typeof PAUSED_REASONS)[number];

/**
 * The next attempt after a failed one; null: there is none.
 *
 * @param attempts including the failed one
 * @param retryAfterMs as the endpoint asked; null: it did not
 * @param random from 0 to 1
 */
export function nextAttempt(
  attempts: number,
  failedAt: Date,
  retryAfterMs: number | null,
  random: number,
): Date | null {
  const delay = RETRY_DELAYS_MS[attempts - 1];
  if (delay === undefined) return null;
  const jittered = delay * (1 + JITTER * (2 * random - 1));
  const asked = Math.min(retryAfterMs ?? 0, RETRY_AFTER_MAX_MS);
  return new Date(failedAt.getTime() + Math.round(Math.max(jittered, asked)));
}

/** @param failingSince of the first failure since the last success; null: there is none */
export function isStalled(failingSince: Date | null, now: Date): boolean {
  return failingSince !== null && now.getTime() - failingSince.getTime() >= STALLED_AFTER_MS;
}

export function isGivenUp(failingSince: Date | null, now: Date): boolean {
  return failingSince !== null && now.getTime() - failingSince.getTime() >= GIVEN_UP_AFTER_MS;
}

/** The value of `Retry-After`, seconds or an HTTP date, in milliseconds; null: none that can be read. */
export function retryAfterMs(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  // A date begins with the day's name; Date.parse alone would take many other texts.
  const at = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
