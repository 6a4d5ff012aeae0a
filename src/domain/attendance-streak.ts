import { daysBetween, type ServiceDay } from './service-calendar';

/** How far the attended days reach towards a target. */
export interface AttendanceProgress {
  /** Not capped by the target. */
  readonly current: number;
  readonly met: boolean;
  /** The days that count, ascending, at most `target` of them. */
  readonly days: ServiceDay[];
}

/**
 * Some run of `target` consecutive days meets it, whatever was missed before or after. `days` is the first
 * `target` days of the earliest run that reaches it, else the longest run, the latest of equals.
 * @param days distinct, ascending, all inside the event's window
 */
export function consecutiveProgress(days: readonly ServiceDay[], target: number): AttendanceProgress {
  const runs = runsOf(days);
  const longest = longestOf(runs);
  const reached = runs.find((run) => run.length >= target);
  return {
    current: longest.length,
    met: reached !== undefined,
    days: (reached ?? longest).slice(0, target),
  };
}

/** @param days distinct, ascending, all inside the event's window */
export function totalProgress(days: readonly ServiceDay[], target: number): AttendanceProgress {
  return { current: days.length, met: days.length >= target, days: days.slice(0, target) };
}

/** The runs of a list of days, as much of them as later days can change. */
export interface AttendanceRuns {
  readonly lastDay: ServiceDay | null;
  /** Length of the run that ends with lastDay. */
  readonly lastRun: number;
  readonly longest: number;
}

export const NO_RUNS: AttendanceRuns = { lastDay: null, lastRun: 0, longest: 0 };

/** @param days distinct, ascending, all after the last day of `runs` */
export function extendRuns(runs: AttendanceRuns, days: readonly ServiceDay[]): AttendanceRuns {
  let { lastDay, lastRun, longest } = runs;
  for (const day of days) {
    lastRun = lastDay !== null && daysBetween(lastDay, day) === 1 ? lastRun + 1 : 1;
    lastDay = day;
    longest = Math.max(longest, lastRun);
  }
  return { lastDay, lastRun, longest };
}

/**
 * `current` is the run that reaches today or yesterday: today's check-in may still come.
 * @param days distinct, ascending: all days ever attended, or all that `earlier` does not include
 */
export function attendanceStreak(
  days: readonly ServiceDay[],
  today: ServiceDay,
  earlier: AttendanceRuns = NO_RUNS,
): { current: number; longest: number; lastDay: ServiceDay | null } {
  const { lastDay, lastRun, longest } = extendRuns(earlier, days);
  const alive = lastDay !== null && daysBetween(lastDay, today) <= 1;
  return { current: alive ? lastRun : 0, longest, lastDay };
}

/** Consecutive is civil date + 1: days of 23 hours and days that a zone skipped change nothing. */
function runsOf(days: readonly ServiceDay[]): ServiceDay[][] {
  const runs: ServiceDay[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    const previous = run?.at(-1);
    if (run && previous && daysBetween(previous, day) === 1) run.push(day);
    else runs.push([day]);
  }
  return runs;
}

/** The latest of equals. */
function longestOf(runs: readonly ServiceDay[][]): ServiceDay[] {
  return runs.reduce((longest, run) => (run.length >= longest.length ? run : longest), []);
}
