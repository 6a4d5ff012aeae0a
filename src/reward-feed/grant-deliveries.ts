import type { mongo, Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { filterId } from '../database/object-ids';
import { untilAnswered } from '../database/retry';
import { RequestStatus } from '../domain/request-status';
import type { DeliveryOutcome } from '../domain/reward';
import { refusal, type Refusal } from '../errors';
import { reached } from '../fault-points';
import type { GrantNode } from '../reward-requests/request-filter';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { grantNodes } from '../reward-requests/reward-request.service';

export interface Acknowledgement {
  readonly requestId: string;
  readonly grantId: string;
  readonly outcome: DeliveryOutcome;
  readonly reference: string | null;
}

export interface AcknowledgementAnswer {
  readonly grant: GrantNode | null;
  readonly refusal: Refusal | null;
}

interface Wanted extends Pick<Acknowledgement, 'outcome' | 'reference'> {
  readonly requestId: Types.ObjectId;
  readonly grantId: Types.ObjectId;
}

/** Stores whether consumers of the feed have handed their grants over. */
export class GrantDeliveries {
  constructor(private readonly database: Collections) {}

  /**
   * DELIVERED is final, FAILED may become DELIVERED, and a repeat changes nothing. Each grant may be named once.
   *
   * @returns one answer each, in order
   * @throws ServiceUnavailable when the database does not answer; the same call may be repeated
   */
  acknowledge(acknowledgements: readonly Acknowledgement[], now: Date): Promise<AcknowledgementAnswer[]> {
    const wanted = acknowledgements.map(({ requestId, grantId, outcome, reference }) => ({
      requestId: filterId(requestId),
      grantId: filterId(grantId),
      outcome,
      reference,
    }));
    return untilAnswered(() => this.attempt(wanted, now));
  }

  private async attempt(wanted: readonly Wanted[], now: Date): Promise<AcknowledgementAnswer[]> {
    const { requests } = this.database;
    const updates = wanted.map((one) => updateOf(one, now));
    await requests.bulkWrite(updates, { ordered: false });
    reached('grants.acknowledged');
    // What is stored now decides the answer, so a repeat gets the answer of the first attempt.
    const rows = await requests
      .find({ _id: { $in: wanted.map(({ requestId }) => requestId) }, status: RequestStatus.SUCCESS })
      .toArray();
    const byId = new Map(rows.map((row) => [String(row._id), row]));
    return wanted.map((one, place) => answerOf(one, byId.get(String(one.requestId)), place));
  }
}

/** A conditional update: whatever was acknowledged otherwise matches nothing. */
function updateOf(
  { requestId, grantId, outcome, reference }: Wanted,
  now: Date,
): mongo.AnyBulkWriteOperation<RewardRequest> {
  // null: nothing was acknowledged yet.
  const before = outcome === 'DELIVERED' ? [null, 'FAILED'] : [null];
  return {
    updateOne: {
      filter: {
        _id: requestId,
        status: RequestStatus.SUCCESS,
        grants: { $elemMatch: { id: grantId, 'delivery.state': { $in: before } } },
      },
      update: {
        $set: {
          'grants.$.delivery.state': outcome,
          'grants.$.delivery.reference': reference,
          'grants.$.delivery.at': now,
        },
        $inc: { 'grants.$.delivery.attempts': 1 },
      },
    },
  };
}

function answerOf(
  { grantId, outcome, reference }: Wanted,
  row: RewardRequest | undefined,
  place: number,
): AcknowledgementAnswer {
  const grant = row && grantNodes(row).find(({ id }) => id.equals(grantId));
  const path = ['input', 'grants', String(place)];
  if (grant === undefined) return { grant: null, refusal: refusal('GRANT_NOT_FOUND', path) };
  const isStored = grant.delivery?.state === outcome && grant.delivery.reference === reference;
  return { grant, refusal: isStored ? null : refusal('ACKNOWLEDGED_OTHERWISE', path) };
}
