import { Types } from 'mongoose';
import { Batcher } from '../database/batcher';
import type { ClockSkewWatch } from '../database/clock-skew';
import type { Database } from '../database/connection';
import { insertUntil } from '../database/insert-until-known';
import { AGAIN, DEADLINE_MS, OUTAGE_DELAY, retry } from '../database/retry';
import { attendanceStreak } from '../domain/attendance-streak';
import type { ServiceDay } from '../domain/service-calendar';
import { AppError, ServiceUnavailable } from '../errors';
import { admits, USER, withFacts } from '../access/permissions';
import { UnservedUser, whyUnserved, type ActingProof } from '../access/service-proof';
import { viewerOf } from '../access/viewers';
import type { Attendance } from './attendance.model';
import { checkInKey, readCheckIns, readCheckInFacts, type CheckInFacts } from './check-in-facts';
import { Streaks } from './streaks';

export const CHECK_IN_ACCESS = withFacts(USER);

interface CheckIn {
  readonly proof: ActingProof;
  readonly day: ServiceDay;
  readonly now: Date;
  /** By the monotonic clock; after it nothing is sent again, and the answer is SERVICE_UNAVAILABLE. */
  readonly deadline: number;
}

export interface CheckInResult {
  readonly attendance: Attendance;
  /** Whether this very call made the row. */
  readonly created: boolean;
  readonly streak: {
    readonly current: number;
    readonly longest: number;
    readonly lastDay: ServiceDay | null;
  };
}

/** The row of a user and day, or the reason why it is unknown. */
type Settled = { readonly row: Attendance; readonly created: boolean } | Error;

type CheckInsDatabase = Pick<Database, 'users' | 'attendances'>;
type Skew = Pick<ClockSkewWatch, 'compareDuring' | 'aheadOf'>;

/**
 * Check-ins, group commit: those that arrive together share one read and one insert. The unique index of
 * user and day is what makes a day count once, also among servers.
 */
export class CheckInBatcher {
  private readonly batches: Batcher<CheckIn, CheckInResult>;

  constructor(
    private readonly database: CheckInsDatabase,
    private readonly streaks: Streaks,
    private readonly skew: Skew,
  ) {
    this.batches = new Batcher((checkIns) => this.run(checkIns), {
      name: 'checkIns',
      maxInFlight: 2,
      maxWaiting: 4_000,
    });
  }

  /**
   * @param day the service day of `now`
   * @throws AppError UNAUTHENTICATED or FORBIDDEN, by the account as the batch reads it
   * @throws ServiceUnavailable on overload, when the clocks differ, or when no answer came within 8 s: the row
   *   may be there
   */
  add(proof: ActingProof, day: ServiceDay, now: Date): Promise<CheckInResult> {
    return this.batches.add({ proof, day, now, deadline: performance.now() + DEADLINE_MS });
  }

  /** Resolves when nothing waits and nothing is under way. */
  drained(): Promise<void> {
    return this.batches.drained();
  }

  private async run(checkIns: readonly CheckIn[]): Promise<Array<CheckInResult | Error>> {
    const wanted = checkIns.map(({ proof, day }) => ({ userId: proof.userId, day }));
    const facts = await this.skew.compareDuring(
      () => readCheckInFacts(this.database, wanted),
      ({ users }) => users.values().next().value?.databaseTime ?? null,
    );
    const refusals = checkIns.map((checkIn) => this.refusalOf(checkIn, facts));
    // Of several calls for one day the first makes the row.
    const makers = new Map<string, CheckIn>();
    checkIns.forEach((checkIn, place) => {
      const key = keyOf(checkIn);
      if (refusals[place] === null && !facts.rows.has(key) && !makers.has(key)) makers.set(key, checkIn);
    });
    const admitted = checkIns.flatMap(({ proof }, place) => (refusals[place] == null ? [proof.userId] : []));
    const [settled, histories] = await Promise.all([
      this.insert(makers),
      this.streaks.find(
        [...new Set(admitted)].map((userId) => facts.users.get(userId)!),
        latest(checkIns),
        facts.excused,
        facts.recent,
      ),
    ]);

    return checkIns.map((checkIn, place) => {
      const refusal = refusals[place];
      if (refusal != null) return refusal;
      const key = keyOf(checkIn);
      const { earlier, days } = histories.get(checkIn.proof.userId)!;
      const known = facts.rows.get(key);
      const answer = known ? { row: known, created: false } : settled.get(key)!;
      if (answer instanceof Error) return answer;
      return {
        attendance: answer.row,
        created: answer.created && makers.get(key) === checkIn,
        streak: attendanceStreak(withDay(days, checkIn.day), checkIn.day, earlier, facts.excused),
      };
    });
  }

  /** Applies the permission table's row to the account's current state, and checks the clock. */
  private refusalOf({ proof, now, deadline }: CheckIn, { users }: CheckInFacts): Error | null {
    const user = users.get(proof.userId);
    if ('serviceKeyId' in proof) {
      const unserved = whyUnserved(user);
      if (unserved !== null) return new UnservedUser(unserved);
    } else {
      if (user === undefined || viewerOf(user, proof) === null) return new AppError('UNAUTHENTICATED');
      if (!admits(CHECK_IN_ACCESS.judgedWithFacts, user.role)) return new AppError('FORBIDDEN');
    }
    if (user === undefined) return new AppError('UNAUTHENTICATED');
    if (performance.now() > deadline) return new ServiceUnavailable('a check-in waited too long');
    return this.skew.aheadOf(user.databaseTime, now);
  }

  /** Inserts one row for each, by key. Whatever is not known when their time is up is SERVICE_UNAVAILABLE. */
  private async insert(makers: ReadonlyMap<string, CheckIn>): Promise<ReadonlyMap<string, Settled>> {
    const keys = [...makers.keys()];
    const rows = [...makers.values()].map(rowOf);
    // They arrived together, so the first one's deadline is theirs.
    const deadline = Math.min(...[...makers.values()].map((checkIn) => checkIn.deadline));
    const outcomes = await insertUntil(deadline, this.database.attendances, rows);
    const taken = rows.filter((_row, place) => outcomes[place] === 'taken');
    const others = await this.findTaken(taken, deadline).catch((error: Error) => error);
    return new Map(
      rows.map((row, place): [string, Settled] => {
        const outcome = outcomes[place]!;
        if (outcome === 'inserted') return [keys[place]!, { row, created: true }];
        if (outcome instanceof Error) return [keys[place]!, outcome];
        if (others instanceof Error) return [keys[place]!, others];
        const there = others.get(checkInKey(row.userId, row.day))!;
        // Our own: an earlier attempt had arrived.
        return [keys[place]!, { row: there, created: there._id.equals(row._id) }];
      }),
    );
  }

  /** The rows that refused others. One that is not committed by a majority yet is read again. */
  private async findTaken(
    taken: readonly Attendance[],
    deadline: number,
  ): Promise<ReadonlyMap<string, Attendance>> {
    if (taken.length === 0) return new Map();
    return retry(
      async () => {
        const found = await readCheckIns(this.database, taken);
        return taken.every(({ userId, day }) => found.has(checkInKey(userId, day))) ? found : AGAIN;
      },
      { detail: 'a row that refused another is not there', deadline, delay: OUTAGE_DELAY },
    );
  }
}

function rowOf({ proof, day, now }: CheckIn): Attendance {
  return {
    _id: new Types.ObjectId(),
    userId: new Types.ObjectId(proof.userId),
    day,
    checkedAt: now,
    ...('serviceKeyId' in proof && {
      source: 'SERVICE',
      serviceKeyId: new Types.ObjectId(proof.serviceKeyId),
    }),
  };
}

function keyOf({ proof, day }: CheckIn): string {
  return checkInKey(proof.userId, day);
}

/** Of check-ins around midnight. */
function latest(checkIns: readonly CheckIn[]): ServiceDay {
  return checkIns.reduce((day, checkIn) => (checkIn.day > day ? checkIn.day : day), checkIns[0]!.day);
}

/** The day that was just checked may not be among those that were read meanwhile. */
function withDay(days: readonly ServiceDay[], day: ServiceDay): readonly ServiceDay[] {
  return days.includes(day) ? days : [...days, day].sort();
}
