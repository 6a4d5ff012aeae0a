import { mayRead } from './reading-rights';
import type { Viewer } from './viewer';

interface Publication {
  readonly active: boolean;
  readonly archivedAt: Date | null;
}

/** As a filter: what a USER may read. */
export const PUBLISHED: Publication = { active: true, archivedAt: null };

/**
 * Whether the viewer may read the event by its id, in lists, and as `requiredEvent` and
 * `Eligibility.event`: a USER reads neither paused nor archived ones. An own request's edge leads to its
 * event whatever became of that.
 */
export function mayReadEvent(viewer: Pick<Viewer, 'role'>, event: Publication): boolean {
  const published = event.active && event.archivedAt === null;
  return mayRead(viewer, published ? 'publishedEvents' : 'hiddenEvents');
}
