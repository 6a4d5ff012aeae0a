import type { Types } from 'mongoose';
import type { AccessProof } from '../../access/viewer-source';

export interface Claim {
  readonly proof: AccessProof;
  readonly eventId: Types.ObjectId;
  readonly idempotencyKey: string | undefined;
  /** Server time at arrival: window, service day and requestedAt are judged by it. */
  readonly now: Date;
  /** A breach of the values' limits; said only after the role. */
  readonly inputFault: Error | null;
}
