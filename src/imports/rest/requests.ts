import type { Types } from 'mongoose';
import { derivedId } from '../../audit/entries';
import type { Database } from '../../database/connection';
import { isLive, LIVE_STATUSES, RequestStatus } from '../../domain/request-status';
import { owes } from '../../domain/reward-feed';
import type { Event, StoredReward } from '../../events/event.model';
import type { StoredDelivery } from '../../reward-requests/grant-delivery.model';
import { grantsOf } from '../../reward-requests/grants';
import { handedOver } from '../../reward-requests/handed-over';
import type { GrantedReward } from '../../reward-requests/reward-grant.model';
import type { RewardRequest } from '../../reward-requests/reward-request.model';
import { isLimited } from '../../reward-requests/claim/stock';
import { giveBackPipeline } from '../../reward-requests/claim/stock-pipelines';
import type { JudgedRequests, Kept } from './judged-requests';
import { NOT_STORED, type Ledger } from './ledger';

const { PENDING, SUCCESS, FAILED } = RequestStatus;
/** The reference of the deliveries of what the source has paid. */
const IMPORTED = 'imported';
const TAKEN = 'its user already has a live request for the event here';

/**
 * Goes through the requests twice: the first time to know what each event's requests took of its stock, the
 * second to bring them over.
 */
export class MovedRequests {
  constructor(
    private readonly judged: JudgedRequests,
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly undelivered: boolean,
  ) {}

  async countTakings(): Promise<void> {
    for await (const { kept, read } of this.judged.batches()) {
      this.ledger.count(read);
      for (const { _id, userId, status, requestedAt, moved } of kept.filter((row) => isLive(row.status))) {
        const { takings } = moved;
        takings[status === SUCCESS ? 'paid' : 'pending'] += 1;
        if (isLimited(moved.event)) takings.holds.push({ id: _id, userId });
        if (takings.firstLiveAt === null || requestedAt < takings.firstLiveAt)
          takings.firstLiveAt = requestedAt;
      }
    }
  }

  async bringOver(): Promise<void> {
    for await (const { kept, left, read } of this.judged.batches()) {
      for (let n = 0; n < read; n++) this.ledger.read('requests');
      for (const { foreignId, reason } of left) this.ledger.find('leftOut', 'requests', foreignId, reason);
      await this.store(kept);
    }
  }

  private async store(kept: readonly Kept[]): Promise<void> {
    const stored = await this.storedEvents(kept);
    const there = await this.statusesThere(kept);
    const fresh = kept.filter(({ _id }) => !there.has(_id.toHexString()));
    const taken = await this.pairsTaken(fresh.filter(({ status }) => isLive(status)));
    const rows = new Map<RewardRequest, Kept>();
    const gone: Kept[] = [];
    const delivery = this.undelivered ? undefined : handedOver(IMPORTED, this.ledger.now());
    const leaveOut = ({ foreignId }: Kept, reason: string) =>
      this.ledger.find('leftOut', 'requests', foreignId, reason);
    for (const row of kept) {
      const { event: planned } = row.moved;
      const event = stored.get(planned._id.toHexString()) ?? (this.ledger.dryRun ? planned : undefined);
      const here = there.get(row._id.toHexString());
      if (here === undefined && isLive(row.status) && taken.has(pairOf(row.userId, planned._id))) {
        leaveOut(row, TAKEN);
        gone.push(row);
        continue;
      }
      const fault = here === undefined ? faultOf(row, event) : decidedThere(row, here);
      if (fault === null) rows.set(rowOf(row, event!, delivery), row);
      else leaveOut(row, fault);
    }
    if (!this.ledger.dryRun) await this.freeze([...rows.values()]);
    const outcomes = await this.ledger.store('requests', this.database.requests, [...rows.keys()]);
    const paid: RewardRequest[] = [];
    for (const [row, outcome] of outcomes) {
      const lost = outcome === 'taken' || outcome === 'refused';
      if (lost) leaveOut(rows.get(row)!, outcome === 'taken' ? TAKEN : NOT_STORED);
      if (lost) gone.push(rows.get(row)!);
      else if (row.status === SUCCESS) paid.push(row);
    }
    if (this.ledger.dryRun) return;
    await this.settleHolds(paid);
    for (const row of gone) await this.giveBack(row);
  }

  /** Paid units are granted and no longer held; PENDING rows keep their holds until they are decided. */
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

  private async giveBack({ _id, moved }: Kept): Promise<void> {
    await this.database.events.updateOne({ _id: moved.event._id, 'holds.id': _id }, giveBackPipeline(_id));
  }

  /** An earlier run imported the events, and only rewards that they hold may be paid. */
  private async storedEvents(kept: readonly Kept[]): Promise<ReadonlyMap<string, Event>> {
    const ids = [...new Set(kept.map(({ moved }) => moved.event._id))];
    const found = await this.database.events.find({ _id: { $in: ids } }).toArray();
    return new Map(found.map((event) => [event._id.toHexString(), event]));
  }

  /** Of an earlier run, by their ids. */
  private async statusesThere(kept: readonly Kept[]): Promise<ReadonlyMap<string, RequestStatus>> {
    const ids = kept.map(({ _id }) => _id);
    const found = await this.database.requests
      .find({ _id: { $in: ids } }, { projection: { status: 1 } })
      .toArray();
    return new Map(found.map(({ _id, status }) => [_id.toHexString(), status]));
  }

  /** Users and events of those rows that have a live request here. */
  private async pairsTaken(rows: readonly Kept[]): Promise<ReadonlySet<string>> {
    if (rows.length === 0) return new Set();
    const filter = {
      userId: { $in: rows.map(({ userId }) => userId) },
      eventId: { $in: [...new Set(rows.map(({ moved }) => moved.event._id))] },
      status: { $in: [...LIVE_STATUSES] },
    };
    const found = await this.database.requests
      .find(filter, { projection: { userId: 1, eventId: 1 } })
      .toArray();
    return new Set(found.map(({ userId, eventId }) => pairOf(userId, eventId)));
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
}

/** @param delivery of what the source has paid; undefined: it still has to be handed over */
function rowOf(
  { _id, userId, status, attempt, requestedAt, decidedAt }: Kept,
  event: Event,
  delivery: StoredDelivery | undefined,
): RewardRequest {
  const rewards = event.rewards.map((reward) => granted(reward, _id));
  const paid = () =>
    grantsOf(rewards, decidedAt!).map((grant) => ({ ...grant, ...(delivery && { delivery }) }));
  return {
    _id,
    userId,
    eventId: event._id,
    status,
    attempt,
    requestedAt,
    decidedAt,
    decidedById: null,
    // The source has no reason; this is the only one that a user could have caused.
    failureCode: status === FAILED ? 'CONDITIONS_NOT_MET' : null,
    note: null,
    eventVersion: event.version,
    evidence: [],
    grants: status === SUCCESS ? paid() : [],
    imported: true,
    ...(status === PENDING && { rewards, due: [owes('REQUEST_PENDING')] }),
    ...(status === SUCCESS && { due: [owes('REWARD_GRANTED')] }),
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

/** Why a stored row differs, or null when it does not differ or when a row that was PENDING has been decided here. */
function decidedThere({ status }: Kept, here: RequestStatus): string | null {
  if (status === PENDING || status === here) return null;
  return 'was decided in the source after it was imported: its status differs here';
}

function pairOf(userId: Types.ObjectId, eventId: Types.ObjectId): string {
  return `${userId.toHexString()} ${eventId.toHexString()}`;
}

/** Why a missing row can't be imported, or null when it can. Only a hold reserves its units. */
function faultOf({ _id, status }: Kept, event: Event | undefined): string | null {
  if (event === undefined) return 'its event was not imported';
  if (!isLive(status) || !isLimited(event)) return null;
  const held = event.holds.some(({ id }) => id.equals(_id));
  return held ? null : 'its units were not counted when its event was imported: the source has changed since';
}
