import type { ExcusedDays } from '../domain/attendance-streak';
import type { ServiceDay } from '../domain/service-calendar';
import type { ExcusedDay } from '../excused-days/excused-day.model';
import type { Snapshot } from './rule';

export type Excusal = Pick<ExcusedDay, 'day' | 'excusedAt' | 'removedAt'>;

/** Operators excuse days one by one, so all records fit in memory. */
export function findExcusals({ database, options }: Snapshot): Promise<Excusal[]> {
  const projection = { _id: 0, day: 1, excusedAt: 1, removedAt: 1 } as const;
  return database.excusedDays.find({}, { ...options, projection }).toArray();
}

interface Around {
  /** Excused at the instant, whatever the difference of the servers' clocks. */
  readonly surely: ExcusedDays;
  /** The same, and days whose excusal began or ended about then. */
  readonly perhaps: ExcusedDays;
}

/** The days that were excused at an instant, for a server whose clock may have differed by an allowance. */
export function excusedAround(excusals: readonly Excusal[], at: Date, allowanceMs: number): Around {
  const during = (margin: number) =>
    new Set(
      excusals
        .filter(
          ({ excusedAt, removedAt }) =>
            excusedAt.getTime() - margin <= at.getTime() &&
            (removedAt === null || at.getTime() < removedAt.getTime() + margin),
        )
        .map(({ day }) => day),
    );
  return { surely: during(-allowanceMs), perhaps: during(allowanceMs) };
}

/** The excused days by which the runs of a user are as long as they can have been at the instant. */
export function longestRunsWith({ surely, perhaps }: Around, attended: readonly ServiceDay[]): ExcusedDays {
  if (perhaps.size === 0) return perhaps;
  const attendedDays = new Set(attended);
  return new Set([...perhaps].filter((day) => surely.has(day) || !attendedDays.has(day)));
}
