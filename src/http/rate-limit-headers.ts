import type { FastifyReply } from 'fastify';
import { RATE_LIMITS, type RateLimits } from '../rate-limits/rate-limits';

const { points, duration } = RATE_LIMITS.serviceKey;
const NAME = '"service-key"';

/**
 * Adds the fields of draft-ietf-httpapi-ratelimit-headers (structured fields, as of draft 08) for a service key: its
 * limit, and what is left of it as far as this server knows.
 *
 * @param keyId of the verified key; null for other callers, who get none
 */
export function addRateLimitHeaders(
  reply: FastifyReply,
  limits: Pick<RateLimits, 'serviceKeyRemaining'>,
  keyId: string | null,
): void {
  const remaining = keyId === null ? null : limits.serviceKeyRemaining(keyId);
  if (remaining === null) return;
  void reply.headers({
    'ratelimit-policy': `${NAME};q=${points};w=${duration}`,
    ratelimit: `${NAME};r=${remaining.attempts};t=${remaining.seconds}`,
  });
}
