import { randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import type { Nonces } from './reward-request.model';

const BYTES = 16;

/** For a decision by a person; the feed's leaf then commits to the decider and the note without showing them. */
export function newNonces(): Required<Nonces> {
  return { decidedById: nonce(), note: nonce() };
}

function nonce(): mongo.Binary {
  return new mongo.Binary(randomBytes(BYTES));
}
