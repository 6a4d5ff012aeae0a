import type { SealProofData } from './operations.ts';

/**
 * The text of a file that `scripts/verify-proof.mjs` of the platform verifies. The layout is part of the format: give
 * the proofs as `sealProof` returned them, and save the text as it is.
 *
 * @returns null while the request is not sealed
 */
export function proofFile(requestId: string, proofs: SealProofData): string | null {
  if (proofs.length === 0) return null;
  return `${JSON.stringify({ format: 'event-reward-proof/1', requestId, proofs }, null, 2)}\n`;
}
