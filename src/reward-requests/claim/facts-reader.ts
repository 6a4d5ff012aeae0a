import { Types } from 'mongoose';
import type { AttendanceService } from '../../attendance/attendance.service';
import { lacksSummary } from '../../attendance/streak-summary';
import { Batcher } from '../../database/batcher';
import type { ClockSkewWatch } from '../../database/clock-skew';
import type { Database } from '../../database/connection';
import { isOutage } from '../../database/outage';
import { AGAIN, OUTAGE_DELAY, retry } from '../../database/retry';
import type { StructureWatch } from '../../database/structure-watch';
import { serviceDayOf, type ServiceCalendar } from '../../domain/service-calendar';
import { ActivityFactsReader, isAnswered } from './activity-facts';
import { readClaimFacts, type Claim, type ClaimFacts } from './facts';
import type { FactsQuery } from './facts-queries';
import { guarded } from './guarded';

export interface FactsAnswer extends ClaimFacts {
  /** The primary, in its term, that the facts came from. */
  readonly primary: string;
}

interface Parts {
  readonly database: Database;
  readonly structure: Pick<StructureWatch, 'refused'>;
  readonly skew: Pick<ClockSkewWatch, 'compareDuring'>;
  readonly calendar: ServiceCalendar;
  /** Stores the summary of a user's old check-ins. */
  readonly attendance: Pick<AttendanceService, 'sumUp'>;
}

/** While the primary changes or does not answer, a batch reads this often before it gives up. */
const READS_MAX = 4;

/** Reads facts for all claims that come at the same moment, and knows which primary they came from. */
export class ClaimFactsReader {
  private readonly reads: Batcher<FactsQuery, FactsAnswer>;
  private readonly activities: ActivityFactsReader;

  constructor(private readonly parts: Parts) {
    this.reads = new Batcher((queries) => this.readAll(queries), { name: 'claimFacts', maxInFlight: 1 });
    this.activities = new ActivityFactsReader(parts.database.claimsDb, 'activityFacts');
  }

  /**
   * Null: the database did not answer, or its primary changed meanwhile.
   *
   * @throws AppError GUARD_INDEX_MISMATCH when the guard index is missing, unfinished or another one
   * @throws ServiceUnavailable when this server's clock differs from the database's, or no primary stays, or activities take too long
   */
  async read({ proof, eventId, idempotencyKey, now }: Claim): Promise<FactsAnswer | null> {
    const userId = new Types.ObjectId(proof.userId);
    const today = serviceDayOf(this.parts.calendar, now);
    try {
      const facts = await this.reads.add({ userId, eventId, today, idempotencyKey });
      if (isAnswered(facts)) return facts;
      const judged = await this.activities.addTo(facts, userId);
      // Only facts of one primary are judged together.
      return judged === facts || this.parts.database.primary.current() === facts.primary ? judged : null;
    } catch (error) {
      if (isOutage(error)) return null;
      throw error;
    }
  }

  private readAll(queries: readonly FactsQuery[]): Promise<FactsAnswer[]> {
    const { database, structure, skew } = this.parts;
    return retry(
      async () => {
        const primary = database.primary.current();
        const facts = await skew.compareDuring(
          () => guarded(structure, readClaimFacts(database.claimsDb, queries)),
          (facts) => facts.find(({ user }) => user !== null)?.user?.databaseTime ?? null,
        );
        if (primary === null || primary !== database.primary.current()) return AGAIN;
        this.sumUp(queries, facts);
        return facts.map((fact) => ({ ...fact, primary }));
      },
      { detail: 'the primary keeps changing', attempts: READS_MAX, delay: OUTAGE_DELAY },
    );
  }

  /** For users whose next claims need not read as many days then. */
  private sumUp(queries: readonly FactsQuery[], facts: readonly ClaimFacts[]): void {
    facts.forEach(({ user, attendedDays }, place) => {
      const { today } = queries[place]!;
      if (user === null || !lacksSummary(user.streak, attendedDays, today)) return;
      this.parts.attendance.sumUp(user._id, today);
    });
  }
}
