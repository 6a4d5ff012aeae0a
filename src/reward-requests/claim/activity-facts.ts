import type { mongo, Types } from 'mongoose';
import { ActivityTotalsReader } from '../../activities/activity-totals';
import type { ActivityTotals } from '../../domain/activities';
import { factsNeededBy } from '../../domain/conditions';
import type { EventFacts } from './facts-queries';

/** Of the kinds of activity that the conditions name. */
export type ActivitiesByKind = ReadonlyMap<string, ActivityTotals>;

/** Before they are read; most events need no more. */
export const NO_ACTIVITIES_READ: ActivitiesByKind = new Map();

interface Facts {
  readonly event: EventFacts | null;
  readonly live: unknown;
  readonly keyed: unknown;
  readonly activities: ActivitiesByKind;
}

/** Adds what the user's activities come to, where the conditions of the event are judged by it. */
export class ActivityFactsReader {
  private readonly totals: ActivityTotalsReader;

  constructor(db: mongo.Db, name: 'activityFacts' | 'activityEligibility') {
    this.totals = new ActivityTotalsReader(db, name);
  }

  /**
   * @returns the same facts where no activity is needed
   * @throws ServiceUnavailable when counting takes too long; nobody else waits for it
   */
  async addTo<Known extends Facts>(facts: Known, userId: Types.ObjectId): Promise<Known> {
    const { event } = facts;
    if (event === null || !factsNeededBy(event.conditions).has('activities')) return facts;
    const { conditions, startAt, endAt } = event;
    const kinds = [...new Set(conditions.flatMap(({ activityKind }) => activityKind ?? []))];
    const totals = await Promise.all(
      kinds.map(async (kind) => [kind, await this.totals.read({ userId, kind, startAt, endAt })] as const),
    );
    return { ...facts, activities: new Map(totals) };
  }
}

/** Whether a claim is answered by a row that is there, and so is not judged. */
export function isAnswered({ live, keyed }: Facts): boolean {
  return live !== null || keyed !== null;
}
