import { randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import type { Nonces } from './reward-request.model';

const BYTES = 16;

/** For a decision by a person; the feed's leaf then commits to the decider and the note without showing them. */
export function newNonces(): Required<Pick<Nonces, 'decidedById' | 'note'>> {
  return { decidedById: nonce(), note: nonce() };
}

/** The same for a revocation. */
export function revocationNonces(): Required<Pick<Nonces, 'revokedById' | 'revokeReason'>> {
  return { revokedById: nonce(), revokeReason: nonce() };
}

function nonce(): mongo.Binary {
  return new mongo.Binary(randomBytes(BYTES));
}
