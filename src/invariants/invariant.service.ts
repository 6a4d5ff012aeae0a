import type { Collections } from '../database/client-collections';
import { checkInvariants, type InvariantResult } from './invariants';

export class InvariantService {
  private checking: Promise<InvariantResult[]> | undefined;

  constructor(private readonly parts: { readonly database: Collections }) {}

  /** One at a time per process: it reads all rows, so whoever asks meanwhile shares the answer. */
  check(): Promise<InvariantResult[]> {
    this.checking ??= checkInvariants(this.parts.database).finally(() => {
      this.checking = undefined;
    });
    return this.checking;
  }
}
