import type { mongo } from 'mongoose';
import type { Collections } from '../database/client-collections';
import type { ServiceCalendarSetting } from '../attendance/service-calendar-setting';
import type { ServiceCalendar } from '../domain/service-calendar';

/** Rows that an answer names per rule. */
export const EXAMPLES_MAX = 10;

export interface Rule {
  /** Permanent. */
  readonly name: string;
  readonly description: string;
}

/** Reads that see the database as it was at one instant. */
export interface Snapshot {
  readonly database: Collections;
  /** For every read of the check. */
  readonly options: {
    readonly session: mongo.ClientSession;
    readonly readConcern: { readonly level: 'snapshot' };
    readonly allowDiskUse: true;
    readonly maxTimeMS: number;
  };
  readonly onRead: OnRead;
}

/** Called now and then with how many rows a long check has read, `check-ins` or `requests`. */
export type OnRead = (what: string, rows: number) => void;

/** Called for each violation with the row to look at; of several alike with their number and some of the rows. */
export type Report = (rule: Rule, examples: readonly unknown[], count?: number) => void;

/** Rules that are recomputed together, by one pass over the rows. */
export interface Check {
  readonly rules: readonly Rule[];
  readonly run: (snapshot: Snapshot, report: Report) => Promise<void>;
}

export interface PipelineRule extends Rule {
  readonly over:
    | ('events' | 'requests' | 'attendances' | 'activities' | 'audienceMembers')
    | ('users' | 'auditEntries' | 'rewardFeed' | 'rewardCodes');
  /**
   * Gives one document per violation, its `_id` the row to look at; or one for several, with `count` and
   * `examples`.
   */
  readonly violations: mongo.Document[];
}

interface Counted {
  readonly violations: number;
  readonly examples: unknown[][];
}

/** A rule that the database recomputes by itself. */
export function byPipeline(rule: PipelineRule): Check {
  return {
    rules: [rule],
    run: (snapshot, report) => {
      const collection = snapshot.database[rule.over] as unknown as mongo.Collection;
      return reportAll(rule, collection, rule.violations, snapshot, report);
    },
  };
}

/** Reports what a pipeline as that of a PipelineRule finds in a collection. */
export async function reportAll(
  rule: Rule,
  collection: mongo.Collection,
  violations: mongo.Document[],
  { options }: Snapshot,
  report: Report,
): Promise<void> {
  const count = {
    $group: {
      _id: null,
      violations: { $sum: { $ifNull: ['$count', 1] } },
      examples: { $firstN: { input: { $ifNull: ['$examples', ['$_id']] }, n: EXAMPLES_MAX } },
    },
  };
  const [found] = await collection.aggregate<Counted>([...violations, count], options).toArray();
  if (found) report(rule, found.examples.flat(), found.violations);
}

/** Whether a row keeps a rule. A row with values of unexpected types does not, whatever error they cause. */
export function isSound(judge: () => boolean): boolean {
  try {
    return judge();
  } catch {
    return false;
  }
}

/** Rows between two calls of `onRead`. */
export const PROGRESS_ROWS = 10_000;

/** The deployment's stored calendar, or null when there is none. */
export async function findCalendar({ database, options }: Snapshot): Promise<ServiceCalendar | null> {
  const setting = await database.settings.findOne({ _id: 'serviceCalendar' }, options);
  return setting as ServiceCalendarSetting | null;
}
