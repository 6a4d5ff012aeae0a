import { mongo } from 'mongoose';
import { extendRuns, NO_RUNS, type AttendanceRuns, type ExcusedDays } from '../domain/attendance-streak';
import { addDays, daysBetween, type ServiceDay } from '../domain/service-calendar';
import type { StoredStreak, User } from '../users/user.model';
import { dayBits, daysOfBits, firstBitDay } from './day-bits';

/** No check-in is inserted for a day this old: it waits for seconds at most. */
const SUMMED_UP_AFTER_DAYS = 32;
/** Summaries end on one of few days, so that one range of the index serves many accounts. */
const GRID_DAYS = 16;
const GRID_ORIGIN = '2000-01-01';

export type StreakAccount = Pick<User, '_id' | 'streak'>;
/** A summary that holds days. */
export type DaySummary = StoredStreak & { readonly before: ServiceDay; readonly days: mongo.Binary };

/** The first day that no summary includes yet. @param today the present service day */
export function summaryEnd(today: ServiceDay): ServiceDay {
  const latest = addDays(today, -SUMMED_UP_AFTER_DAYS);
  const steps = Math.floor(daysBetween(GRID_ORIGIN, latest) / GRID_DAYS);
  return addDays(GRID_ORIGIN, steps * GRID_DAYS);
}

/** The end of the summaries before those that end now. @param today the present service day */
export function recentSince(today: ServiceDay): ServiceDay {
  return addDays(summaryEnd(today), -GRID_DAYS);
}

/**
 * The account without a summary of a former release, or one that other excused days were left out of. No day before
 * a summary's end can be excused any more, only an excusal be ended, so their number shows whether they are the same.
 */
export function withoutOutdated(account: StreakAccount, excused: ExcusedDays): StreakAccount {
  const { _id, streak } = account;
  if (streak?.before === undefined) return account;
  const isCurrent =
    streak.days !== undefined && countBefore(excused, streak.before) === (streak.excused ?? 0);
  return isCurrent ? account : { _id };
}

export function summedUpRuns(streak: StoredStreak | undefined): AttendanceRuns {
  if (streak?.before === undefined) return NO_RUNS;
  const { lastDay = null, lastRun = 0, longest = 0 } = streak;
  return { lastDay, lastRun, longest };
}

/** The days from `first` on that a summary holds, ascending. */
export function summedUpDays({ before, days }: DaySummary, first: ServiceDay): ServiceDay[] {
  return daysOfBits(days.buffer, before, first);
}

/**
 * Whether a summary holds every check-in from `first` on and before its end. Excused days are among them: with another
 * number of these only its runs are outdated.
 */
export function sumsUpFrom(streak: StoredStreak | undefined, first: ServiceDay): streak is DaySummary {
  return streak?.before !== undefined && streak.days !== undefined && first >= firstBitDay(streak.before);
}

/** Whether the account has check-ins that a summary would hold, and no summary. @param days some of them, ascending */
export function lacksSummary(
  streak: StoredStreak | undefined,
  [first]: readonly ServiceDay[],
  today: ServiceDay,
): boolean {
  return !streak?.held && streak?.days === undefined && first !== undefined && first < summaryEnd(today);
}

/** @param days all check-ins before `before` that `streak` does not sum up; distinct, ascending */
export function extendSummary(
  streak: StoredStreak | undefined,
  days: readonly ServiceDay[],
  before: ServiceDay,
  excused: ExcusedDays,
): StoredStreak {
  const excusedBefore = countBefore(excused, before);
  const first = firstBitDay(before);
  const earlier = sumsUpFrom(streak, first) ? summedUpDays(streak, first) : [];
  return {
    before,
    ...extendRuns(summedUpRuns(streak), days, excused),
    days: new mongo.Binary(dayBits([...earlier, ...days], before)),
    ...(excusedBefore > 0 && { excused: excusedBefore }),
  };
}

function countBefore(excused: ExcusedDays, before: ServiceDay): number {
  let count = 0;
  for (const day of excused) if (day < before) count += 1;
  return count;
}
