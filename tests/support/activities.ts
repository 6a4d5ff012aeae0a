import { randomUUID } from 'node:crypto';
import type { ActivityReport } from '../../src/activities/activity-report';
import type { TestServer } from './server';

export const SOURCE = 'shop';

/** A row that is within all limits, of a purchase an hour ago. */
export function report(
  server: TestServer,
  userId: string,
  changes: Partial<ActivityReport> = {},
): ActivityReport {
  return {
    user: { id: userId },
    externalId: randomUUID(),
    kind: 'purchase',
    quantity: 1,
    occurredAt: new Date(server.clock.now().getTime() - 3_600_000),
    ...changes,
  };
}

/** Sends rows of the shop, as a service key of that source would. */
export async function recordAll(
  server: TestServer,
  reports: ReadonlyArray<ActivityReport | null>,
  receivedAt = server.clock.now(),
) {
  const outcomes = await server.services.activities.record(reports, SOURCE, receivedAt);
  return outcomes.map(({ code }) => code);
}
