import type { mongo } from 'mongoose';
import {
  regularRuns,
  UNIT_MS,
  type BucketUnit,
  type RegularRun,
  type TimeBucket,
} from '../domain/time-buckets';

/**
 * An expression: one and the same instant for all instants of a bucket (two for one that is longer than its
 * unit), and one of that bucket. Instants after the last bucket are counted on from it.
 *
 * @param instant a field, such as `$requestedAt`
 * @param buckets ascending, without gaps; at least one
 */
export function bucketOf(instant: string, buckets: readonly TimeBucket[], unit: BucketUnit): mongo.Document {
  const runs = regularRuns(buckets, unit);
  const within = ({ from }: RegularRun): mongo.Document => {
    const passed = { $floor: { $divide: [{ $subtract: [instant, from] }, UNIT_MS[unit]] } };
    return { $add: [from, { $multiply: [passed, UNIT_MS[unit]] }] };
  };
  const branches = runs.map((run) => ({ case: { $lt: [instant, run.to] }, then: within(run) }));
  return { $switch: { branches, default: within(runs.at(-1)!) } };
}
