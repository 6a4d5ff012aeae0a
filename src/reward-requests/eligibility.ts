import { Types } from 'mongoose';
import { mayReadEvent } from '../domain/event-visibility';
import { UNKNOWN } from '../domain/known-values';
import { mayRead } from '../domain/reading-rights';
import type { Blocker, Judgement } from '../domain/request-judgement';
import { Batcher } from '../database/batcher';
import type { Database } from '../database/connection';
import type { StructureWatch } from '../database/structure-watch';
import { serviceDayOf, type ServiceCalendar } from '../domain/service-calendar';
import type { Viewer } from '../domain/viewer';
import { AppError, BadUserInput } from '../errors';
import { onlyNewerServers } from '../events/require-known';
import { filterId, requireObjectId } from '../database/object-ids';
import type { RateLimits } from '../rate-limits/rate-limits';
import { ActivityFactsReader } from './claim/activity-facts';
import { judgeFacts, readClaimFacts, type ClaimFacts } from './claim/facts';
import type { FactsQuery } from './claim/facts-queries';
import { guarded } from './claim/guarded';
import { PAYMENT_COLLECTIONS } from './payment-collections';

export interface EligibilityAnswer extends Judgement {
  readonly eventId: Types.ObjectId;
  /** Whether the viewer may read the event. */
  readonly eventVisible: boolean;
  readonly userId: Types.ObjectId;
  readonly evaluatedAt: Date;
}

/**
 * Reads the same facts for eligibility, in batches of its own on the connections of queries: pages of it wait
 * for each other, and no claim waits for them.
 */
export class EligibilityFactsReader {
  private readonly reads: Batcher<FactsQuery, ClaimFacts>;
  private readonly activities: ActivityFactsReader;

  constructor(database: Database, structure: Pick<StructureWatch, 'refused'>) {
    const { db } = database.reads;
    this.reads = new Batcher(
      (queries) => guarded(structure, readClaimFacts(db, queries, { withNewest: false })),
      { name: 'eligibilityFacts', maxInFlight: 1, maxWaiting: 2_000 },
    );
    this.activities = new ActivityFactsReader(db, 'activityEligibility');
  }

  /**
   * @throws AppError GUARD_INDEX_MISMATCH
   * @throws ServiceUnavailable when too many wait, or the user's activities take too long to count
   */
  async read(query: FactsQuery): Promise<ClaimFacts> {
    return this.activities.addTo(await this.reads.add(query), query.userId);
  }
}

interface Parts {
  readonly facts: EligibilityFactsReader;
  readonly structure: Pick<StructureWatch, 'requireIntact'>;
  readonly calendar: ServiceCalendar;
  readonly limits: Pick<RateLimits, 'eligibility'>;
}

/** The blockers that depend on the contents of the event. */
const REVEALS_EVENT: ReadonlySet<Blocker> = new Set(['CONDITIONS_NOT_MET', 'OUT_OF_STOCK']);

const isUnknown = ({ blockedBy }: EligibilityAnswer) => blockedBy.includes(UNKNOWN);

/** The answer that a request would receive now, by the claims' own facts and decision, without a write. */
export class Eligibility {
  constructor(private readonly parts: Parts) {}

  /**
   * @param userId null for the viewer's own
   * @throws AppError FORBIDDEN for a USER who names another user, existing or not
   * @throws BadUserInput for staff without a userId
   * @throws AppError NOT_FOUND
   * @throws ServiceUnavailable for an event that only a newer server can judge
   */
  async find(viewer: Viewer, eventId: string, userId: string | null, now: Date): Promise<EligibilityAnswer> {
    const readsOwn = mayRead(viewer, 'ownEligibility');
    const readsOthers = mayRead(viewer, 'othersEligibility');
    if (!readsOthers && !(readsOwn && (userId ?? viewer.id) === viewer.id)) throw new AppError('FORBIDDEN');
    if (!readsOwn && userId === null) {
      throw new BadUserInput({ path: 'userId', message: 'is required for this role' });
    }
    const answer = await this.of(viewer, filterId(eventId), requireObjectId(userId ?? viewer.id), now);
    if (answer === null) throw new AppError('NOT_FOUND');
    if (isUnknown(answer)) throw onlyNewerServers();
    return answer;
  }

  /** The viewer's own on a page of events; null where only a newer server can judge the event. */
  async findOwn(viewer: Viewer, eventId: Types.ObjectId, now: Date): Promise<EligibilityAnswer | null> {
    const answer = await this.of(viewer, eventId, new Types.ObjectId(viewer.id), now);
    return answer === null || isUnknown(answer) ? null : answer;
  }

  /**
   * Null when the user or event does not exist.
   *
   * @throws AppError RATE_LIMITED, GUARD_INDEX_MISMATCH
   * @throws ServiceUnavailable when too many wait, or a collection that payments depend on is wrong
   */
  private async of(
    viewer: Viewer,
    eventId: Types.ObjectId,
    userId: Types.ObjectId,
    now: Date,
  ): Promise<EligibilityAnswer | null> {
    const { facts: reader, structure, calendar, limits } = this.parts;
    await limits.eligibility(viewer.id);
    structure.requireIntact(PAYMENT_COLLECTIONS);
    const facts = await reader.read({ userId, eventId, today: serviceDayOf(calendar, now) });
    const { event, user } = facts;
    if (event === null || user === null) return null;
    const eventVisible = mayReadEvent(viewer, event);
    const { blockedBy, progress } = judgeFacts({ ...facts, event, user }, calendar, now);
    // Neither progress nor blockers reveal the conditions and the stock of a hidden event.
    return {
      eventId,
      eventVisible,
      userId,
      blockedBy: eventVisible ? blockedBy : blockedBy.filter((blocker) => !REVEALS_EVENT.has(blocker)),
      progress: eventVisible ? progress : [],
      evaluatedAt: now,
    };
  }
}
