import { addDays, daysBetween, type ServiceDay } from './service-calendar';

/** Service days that neither count for a run of consecutive days nor break it. */
export type ExcusedDays = ReadonlySet<ServiceDay>;

export const NO_EXCUSED_DAYS: ExcusedDays = new Set();

/** How far the attended days reach towards a target. */
export interface AttendanceProgress {
  /** Not capped by the target. */
  readonly current: number;
  readonly met: boolean;
  /** The days that count, ascending, at most `target` of them. */
  readonly days: ServiceDay[];
  /** The excused days between the first and the last day that count, ascending. Absent: none. */
  readonly excusedDays?: readonly ServiceDay[];
}

/**
 * Some run of `target` consecutive days meets it, whatever was missed before or after. `days` is the first
 * `target` days of the earliest run that reaches it, else the longest run, the latest of equals.
 * @param days distinct, ascending, all inside the event's window
 */
export function consecutiveProgress(
  days: readonly ServiceDay[],
  target: number,
  excused: ExcusedDays = NO_EXCUSED_DAYS,
): AttendanceProgress {
  const runs = runsOf(days, excused);
  const longest = longestOf(runs);
  const reached = runs.find((run) => run.length >= target);
  const counted = (reached ?? longest).slice(0, target);
  const excusedDays = excused.size === 0 ? [] : daysAmong(counted);
  return {
    current: longest.length,
    met: reached !== undefined,
    days: counted,
    ...(excusedDays.length > 0 && { excusedDays }),
  };
}

/** @param days distinct, ascending, all inside the event's window */
export function totalProgress(days: readonly ServiceDay[], target: number): AttendanceProgress {
  return { current: days.length, met: days.length >= target, days: days.slice(0, target) };
}

/** The runs of a list of days, as much of them as later days can change. */
export interface AttendanceRuns {
  /** The latest day that counts. */
  readonly lastDay: ServiceDay | null;
  /** Length of the run that ends with lastDay. */
  readonly lastRun: number;
  readonly longest: number;
}

export const NO_RUNS: AttendanceRuns = { lastDay: null, lastRun: 0, longest: 0 };

/** @param days distinct, ascending, all after the last day of `runs` */
export function extendRuns(
  runs: AttendanceRuns,
  days: readonly ServiceDay[],
  excused: ExcusedDays = NO_EXCUSED_DAYS,
): AttendanceRuns {
  let { lastDay, lastRun, longest } = runs;
  for (const day of days) {
    if (excused.has(day)) continue;
    lastRun = lastDay !== null && isNextDay(lastDay, day, excused) ? lastRun + 1 : 1;
    lastDay = day;
    longest = Math.max(longest, lastRun);
  }
  return { lastDay, lastRun, longest };
}

/**
 * `current` is the run that reaches today or the last day before it that is not excused: today's check-in may
 * still come.
 * @param days distinct, ascending: all days ever attended, or all that `earlier` does not include
 */
export function attendanceStreak(
  days: readonly ServiceDay[],
  today: ServiceDay,
  earlier: AttendanceRuns = NO_RUNS,
  excused: ExcusedDays = NO_EXCUSED_DAYS,
): { current: number; longest: number; lastDay: ServiceDay | null } {
  const { lastDay, lastRun, longest } = extendRuns(earlier, days, excused);
  const alive = lastDay !== null && (lastDay >= today || isNextDay(lastDay, today, excused));
  // A check-in of an excused day is shown, though it does not count.
  return { current: alive ? lastRun : 0, longest, lastDay: days.at(-1) ?? lastDay };
}

/**
 * Whether a run goes on from one day to a later one: every day between them is excused. Days are civil dates, so
 * days of 23 hours and days that a zone skipped change nothing.
 */
export function isNextDay(day: ServiceDay, later: ServiceDay, excused: ExcusedDays): boolean {
  const between = daysBetween(day, later) - 1;
  if (between === 0) return true;
  if (between < 0 || between > excused.size) return false;
  for (let place = 1; place <= between; place++) if (!excused.has(addDays(day, place))) return false;
  return true;
}

function runsOf(days: readonly ServiceDay[], excused: ExcusedDays): ServiceDay[][] {
  const runs: ServiceDay[][] = [];
  for (const day of days) {
    if (excused.has(day)) continue;
    const run = runs.at(-1);
    const previous = run?.at(-1);
    if (run && previous && isNextDay(previous, day, excused)) run.push(day);
    else runs.push([day]);
  }
  return runs;
}

/** The days that a run passes over, ascending: all of them are excused. */
function daysAmong(run: readonly ServiceDay[]): ServiceDay[] {
  return run.flatMap((day, place) => {
    const next = run[place + 1];
    const between = next === undefined ? 0 : daysBetween(day, next) - 1;
    return Array.from({ length: between }, (_, step) => addDays(day, step + 1));
  });
}

/** The latest of equals. */
function longestOf(runs: readonly ServiceDay[][]): ServiceDay[] {
  return runs.reduce((longest, run) => (run.length >= longest.length ? run : longest), []);
}
