import type { Types } from 'mongoose';
import type { ExcusedDays } from '../domain/attendance-streak';
import { factsNeededBy, type ConditionFact, type ConditionFacts } from '../domain/conditions';
import { daysBetween, serviceDayOf, type ServiceCalendar } from '../domain/service-calendar';
import type { Event } from '../events/event.model';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { CLOCK_ALLOWANCE_MS } from '../domain/limits';
import { findCountedActivities } from './activity-facts';
import { excusedAround, findExcusals, longestRunsWith, type Excusal } from './excused-days';
import type { Snapshot } from './rule';

/** Events that are kept between batches. */
const EVENTS_MAX = 1_000;

export type JudgedRow = Pick<
  RewardRequest,
  | ('_id' | 'userId' | 'eventId' | 'requestedAt' | 'eventVersion')
  | ('evidence' | 'evidenceDays' | 'held' | 'imported' | 'deletedActivities')
>;
export type JudgedEvent = Pick<
  Event,
  '_id' | 'startAt' | 'endAt' | 'claimUntil' | 'firstDay' | 'lastDay' | 'version' | 'conditions' | 'rewards'
>;
export interface Judged {
  readonly row: JudgedRow;
  /** Null when the event is missing. */
  readonly event: JudgedEvent | null;
  /** An upper bound of what the user had when the request arrived. @throws for values of unexpected types */
  readonly facts: () => ConditionFacts & {
    /** The days that may have been excused then. */
    readonly mayBeExcused: ExcusedDays;
  };
}

interface CheckIn {
  readonly day: string;
  readonly checkedAt: Date;
}
interface Paid {
  readonly eventId: string;
  readonly decidedAt: Date;
  readonly revokedAt: Date | null;
}

/** Reads what a batch of requests was judged by, with a fixed number of calls for each batch. */
export class RequestFacts {
  private readonly events = new Map<string, JudgedEvent | null>();
  private excusals: readonly Excusal[] | undefined;

  /** @param calendar null when none is stored, so that no account has an age */
  constructor(
    private readonly snapshot: Snapshot,
    private readonly calendar: ServiceCalendar | null,
  ) {}

  async read(rows: readonly JudgedRow[]): Promise<Judged[]> {
    await this.readEvents(rows);
    const events = rows.map(({ eventId }) => this.events.get(String(eventId)) ?? null);
    const usersWith = (fact: ConditionFact) =>
      distinct(
        rows.flatMap(({ userId }, place) =>
          factsNeededBy(events[place]?.conditions ?? []).has(fact) ? [userId] : [],
        ),
      );
    // One after another: they share a session.
    const checkIns = await this.checkInsOf(usersWith('attendedDays'));
    const createdAt = await this.creationOf(usersWith('accountAgeDays'));
    const paid = await this.paymentsOf(usersWith('rewardedEventIds'), events);
    const audiences = await this.audiencesOf(usersWith('audienceIds'), events);
    const activities = await this.activitiesOf(rows, events);
    this.excusals ??= await findExcusals(this.snapshot);
    const excusals = this.excusals;
    return rows.map((row, place) => {
      const event = events[place] ?? null;
      const user = String(row.userId);
      // The whole window, although only its last two years count (`countedDays`): requests of release 0.1 were
      // judged by all of it, and the rule allows for more days than were counted.
      const inWindow = ({ day }: CheckIn) =>
        event !== null && day >= event.firstDay && (event.lastDay === null || day <= event.lastDay);
      const facts = () => {
        const latest = new Date(row.requestedAt.getTime() + CLOCK_ALLOWANCE_MS);
        const earliest = new Date(row.requestedAt.getTime() - CLOCK_ALLOWANCE_MS);
        const excused = excusedAround(excusals, row.requestedAt, CLOCK_ALLOWANCE_MS);
        const attendedDays = (checkIns.get(user) ?? [])
          .filter((checkIn) => checkIn.checkedAt <= latest && inWindow(checkIn))
          .map(({ day }) => day);
        return {
          attendedDays,
          excusedDays: longestRunsWith(excused, attendedDays),
          mayBeExcused: excused.perhaps,
          accountAgeDays: this.ageAt(createdAt.get(user), latest),
          rewardedEventIds: new Set(
            (paid.get(user) ?? [])
              .filter(({ decidedAt }) => decidedAt <= latest)
              .filter(({ revokedAt }) => revokedAt === null || revokedAt >= earliest)
              .map(({ eventId }) => eventId),
          ),
          audienceIds: audiences.get(user) ?? new Set<string>(),
          activities: activities[place]!,
        };
      };
      return { row, event, facts };
    });
  }

  /** One read for each kind of a request that is judged by activities; the others cost none. */
  private async activitiesOf(
    rows: readonly JudgedRow[],
    events: ReadonlyArray<JudgedEvent | null>,
  ): Promise<Array<ConditionFacts['activities']>> {
    const all: Array<ConditionFacts['activities']> = [];
    for (const [place, row] of rows.entries()) {
      const event = events[place] ?? null;
      const needed = event !== null && factsNeededBy(event.conditions).has('activities');
      const at = row.requestedAt instanceof Date ? row.requestedAt.getTime() : Number.NaN;
      all.push(
        needed && !Number.isNaN(at) ? await findCountedActivities(this.snapshot, row, event) : new Map(),
      );
    }
    return all;
  }

  private ageAt(createdAt: Date | undefined, at: Date): number {
    if (this.calendar === null || createdAt === undefined) return -1;
    return daysBetween(serviceDayOf(this.calendar, createdAt), serviceDayOf(this.calendar, at));
  }

  private async readEvents(rows: readonly JudgedRow[]): Promise<void> {
    if (this.events.size > EVENTS_MAX) this.events.clear();
    const missing = distinct(rows.map(({ eventId }) => eventId)).filter((id) => !this.events.has(String(id)));
    if (missing.length === 0) return;
    const { database, options } = this.snapshot;
    const projection = {
      startAt: 1,
      endAt: 1,
      claimUntil: 1,
      firstDay: 1,
      lastDay: 1,
      version: 1,
      conditions: 1,
      'rewards.id': 1,
      'rewards.stock': 1,
    } as const;
    const found = await database.events.find({ _id: { $in: missing } }, { ...options, projection }).toArray();
    for (const id of missing) this.events.set(String(id), null);
    for (const event of found) this.events.set(String(event._id), event);
  }

  /** In the order of their days. */
  private async checkInsOf(userIds: Types.ObjectId[]): Promise<ReadonlyMap<string, CheckIn[]>> {
    const byUser = new Map<string, CheckIn[]>();
    if (userIds.length === 0) return byUser;
    const { database, options } = this.snapshot;
    const projection = { _id: 0, userId: 1, day: 1, checkedAt: 1 } as const;
    const rows = database.attendances
      .find({ userId: { $in: userIds } }, { ...options, projection })
      .sort({ userId: 1, day: 1 });
    for await (const { userId, day, checkedAt } of rows) append(byUser, String(userId), { day, checkedAt });
    return byUser;
  }

  private async creationOf(userIds: Types.ObjectId[]): Promise<ReadonlyMap<string, Date>> {
    if (userIds.length === 0) return new Map();
    const { database, options } = this.snapshot;
    const projection = { createdAt: 1 } as const;
    const users = await database.users.find({ _id: { $in: userIds } }, { ...options, projection }).toArray();
    return new Map(users.map(({ _id, createdAt }) => [String(_id), createdAt]));
  }

  private async paymentsOf(
    userIds: Types.ObjectId[],
    events: ReadonlyArray<JudgedEvent | null>,
  ): Promise<ReadonlyMap<string, Paid[]>> {
    const byUser = new Map<string, Paid[]>();
    if (userIds.length === 0) return byUser;
    const { database, options } = this.snapshot;
    const required = distinct(
      events.flatMap(
        (event) => event?.conditions.flatMap(({ requiredEventId }) => requiredEventId ?? []) ?? [],
      ),
    );
    const rows = await database.requests
      .find(
        { userId: { $in: userIds }, eventId: { $in: required }, status: 1 },
        { ...options, projection: { userId: 1, eventId: 1, decidedAt: 1, revokedAt: 1 } },
      )
      .toArray();
    for (const { userId, eventId, decidedAt, revokedAt = null } of rows) {
      if (decidedAt !== null)
        append(byUser, String(userId), { eventId: String(eventId), decidedAt, revokedAt });
    }
    return byUser;
  }

  /** The members of a sealed audience were its members at every request. */
  private async audiencesOf(
    userIds: Types.ObjectId[],
    events: ReadonlyArray<JudgedEvent | null>,
  ): Promise<ReadonlyMap<string, Set<string>>> {
    const byUser = new Map<string, Set<string>>();
    if (userIds.length === 0) return byUser;
    const { database, options } = this.snapshot;
    const named = distinct(
      events.flatMap((event) => event?.conditions.flatMap(({ audienceId }) => audienceId ?? []) ?? []),
    );
    const rows = await database.audienceMembers
      .find(
        { userId: { $in: userIds }, audienceId: { $in: named } },
        { ...options, projection: { _id: 0, userId: 1, audienceId: 1 } },
      )
      .toArray();
    for (const { userId, audienceId } of rows) {
      const user = String(userId);
      byUser.set(user, (byUser.get(user) ?? new Set()).add(String(audienceId)));
    }
    return byUser;
  }
}

function append<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

function distinct(ids: readonly Types.ObjectId[]): Types.ObjectId[] {
  return [...new Map(ids.map((id) => [String(id), id])).values()];
}
