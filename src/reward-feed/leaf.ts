import { createHash } from 'node:crypto';
import type { mongo } from 'mongoose';
import { canonicalJson } from '../audit/entries';
import { decodeEvidence } from '../domain/evidence';
import { USER_SOURCE } from '../domain/request-source';
import type { RelayedType } from '../domain/reward-feed';
import type { RewardRequest } from '../reward-requests/reward-request.model';

/** What a leaf is made from. */
export type LeafRow = Pick<
  RewardRequest,
  | ('_id' | 'userId' | 'eventId' | 'eventVersion' | 'attempt' | 'requestedAt' | 'evidence' | 'evidenceDays')
  | ('decidedAt' | 'decidedById' | 'note' | 'grants' | 'nonces' | 'commitments')
  | ('revokedAt' | 'revokedById' | 'revokeReason')
> & { readonly source?: string };

export const LEAF_FIELDS = {
  userId: 1,
  eventId: 1,
  eventVersion: 1,
  attempt: 1,
  requestedAt: 1,
  evidence: 1,
  evidenceDays: 1,
  decidedAt: 1,
  decidedById: 1,
  note: 1,
  grants: 1,
  nonces: 1,
  commitments: 1,
  source: 1,
  revokedAt: 1,
  revokedById: 1,
  revokeReason: 1,
} as const;

/**
 * What an entry settles for good, as canonical JSON: what can still change after it, such as the decision of a
 * PENDING request or a delivery, is left out. Accounts that acted and their texts are commitments, so that a leaf can
 * be shown to somebody who may not read them.
 */
export function leafText(sequence: number, type: RelayedType, row: LeafRow): string {
  const { _id, userId, eventId, eventVersion, attempt, requestedAt, decidedAt, nonces } = row;
  const base = {
    sequence,
    type,
    requestId: _id,
    userId,
    eventId,
    eventVersion,
    attempt,
    requestedAt,
    source: row.source ?? USER_SOURCE,
    evidence: decodeEvidence(row),
  };
  if (type === 'REQUEST_PENDING') return canonicalJson(base);
  const texts = committedTexts(row);
  const decision = {
    decidedAt,
    decidedById: commitment(nonces?.decidedById, row.decidedById?.toHexString()),
    note: texts.note,
  };
  if (type === 'REQUEST_REJECTED') return canonicalJson({ ...base, ...decision });
  const grants = row.grants.map(
    ({ id, rewardId, type: rewardType, name, quantity, externalId, grantedAt }) => ({
      id,
      rewardId,
      type: rewardType,
      name,
      quantity,
      externalId,
      grantedAt,
    }),
  );
  if (type === 'REWARD_GRANTED') return canonicalJson({ ...base, ...decision, grants });
  const revocation = {
    revokedAt: row.revokedAt,
    revokedById: commitment(nonces?.revokedById, row.revokedById?.toHexString()),
    revokeReason: texts.revokeReason,
  };
  return canonicalJson({ ...base, ...decision, grants, ...revocation });
}

/** The texts of a request and what opens their commitments; a decision without a text has a nonce too. */
export const TEXT_FIELDS = ['note', 'revokeReason', 'nonces.note', 'nonces.revokeReason'] as const;

/**
 * What leaves hold of the texts of a request. Erasure removes the texts and their nonces, and keeps this as the row's
 * `commitments`: without a nonce nobody finds the text by trying, and the leaves still match.
 */
export function committedTexts({
  note,
  revokeReason,
  nonces,
  commitments,
}: Pick<LeafRow, 'note' | 'revokeReason' | 'nonces' | 'commitments'>): {
  readonly note: string | null;
  readonly revokeReason: string | null;
} {
  return {
    note: commitments?.note ?? commitment(nonces?.note, note),
    revokeReason: commitments?.revokeReason ?? commitment(nonces?.revokeReason, revokeReason),
  };
}

/** The leaf's hash as RFC 6962 defines it: SHA-256 over a zero byte and the text, in hex. */
export function leafHash(text: string): string {
  return createHash('sha256')
    .update(Buffer.from([0]))
    .update(text)
    .digest('hex');
}

/** SHA-256 over a nonce and a text, in hex: without the nonce nobody can find a short text by trying. */
function commitment(nonce: mongo.Binary | undefined, text: string | null | undefined): string | null {
  if (text == null) return null;
  return createHash('sha256')
    .update(nonce?.buffer ?? Buffer.alloc(0))
    .update(text)
    .digest('hex');
}
