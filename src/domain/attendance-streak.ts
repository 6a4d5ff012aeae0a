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

/**
 * `current` is the run that reaches today or yesterday: today's check-in may still come.
 * @param days all days ever attended: distinct, ascending
 */
export function attendanceStreak(
  days: readonly ServiceDay[],
  today: ServiceDay,
): { current: number; longest: number; lastDay: ServiceDay | null } {
  const runs = runsOf(days);
  const lastDay = days.at(-1) ?? null;
  const alive = lastDay !== null && daysBetween(lastDay, today) <= 1;
  return {
    current: alive ? (runs.at(-1)?.length ?? 0) : 0,
    longest: longestOf(runs).length,
    lastDay,
  };
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
