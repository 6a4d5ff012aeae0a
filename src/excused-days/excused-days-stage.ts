import type { mongo } from 'mongoose';
import type { ServiceDay } from '../domain/service-calendar';

/** A row that `excusedDaysStage` adds to those of another collection. */
export interface ExcusedDayRow {
  readonly excusedDay: ServiceDay;
}

/**
 * Adds the excused days to the rows of an aggregate, so that check-ins are judged by both, read at once. There is
 * at most one row for each day, and the index of the excusals in force has no others.
 *
 * @param from the first day; omitted: all
 */
export function excusedDaysStage(from?: ServiceDay): mongo.Document {
  return {
    $unionWith: {
      coll: 'excuseddays',
      pipeline: [
        { $match: { day: { $gte: from ?? '' }, removedAt: null } },
        { $project: { _id: 0, excusedDay: '$day' } },
      ],
    },
  };
}
