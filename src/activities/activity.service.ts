import type { mongo } from 'mongoose';
import type { ClockSkewWatch } from '../database/clock-skew';
import type { Database } from '../database/connection';
import { between } from '../database/instant-range';
import { findPage } from '../database/keyset-page';
import { filterId } from '../database/object-ids';
import type { Page, PageRequest } from '../domain/page';
import type { ServiceCalendar } from '../domain/service-calendar';
import { ActivityRecorder, type ActivityOutcome } from './activity-recorder';
import type { ActivityReport } from './activity-report';
import type { ActivityFilter } from './activity.inputs';
import type { Activity } from './activity.model';

/** What recording relies on: without the unique index a repeat would count twice. */
export const RECORDING_COLLECTIONS: readonly string[] = ['users', 'activities'];

interface Parts {
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly skew: Pick<ClockSkewWatch, 'requireRightClock'>;
  readonly latenessHours: number;
}

const INVALID: ActivityOutcome = { code: 'INVALID', activity: null };

/** Records and lists activities. */
export class ActivityService {
  private readonly recorder: ActivityRecorder;

  constructor(private readonly parts: Parts) {
    this.recorder = new ActivityRecorder(parts);
  }

  /**
   * Records rows and returns one outcome for each, in order.
   *
   * @param reports null for a row with a value outside of its limits
   * @throws ServiceUnavailable on overload or outage, or when this server's clock is off; sending the rows again
   *   is safe
   */
  async record(
    reports: ReadonlyArray<ActivityReport | null>,
    source: string,
    receivedAt: Date,
  ): Promise<ActivityOutcome[]> {
    // A wrong clock would store a wrong day.
    this.parts.skew.requireRightClock();
    const valid = reports.filter((report) => report !== null);
    const outcomes = await this.recorder.record(valid, source, receivedAt);
    let next = 0;
    return reports.map((report) => (report === null ? INVALID : outcomes[next++]!));
  }

  /** @param name the list's own name, for its cursors */
  list(
    name: string,
    filter: ActivityFilter,
    args: PageRequest,
    signal: AbortSignal,
  ): Promise<Page<Activity>> {
    const { activities } = this.parts.database.reads;
    const list = { name, filter: activityQuery(filter), sortKey: 'occurredAt', without: ['outbox'] } as const;
    return findPage(activities, list, args, signal);
  }
}

/** The activities that a list, and its export, holds. */
export function activityQuery({ userId, kind, from, to, voided }: ActivityFilter): mongo.Filter<Activity> {
  return {
    ...(userId != null && { userId: filterId(userId) }),
    ...(kind != null && { kind }),
    ...(voided != null && { voided }),
    ...between('occurredAt', from, to),
  };
}
