import { mapExchange, type Client, type Exchange, type Operation } from '@urql/core';
import { connection } from './connection';
import { Store } from './store';

const REFRESH_MS = 30_000;
/** A refresh that has not ended by then is treated as any other loading. */
const QUIET_MS = 10_000;
/**
 * The operations that are read again, and every how many rounds. Those that leave a line in the access log or compute
 * for long are not among them.
 */
const ROUNDS: Readonly<Record<string, number>> = {
  Activities: 1,
  Audience: 1,
  Audiences: 1,
  AuditEntries: 1,
  Event: 1,
  EventHistory: 1,
  EventSeries: 1,
  EventSeriesList: 1,
  EventStats: 4,
  EventWindows: 1,
  Events: 1,
  Overview: 1,
  Payout: 1,
  Payouts: 1,
  RewardGrantSums: 4,
  RewardGrants: 1,
  RewardRequests: 1,
  Seals: 1,
  ServiceKeys: 1,
  Users: 1,
  WebhookDeliveries: 1,
  WebhookEndpoints: 1,
};

/** Reads again what a page shows, every half minute while somebody can see it, and knows when that was. */
export class Refresher {
  /** When what is shown was read; null while nothing of it is refreshed. */
  readonly at = new Store<Date | null>(null);
  readonly #shown = new Map<number, Operation>();
  #round = 0;
  #last = Date.now();

  /** Sees the operations of a client; comes before its cache. */
  readonly exchange: Exchange = mapExchange({
    onOperation: (operation) => {
      if (operation.kind === 'teardown') this.#shown.delete(operation.key);
      else if (operation.kind === 'query' && isRefreshed(operation))
        this.#shown.set(operation.key, operation);
      if (this.#shown.size === 0) this.at.set(null);
    },
    onResult: ({ operation, data, stale }) => {
      if (data !== undefined && !stale && this.#shown.has(operation.key)) this.at.set(new Date());
    },
  });

  /** @returns what ends it */
  start(client: Client): () => void {
    const refreshIfDue = () => {
      if (Date.now() - this.#last >= REFRESH_MS && isPageIdle()) this.#refresh(client);
    };
    const timer = setInterval(refreshIfDue, 1_000);
    return () => {
      clearInterval(timer);
      this.#shown.clear();
    };
  }

  #refresh(client: Client): void {
    this.#last = Date.now();
    this.#round += 1;
    const due = [...this.#shown.values()].filter(
      (operation) => this.#round % (ROUNDS[nameOf(operation)] ?? 1) === 0,
    );
    if (due.length === 0) return;
    // Keeps stale content from being dimmed during a refresh.
    document.documentElement.dataset['refreshing'] = '';
    setTimeout(() => delete document.documentElement.dataset['refreshing'], QUIET_MS);
    for (const operation of due) {
      client.reexecuteOperation(
        client.createRequestOperation('query', operation, { requestPolicy: 'network-only' }),
      );
    }
  }
}

/** One for the page. */
export const refresher = new Refresher();

/** Nobody's form is changed beneath them, and nothing is read that nobody sees or no server answers. */
function isPageIdle(): boolean {
  return !document.hidden && !connection.lost.get() && document.querySelector('form, .overlay') === null;
}

function isRefreshed(operation: Operation): boolean {
  const { filter } = operation.variables as { filter?: { userId?: string } };
  // Each read about one account leaves a line in the access log.
  return nameOf(operation) in ROUNDS && filter?.userId === undefined;
}

function nameOf({ query }: Operation): string {
  const definition = query.definitions.find(({ kind }) => kind === 'OperationDefinition');
  return definition && 'name' in definition ? (definition.name?.value ?? '') : '';
}
