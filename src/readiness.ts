import type { PrimaryWatch } from './database/primary';

/** An election takes seconds. A database that no server reaches for longer is this server's problem. */
const UNREACHABLE_LIMIT_MS = 10_000;

export interface Readiness {
  /** Why this server should receive no traffic; empty when it is ready. */
  readonly reasons: readonly string[];
  /** What does not work at the moment on any server, so that taking this one out would not help. */
  readonly degraded: readonly string[];
}

/**
 * Without a primary every server waits for the same election: claims wait and are then answered. A balancer
 * that took all servers out would answer in its own words instead, so that state only degrades a server.
 *
 * @param primaries as each client of the database sees it
 * @param failures conditions of this server alone, such as a wrong clock or draining; null for none
 */
export function readinessOf(
  primaries: readonly PrimaryWatch[],
  failures: ReadonlyArray<string | null>,
): Readiness {
  const reasons = failures.filter((reason) => reason !== null);
  if (primaries.every((primary) => primary.current() !== null)) return { reasons, degraded: [] };
  if (primaries.every((primary) => primary.unreachableMs() < UNREACHABLE_LIMIT_MS))
    return { reasons, degraded: ['database: no primary is known'] };
  return { reasons: [...reasons, 'database: no member can be reached'], degraded: [] };
}
