import type { Types } from 'mongoose';
import { derivedId } from '../../audit/entries';
import type { Database } from '../../database/connection';
import { isLive, RequestStatus } from '../../domain/request-status';
import type { Event, StoredReward } from '../../events/event.model';
import { grantsOf } from '../../reward-requests/new-row';
import type { GrantedReward, RewardRequest } from '../../reward-requests/reward-request.model';
import { isLimited } from '../../reward-requests/stock';
import { giveBackPipeline } from '../../reward-requests/stock-pipelines';
import type { MovedEvent } from './events';
import { FIELDS, instantOf, madeAt, ownId, referenceOf, valueOf, type Foreign } from './fields';
import { batchesOf, type Ledger } from './ledger';
import type { RestSource } from './source';
import type { MovedUsers } from './users';

const BATCH = 200;
const { PENDING, SUCCESS, FAILED } = RequestStatus;
const STATUSES: Readonly<Record<string, RequestStatus>> = {
  ...{ 0: PENDING, 1: SUCCESS, 2: FAILED },
  ...{ PENDING, SUCCESS, FAILED },
};

/** A request that comes over. */
interface Kept {
  readonly foreignId: unknown;
  readonly _id: Types.ObjectId;
  readonly userId: Types.ObjectId;
  readonly moved: MovedEvent;
  readonly status: RequestStatus;
  readonly requestedAt: Date;
  readonly decidedAt: Date | null;
  readonly attempt: number;
}

interface Left {
  readonly foreignId: unknown;
  readonly reason: string;
}

type Told = Omit<Kept, 'attempt'>;

/**
 * Goes through the requests twice: the first time to know what each event's requests took of its stock, the
 * second to bring them over.
 */
export class MovedRequests {
  constructor(
    private readonly source: RestSource,
    private readonly users: MovedUsers,
    private readonly events: ReadonlyMap<string, MovedEvent>,
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  async countTakings(): Promise<void> {
    for await (const { kept } of this.judged()) {
      for (const { _id, status, requestedAt, moved } of kept.filter((row) => isLive(row.status))) {
        const { takings } = moved;
        takings[status === SUCCESS ? 'paid' : 'pending'] += 1;
        if (isLimited(moved.event)) takings.ids.push(_id);
        if (takings.firstLiveAt === null || requestedAt < takings.firstLiveAt)
          takings.firstLiveAt = requestedAt;
      }
    }
  }

  async bringOver(): Promise<void> {
    for await (const { kept, left, read } of this.judged()) {
      for (let n = 0; n < read; n++) this.ledger.read('requests');
      for (const { foreignId, reason } of left) this.ledger.find('leftOut', 'requests', foreignId, reason);
      await this.store(kept);
    }
  }

  private async store(kept: readonly Kept[]): Promise<void> {
    const { requests } = this.database;
    const stored = await this.storedEvents(kept);
    const there = await this.idsThere(kept);
    const rows = new Map<RewardRequest, Kept>();
    for (const row of kept) {
      const { event: planned } = row.moved;
      const event = stored.get(planned._id.toHexString()) ?? (this.ledger.dryRun ? planned : undefined);
      const fault = there.has(row._id.toHexString()) ? null : faultOf(row, event);
      if (fault === null) rows.set(rowOf(row, event!), row);
      else this.ledger.find('leftOut', 'requests', row.foreignId, fault);
    }
    if (!this.ledger.dryRun) await this.freeze([...rows.values()]);
    const outcomes = await this.ledger.store('requests', requests, [...rows.keys()]);
    const taken = [...outcomes].filter(([, outcome]) => outcome === 'taken' || outcome === 'refused');
    for (const [row] of taken) {
      const reason = 'its user has a live request for the event here already';
      this.ledger.find('leftOut', 'requests', rows.get(row)!.foreignId, reason);
    }
    if (this.ledger.dryRun) return;
    const gone = new Set(taken.map(([row]) => row));
    await this.settleHolds([...rows.keys()].filter((row) => !gone.has(row) && row.status === SUCCESS));
    for (const row of gone) await this.giveBack(row);
  }

  /** What was paid is granted and no longer held; the holds of PENDING rows stay until they are decided. */
  private async settleHolds(paid: readonly RewardRequest[]): Promise<void> {
    const byEvent = new Map<string, RewardRequest[]>();
    for (const row of paid) {
      const eventId = row.eventId.toHexString();
      byEvent.set(eventId, [...(byEvent.get(eventId) ?? []), row]);
    }
    for (const rows of byEvent.values()) {
      const ids = rows.map(({ _id }) => _id);
      await this.database.events.updateOne(
        { _id: rows[0]!.eventId, 'holds.id': { $in: ids } },
        { $pull: { holds: { id: { $in: ids } } } },
      );
    }
  }

  private async giveBack({ _id, eventId }: RewardRequest): Promise<void> {
    await this.database.events.updateOne({ _id: eventId, 'holds.id': _id }, giveBackPipeline(_id));
  }

  /** Of an earlier run the events are there, and only what stands in them may be paid. */
  private async storedEvents(kept: readonly Kept[]): Promise<ReadonlyMap<string, Event>> {
    const ids = [...new Set(kept.map(({ moved }) => moved.event._id))];
    const found = await this.database.events.find({ _id: { $in: ids } }).toArray();
    return new Map(found.map((event) => [event._id.toHexString(), event]));
  }

  private async idsThere(kept: readonly Kept[]): Promise<ReadonlySet<string>> {
    const ids = kept.map(({ _id }) => _id);
    const found = await this.database.requests
      .find({ _id: { $in: ids } }, { projection: { _id: 1 } })
      .toArray();
    return new Set(found.map(({ _id }) => _id.toHexString()));
  }

  /** Before the first live row is inserted, as a claim does. */
  private async freeze(kept: readonly Kept[]): Promise<void> {
    const live = new Map(
      kept.filter(({ status }) => isLive(status)).map((row) => [row.moved.event._id.toHexString(), row]),
    );
    if (live.size === 0) return;
    await this.database.events.bulkWrite(
      [...live.values()].map(({ moved, requestedAt }) => ({
        updateOne: {
          filter: { _id: moved.event._id, frozenAt: null },
          update: { $set: { frozenAt: requestedAt } },
        },
      })),
    );
  }

  private async *judged(): AsyncGenerator<{ kept: Kept[]; left: Left[]; read: number }> {
    for await (const pairs of batchesOf(this.pairs(), BATCH)) {
      const references = pairs.map(([first]) => referenceOf(first!, 'userRef'));
      const users = await this.users.resolve(references.filter((reference) => reference !== null));
      const kept: Kept[] = [];
      const left: Left[] = [];
      pairs.forEach((pair, place) => {
        const told: Told[] = [];
        for (const foreign of pair) {
          const row = this.tell(foreign, users.get(references[place] ?? ''));
          if (typeof row === 'string') left.push({ foreignId: foreign._id, reason: row });
          else told.push(row);
        }
        const { holder, others } = holderOf(told);
        for (const { foreignId } of others) {
          const reason = `a second live request of its user for the event: ${String(holder!.foreignId)} is kept`;
          left.push({ foreignId, reason });
        }
        const rest = told.filter((row) => !others.includes(row)).sort(byTime);
        kept.push(...rest.map((row, earlier) => ({ ...row, attempt: earlier + 1 })));
      });
      yield { kept, left, read: pairs.flat().length };
    }
  }

  /** The requests of one user and event at a time. */
  private async *pairs(): AsyncGenerator<Foreign[]> {
    let pair: Foreign[] = [];
    const keyOf = (foreign: Foreign) =>
      JSON.stringify([referenceOf(foreign, 'userRef'), referenceOf(foreign, 'eventRef')]);
    for await (const foreign of this.source.requestsByPair(FIELDS.userRef, FIELDS.eventRef)) {
      if (pair.length > 0 && keyOf(pair[0]!) !== keyOf(foreign)) {
        yield pair;
        pair = [];
      }
      pair.push(foreign);
    }
    if (pair.length > 0) yield pair;
  }

  /** @returns a text: why it stays behind */
  private tell(foreign: Foreign, userId: Types.ObjectId | undefined): Told | string {
    if (userId === undefined) return 'its user did not come over';
    const moved = this.events.get(referenceOf(foreign, 'eventRef') ?? '');
    if (moved === undefined) return 'its event did not come over';
    const given = valueOf(foreign, 'status');
    const status = typeof given === 'object' ? undefined : STATUSES[`${given as string}`.toUpperCase()];
    if (status === undefined) return 'has no status of 0, 1 or 2';
    const requestedAt = madeAt(foreign, 'requestedAt');
    const now = this.ledger.now();
    if (requestedAt === null || requestedAt > now) return 'has no time of request that can be';
    const decided = instantOf(foreign, 'decidedAt');
    const decidedAt = decided !== null && decided >= requestedAt && decided <= now ? decided : requestedAt;
    return {
      foreignId: foreign._id,
      _id: ownId('request', foreign._id),
      userId,
      moved,
      status,
      requestedAt,
      decidedAt: status === PENDING ? null : decidedAt,
    };
  }
}

/** Of several live requests of a pair the earliest that was paid holds the slot, else the earliest. */
function holderOf(rows: readonly Told[]): { holder: Told | undefined; others: Told[] } {
  const live = rows.filter(({ status }) => isLive(status)).sort(byTime);
  const holder = live.find(({ status }) => status === SUCCESS) ?? live[0];
  return { holder, others: live.filter((row) => row !== holder) };
}

function byTime(one: Told, other: Told): number {
  return one.requestedAt.getTime() - other.requestedAt.getTime();
}

function rowOf({ _id, userId, status, attempt, requestedAt, decidedAt }: Kept, event: Event): RewardRequest {
  const rewards = event.rewards.map((reward) => granted(reward, _id));
  return {
    ...{ _id, userId, eventId: event._id, status, attempt, requestedAt, decidedAt },
    decidedById: null,
    // The source does not tell why; it is the one reason that a user could have had himself.
    failureCode: status === FAILED ? 'CONDITIONS_NOT_MET' : null,
    note: null,
    eventVersion: event.version,
    evidence: [],
    grants: status === SUCCESS ? grantsOf(rewards, decidedAt!) : [],
    ...(status === PENDING && { rewards }),
    ...(status === PENDING && isLimited(event) && { held: true as const }),
  };
}

function granted(
  { id, type, name, quantity, externalId }: StoredReward,
  requestId: Types.ObjectId,
): GrantedReward {
  const grantId = derivedId('import-rest', 'grant', requestId.toHexString(), id.toHexString());
  return { id: grantId, rewardId: id, type, name, quantity, externalId };
}

/** Why a row that is not there yet can't come; null: it can. Units are its own only by a hold. */
function faultOf({ _id, status }: Kept, event: Event | undefined): string | null {
  if (event === undefined) return 'its event did not come over';
  if (!isLive(status) || !isLimited(event)) return null;
  const held = event.holds.some(({ id }) => id.equals(_id));
  return held ? null : 'its units were not counted when its event came over: the source has changed since';
}
