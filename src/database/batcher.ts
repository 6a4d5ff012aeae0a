import { ServiceUnavailable } from '../errors';
import { signals } from '../telemetry/signals';
import { currentAsker, shareWork, type Asker } from '../telemetry/shared-work';
import { withinDeadline } from './retry';
import { shareOf } from '../worker-share';

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly asker: Asker | null;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface BatcherOptions {
  /** In metrics and traces. */
  readonly name: string;
  /** Items of one batch at most. */
  readonly maxItems?: number;
  /** Batches that may be under way at once. */
  readonly maxInFlight: number;
  /** Items that may wait on a server; one more is refused at once with SERVICE_UNAVAILABLE. */
  readonly maxWaiting?: number;
}

/**
 * Lets items that arrive while earlier ones are under way share one call: group commit. No timer
 * gathers them: a lone item leaves on the next turn of the event loop, so nobody waits for company.
 *
 * First in, first out. `run` gives one result per item, in order; a result that is an Error rejects its
 * item alone, a throw rejects the whole batch; so does the deadline of writes, 8 s after it left.
 */
export class Batcher<Item, Result> {
  private readonly waiting: Array<Waiting<Item, Result>> = [];
  private inFlight = 0;
  private scheduled = false;
  private readonly idle: Array<() => void> = [];

  constructor(
    private readonly run: (items: Item[]) => Promise<Array<Result | Error>>,
    private readonly options: BatcherOptions,
  ) {}

  /** @throws ServiceUnavailable at once when too many items wait */
  async add(item: Item): Promise<Result> {
    if (this.waiting.length >= shareOf(this.options.maxWaiting ?? Infinity)) {
      throw new ServiceUnavailable('too many operations wait for a batch');
    }
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ item, asker: currentAsker(), resolve, reject });
      this.schedule();
    });
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drained(): Promise<void> {
    if (this.waiting.length === 0 && this.inFlight === 0) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private schedule(): void {
    if (this.scheduled || this.waiting.length === 0 || this.inFlight >= this.options.maxInFlight) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    const batch = this.waiting.splice(0, this.options.maxItems ?? 128);
    if (batch.length === 0) return;
    this.inFlight += 1;
    signals.batch.emit({ batch: this.options.name, items: batch.length });
    // What did not fit leaves as a batch of its own while this one is under way.
    this.schedule();
    try {
      // A call that hangs must not keep the next batch from leaving.
      const work = shareWork(
        this.options.name,
        batch.map(({ asker }) => asker),
        () => this.run(batch.map(({ item }) => item)),
      );
      const results = await withinDeadline(work, 'a batch went unanswered');
      batch.forEach((waiting, place) => {
        const result = results[place];
        if (result instanceof Error) waiting.reject(result);
        else waiting.resolve(result as Result);
      });
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    } finally {
      this.inFlight -= 1;
      this.schedule();
      if (this.waiting.length === 0 && this.inFlight === 0) {
        for (const resolve of this.idle.splice(0)) resolve();
      }
    }
  }
}
