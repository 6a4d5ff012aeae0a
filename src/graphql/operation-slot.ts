import { OperationTypeNode } from 'graphql';
import { AppError } from '../errors';
import { networksOf } from '../rate-limits/network';
import type { QuerySlots } from '../rate-limits/query-slots';
import type { Context } from './context';
import { refusedDocument } from './refused-document';

/** The share of the server that one operation occupies: a query has a slot, a mutation needs none. */
export class OperationSlot {
  private taken: Promise<() => void> | undefined;
  private isReleased = false;
  private readonly end: () => void;

  constructor(private readonly slots: QuerySlots) {
    this.end = slots.begin();
  }

  /**
   * Waits for a slot of the account that the access token was signed for, of the service key, or of the network.
   * Whether the token still holds is not known yet: one that does not is refused at once, and uses the slot for no
   * longer than that. A key is verified first: its id is no secret, so anybody could use up its slots.
   *
   * @param cost of the document, as its limits count it
   * @throws GraphQLError with RATE_LIMITED; the signal's reason when the client went while the operation waited
   */
  async take(kind: OperationTypeNode, cost: number, context: Context): Promise<void> {
    if (kind !== OperationTypeNode.QUERY) return;
    const { viewer, clientAddress, signal } = context;
    try {
      const caller = await callerOf(viewer);
      // Another check of the document has refused it meanwhile: nobody would give a slot back.
      if (this.isReleased) return;
      this.taken =
        caller === null
          ? this.slots.takeForNetwork(networksOf(clientAddress).network)
          : this.slots.takeForCaller(caller, cost);
      await this.taken;
      signal.throwIfAborted();
    } catch (error) {
      throw error instanceof AppError ? refusedDocument(error, 200) : error;
    }
  }

  /** The operation has been answered. */
  release(): void {
    this.isReleased = true;
    const { taken, end } = this;
    if (taken === undefined) return end();
    void taken
      .then((giveBack) => giveBack())
      .catch(() => undefined)
      .finally(end);
  }
}

/** Null: nobody who has slots of their own. */
async function callerOf(viewer: Context['viewer']): Promise<string | null> {
  if (!viewer.isServiceKey) return viewer.proof?.userId ?? null;
  try {
    return (await viewer.requireServiceKey()).id;
  } catch (error) {
    // The permission rules give the answer.
    if (error instanceof AppError && error.code === 'INVALID_SERVICE_KEY') return null;
    throw error;
  }
}
